import { TextDecoder } from 'node:util';
import { excerptOf, type Framed, type Framer, maxRecord, notUtf8, tooLong } from './framer.js';
import type { Fields } from './values.js';

const isSame = (header: string[] | undefined, values: string[]): boolean =>
  header?.length === values.length && header.every((name, at) => name === values[at]?.trim());

/**
 * RFC 4180: the first row names the columns; quoted cells may hold line ends. Empty cells are left out. In countries with
 * a decimal comma spreadsheets put semicolons between cells.
 */
export function csvFramer(limit = maxRecord, delimiter = ','): Framer {
  const decoder = new TextDecoder('utf-8');
  let header: string[] | undefined;
  let line = 1;
  /** Line on which the row began. */
  let began = 1;
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  /** A quote within a quoted cell: the cell's end, unless another follows. */
  let isPending = false;
  let length = 0;
  let isDamaged = false;

  function row(into: Framed[]): void {
    const excerpt = excerptOf(
      `${cells.join(',').slice(0, 400)},${cell.slice(0, 400)}`.slice(cells.length === 0 ? 1 : 0),
    );
    const values = [...cells, cell];
    const isEmpty = values.length === 1 && cell === '';
    const dropped = length > limit;
    // Of files that were joined, each has its header.
    const isHeader = isSame(header, values);
    if (dropped) into.push({ line: began, rejected: tooLong(limit), excerpt });
    else if (!isEmpty && header === undefined) header = values.map((name) => name.trim());
    else if (!isEmpty && header !== undefined && !isHeader)
      into.push(record(header, values, excerpt));
    if (isDamaged) into.push({ line: began, remark: notUtf8, excerpt });
    cells = [];
    cell = '';
    length = 0;
    isDamaged = false;
  }

  function record(names: string[], values: string[], excerpt: string): Framed {
    if (values.length !== names.length) {
      const rejected = `it has ${values.length} cells, and the header names ${names.length}`;
      return { line: began, rejected, excerpt };
    }
    const entries = names.map((name, index) => [name, values[index] ?? ''] as const);
    const known: Fields = Object.fromEntries(entries.filter(([, value]) => value !== ''));
    return { line: began, text: excerpt, cells: known };
  }

  function add(text: string): void {
    length += text.length;
    if (text.includes('\ufffd')) isDamaged = true;
    if (length <= limit) cell += text;
    else cells = [];
  }

  const special = new RegExp(`["\\r\\n${delimiter}]`, 'g');

  function take(text: string, into: Framed[]): void {
    let from = 0;
    while (from < text.length) {
      if (isPending) {
        isPending = false;
        if (text[from] === '"') {
          add('"');
          from += 1;
          continue;
        }
        isQuoted = false;
      }
      if (isQuoted) {
        const at = text.indexOf('"', from);
        const end = at < 0 ? text.length : at;
        const inside = text.slice(from, end);
        add(inside);
        for (let next = inside.indexOf('\n'); next >= 0; next = inside.indexOf('\n', next + 1)) {
          line += 1;
        }
        isPending = at >= 0;
        from = end + 1;
        continue;
      }
      special.lastIndex = from;
      const at = special.exec(text)?.index ?? text.length;
      if (at > from) add(text.slice(from, at));
      from = at + 1;
      const mark = text[at];
      if (mark === '"' && cell === '\ufeff') cell = '';
      if (mark === '"') isQuoted = cell === '';
      if (mark === '"' && !isQuoted) add('"');
      if (mark === delimiter) {
        length += 1;
        if (length <= limit) cells.push(cell);
        cell = '';
      }
      if (mark === '\n') {
        row(into);
        line += 1;
        began = line;
      }
    }
  }

  return {
    push(chunk) {
      const into: Framed[] = [];
      take(decoder.decode(chunk, { stream: true }), into);
      return into;
    },
    end() {
      const into: Framed[] = [];
      take(decoder.decode(), into);
      if (isQuoted && !isPending) {
        const excerpt = excerptOf(cell);
        into.push({ line: began, rejected: 'the file ends inside quotes', excerpt });
      } else if (length > 0 || cells.length > 0) {
        row(into);
      }
      return into;
    },
  };
}
