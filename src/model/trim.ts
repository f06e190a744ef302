/**
 * A text without any of these characters at its end: in time that grows with what is taken off, where a pattern such as
 * `/\s+$/` tries anew at each of them.
 */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** A number as text, or a time, without the zeros at the end of its fraction. */
export function withoutZeros(text: string): string {
  const point = text.lastIndexOf('.');
  if (point < 0 || !/^\d+$/.test(text.slice(point + 1))) return text;
  return trimEndOf(trimEndOf(text, '0'), '.');
}
