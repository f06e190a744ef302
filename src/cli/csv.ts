import { printable } from '../explain/printable.js';

export type Cell = string | number | boolean | null | undefined;

/**
 * A line as RFC 4180 has it. Control characters stand as escapes (`\n`, `\e`), and text that a spreadsheet would take for
 * a formula begins with an apostrophe: the json formats have texts as they are.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: Cell): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const shown = printable(value ?? '');
  const text = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
