import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Batch, TableRow } from '../model/batch.js';
import type { Alerts } from '../model/generated/tables.js';
import { type TableName, tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { Writer } from '../store/store.js';
import { RuleError } from './metadata.js';
import type { CompiledRule } from './rule.js';
import { runRules } from './run.js';

/** Recorded rows, and how many alerts the rule has to raise on them. */
export interface RuleCase {
  /** Path below `cases/`: `attack/remote-dockerfile.ndjson`. */
  name: string;
  expected: number;
  rows: TableRow[];
}

/**
 * The cases of a rule's directory. `cases/cases.yaml` gives for each file under `attack/` and `benign/` the exact number
 * of alerts. Throws a RuleError for a file without a number, a number without a file, or a row that fits no table.
 */
export function loadCases(directory: string): RuleCase[] {
  const root = join(directory, 'cases');
  const listing = join(root, 'cases.yaml');
  const counts = parse(readFileSync(listing, 'utf8')) as Record<string, unknown>;
  const files = ['attack', 'benign'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((file) => `${kind}/${file}`),
  );
  const stray = Object.keys(counts).find((name) => !files.includes(name));
  if (stray !== undefined) throw new RuleError(`${listing}: there is no file ${stray}`);
  return files.sort().map((name) => {
    const expected = counts[name];
    if (typeof expected !== 'number' || !Number.isSafeInteger(expected) || expected < 0) {
      throw new RuleError(`${listing}: ${name} has no count of alerts`);
    }
    if (name.startsWith('attack/') !== expected > 0) {
      throw new RuleError(`${listing}: ${name} cannot have ${expected} alerts`);
    }
    return { name, expected, rows: readRows(join(root, name)) };
  });
}

function readRows(file: string): TableRow[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readRow(line, `${file}:${index + 1}`)]));
}

function readRow(line: string, place: string): TableRow {
  const { table, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const spec = tables[table as TableName];
  if (!spec) throw new RuleError(`${place}: there is no table ${JSON.stringify(table)}`);
  const types = new Map(spec.columns.map(({ name, type }) => [name, type]));
  const row = Object.entries(fields).map(([name, value]) => {
    const type = types.get(name);
    if (!type) throw new RuleError(`${place}: ${String(table)} has no column ${name}`);
    return [name, type === 'datetime' && typeof value === 'string' ? instant(value, place) : value];
  });
  return { table, row: Object.fromEntries(row) } as TableRow;
}

function instant(text: string, place: string): Micros {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new RuleError(`${place}: ${JSON.stringify(text)} is no time`);
  return millis * 1000;
}

/**
 * The alerts that a rule raises on a case's rows, `size` rows to a batch, a moment after each batch's last row. The writer
 * has to be empty.
 */
export async function runCase(
  rule: CompiledRule,
  { rows }: RuleCase,
  writer: Writer,
  size = rows.length,
): Promise<Alerts[]> {
  const alerts: Alerts[] = [];
  let now = 0;
  for (let start = 0; start < rows.length; start += size) {
    const batch: Partial<Record<string, unknown[]>> = {};
    for (const { table, row } of rows.slice(start, start + size)) {
      (batch[table] ??= []).push(row);
      now = Math.max(now, row.TimeGenerated + 1e6, ('UpdatedTime' in row && row.UpdatedTime) || 0);
    }
    const staged = await writer.stage(batch as Batch);
    const outcome = await runRules([rule], batch as Batch, staged, now);
    const [failure] = outcome.failures;
    if (failure) throw new Error(`${failure.ruleId}: ${failure.message}`);
    alerts.push(...outcome.alerts);
    await staged.commit({ Alerts: outcome.alerts });
  }
  return alerts;
}
