const units = ['kB', 'MB', 'GB', 'TB'];

/** A number of bytes as one writes it: `812 bytes`, `4.2 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  // What would be rounded to a thousand has the next unit.
  const power = Math.min(Math.floor(Math.log10(bytes * 1.0005) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}
