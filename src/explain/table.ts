import { columnsOf, printable } from './printable.js';

export interface Column<R> {
  title: string;
  text: (row: R) => string;
  /** Colour, put on after the text was cut and padded. */
  paint?: (text: string, row: R) => string;
  /** May be cut when the line is too long; the others keep their width. */
  flexible?: boolean;
  right?: boolean;
}

const gap = 2;
const least = 8;

/** Aligned columns under their titles, no line longer than `width` where the flexible columns allow. */
export function table<R>(
  rows: R[],
  columns: Column<R>[],
  width: number,
  paintTitle: (text: string) => string,
): string[] {
  const cells = rows.map((row) => columns.map(({ text }) => printable(text(row))));
  const widths = columns.map(({ title }, i) =>
    cells.reduce((most, line) => Math.max(most, columnsOf(line[i] ?? '')), title.length),
  );
  const flexible = columns.flatMap(({ flexible: may }, i) => (may ? [i] : []));
  for (;;) {
    const over = widths.reduce((sum, each) => sum + each + gap, -gap) - width;
    const widest = flexible.reduce(
      (best, i) => ((widths[i] ?? 0) > (widths[best] ?? 0) ? i : best),
      flexible[0] ?? -1,
    );
    const current = widths[widest] ?? 0;
    if (over <= 0 || current <= least) break;
    const second = Math.max(
      least,
      ...flexible.filter((i) => i !== widest).map((i) => widths[i] ?? 0),
    );
    widths[widest] = Math.max(least, current - over, Math.min(second, current - 1));
  }
  const line = (texts: string[], paint: (text: string, i: number) => string): string =>
    texts
      .map((text, i) => {
        const cut = printable(text, widths[i]);
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - columnsOf(cut)));
        const last = i === texts.length - 1;
        const padded = columns[i]?.right ? space + cut : last ? cut : cut + space;
        return paint(padded, i);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const titles = line(
    columns.map(({ title }) => title),
    (text) => paintTitle(text),
  );
  return [
    titles,
    ...cells.map((texts, at) =>
      line(texts, (text, i) => {
        const row = rows[at];
        return row === undefined ? text : (columns[i]?.paint?.(text, row) ?? text);
      }),
    ),
  ];
}
