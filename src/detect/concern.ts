import type { Guard, Test } from '../kql/guard.js';
import type { Batch } from '../model/batch.js';
import type { CompiledRule } from './rule.js';

/**
 * Whether a rule in batch mode may have a result on a batch. Ordinary batches concern no rule, and planning a query takes
 * DuckDB longer than looking at the rows here.
 */
export function concerns({ guards }: CompiledRule, batch: Batch): boolean {
  return guards.some((guard) => rowsOf(batch, guard).some((row) => passes(guard, row)));
}

type Row = Record<string, unknown>;

const rowsOf = (batch: Batch, { table }: Guard): Row[] =>
  ((batch as Record<string, unknown>)[table] ?? []) as Row[];

const passes = ({ clauses }: Guard, row: Row): boolean =>
  clauses.every((tests) => tests.some((test) => holds(test, row[test.column])));

/** Text outside ASCII may fold otherwise in the database: it is let through. */
function holds({ op, fold, values }: Test, value: unknown): boolean {
  if (op === 'nonempty') return Array.isArray(value) ? value.length > 0 : typeof value === 'string';
  const text = typeof value === 'string' ? value : '';
  if (fold && [text, ...values].some(isWide)) return true;
  const [subject, options] = fold ? [text.toLowerCase(), values.map(lower)] : [text, values];
  if (op === 'in') return options.includes(subject);
  if (op === 'contains') return options.some((option) => subject.includes(option));
  if (op === 'starts') return options.some((option) => subject.startsWith(option));
  return options.some((option) => subject.endsWith(option));
}

const lower = (text: string): string => text.toLowerCase();

const isWide = (text: string): boolean => /[^\0-\x7F]/.test(text);
