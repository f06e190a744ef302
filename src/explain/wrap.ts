import { columnsOf, printable } from './printable.js';

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
    while (columnsOf(rest) > room) {
      const head = printable(rest, room + 1).slice(0, -1);
      const cut =
        head.length > 0 && rest.startsWith(head) ? head : [...rest].slice(0, room).join('');
      lines.push(cut);
      rest = rest.slice(cut.length);
    }
    line = rest;
  }
  lines.push(line);
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), printable(`${lines[most - 1] ?? ''} …`)];
}
