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
  clauses.every((tests) => tests.some((test) => holds(test, valueAt(test, row))));

function valueAt({ column, path }: Test, row: Row): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Row)[name] : undefined,
    row[column],
  );
}

/** What the database may write or fold otherwise is let through: text outside ASCII, and numbers inside JSON. */
function holds({ path, op, fold, values }: Test, value: unknown): boolean {
  if (op === 'nonempty') return Array.isArray(value) ? value.length > 0 : typeof value === 'string';
  const isPlain = typeof value === 'string' || typeof value === 'boolean';
  const isKnown = value !== null && value !== undefined;
  if (isKnown && !isPlain && (path.length > 0 || typeof value === 'object')) return true;
  const text = isKnown ? String(value) : '';
  if (fold && [text, ...values].some(isWide)) return true;
  const [subject, options] = fold ? [text.toLowerCase(), values.map(lower)] : [text, values];
  switch (op) {
    case 'in':
      return options.includes(subject);
    case 'out':
      return !options.includes(subject);
    case 'contains':
      return options.some((option) => subject.includes(option));
    case 'starts':
      return options.some((option) => subject.startsWith(option));
    case 'ends':
      return options.some((option) => subject.endsWith(option));
  }
}

const lower = (text: string): string => text.toLowerCase();

const isWide = (text: string): boolean => /[^\0-\x7F]/.test(text);
