import { columnsOf, printable, shorten } from './printable.js';

/** Printable text broken at blanks into lines of at most `width` columns; a longer word is broken inside. */
export function wrap(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const room = Math.max(10, width);
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    let rest = word;
    if (line !== '' && columnsOf(line) + 1 + columnsOf(rest) > room) {
      lines.push(line);
      line = '';
    } else if (line !== '') {
      rest = `${line} ${rest}`;
    }
    for (let cut = shorten(rest, room); cut !== rest; cut = shorten(rest, room)) {
      lines.push(cut);
      rest = rest.slice(cut.length);
    }
    line = rest;
  }
  lines.push(line);
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), `${shorten(lines[most - 1] ?? '', room - 2).trimEnd()} …`];
}
