import type { Window, WindowName } from '../tree.js';
import { wrap } from './arithmetic.js';
import type { Printing } from './printer.js';
import { nullOf } from './text.js';

const printers: Record<WindowName, (args: string[], over: string, rel: Window) => string> = {
  row_number: (_args, over) => `row_number() ${over}`,
  previous: (args, over, rel) => neighbour('lag', args, over, rel),
  next: (args, over, rel) => neighbour('lead', args, over, rel),
  running_sum: ([value = ''], over, rel) => {
    const sum = `coalesce(sum(${value}) ${rows(over)}, 0)`;
    const type = rel.columns.at(-1)?.type ?? 'long';
    return type === 'real' ? sum : wrap(sum, type);
  },
  running_max: ([value = ''], over) => `max(${value}) ${rows(over)}`,
};

const rows = (over: string): string =>
  over.replace(/\)$/, ' ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)');

function neighbour(
  name: 'lag' | 'lead',
  [value = '', offset = '1', fallback]: string[],
  over: string,
  rel: Window,
): string {
  const missing = fallback ?? nullOf(rel.columns.at(-1)?.type ?? 'string');
  return `${name}(${value}, ${offset}, ${missing}) ${over}`;
}

/** A value computed over rows in their order. */
export const printWindow = (rel: Window, printing: Printing, over: string): string =>
  printers[rel.name](rel.args.map(printing.value), over, rel);
