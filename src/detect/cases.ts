import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableRow } from '../model/batch.js';
import { type TableName, tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { instantOf } from '../normalise/import/instant.js';
import { checkRows } from '../store/load.js';
import { unreadable } from './load.js';
import { RuleError } from './rule-error.js';
import { parseYaml } from './yaml-file.js';

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
  const { fields, at } = parseYaml(read(listing), listing);
  const files = ['attack', 'benign'].flatMap((kind) =>
    list(join(root, kind)).map((file) => `${kind}/${file}`),
  );
  const problems = [
    ...Object.keys(fields).flatMap((name) =>
      files.includes(name) ? [] : [`${at(name)}: there is no file ${name}`],
    ),
    ...files.flatMap((name) => {
      const wrong = wrongCount(name, fields[name]);
      return wrong === undefined ? [] : [`${at(name)}: ${name} ${wrong}`];
    }),
  ];
  if (files.length === 0) problems.push(`${listing}: there is no case under attack/ or benign/`);
  if (problems.length > 0) throw new RuleError(problems);
  return files.sort().map((name) => ({
    name,
    expected: fields[name] as number,
    rows: readRows(join(root, name)),
  }));
}

function wrongCount(name: string, count: unknown): string | undefined {
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    return 'has no count of alerts';
  if (name.startsWith('attack/') === count > 0) return undefined;
  return `cannot have ${count} alerts`;
}

/** The rows of one case's file. */
export function readRows(file: string): TableRow[] {
  return read(file)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readRow(line, `${file}:${index + 1}`)]));
}

function readRow(line: string, place: string): TableRow {
  const { table, ...fields } = object(line, place);
  const spec = Object.hasOwn(tables, String(table)) ? tables[table as TableName] : undefined;
  if (!spec) throw new RuleError(`${place}: there is no table ${JSON.stringify(table)}`);
  const types = new Map(spec.columns.map(({ name, type }) => [name, type]));
  const row = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      types.get(name) === 'datetime' && typeof value === 'string' ? instant(value, place) : value,
    ]),
  );
  for (const name of ['TimeGenerated', ...spec.key])
    if (row[name] === undefined) throw new RuleError(`${place}: ${name} is missing`);
  try {
    checkRows(String(table), spec, [row]);
  } catch (error) {
    throw new RuleError(`${place}: ${(error as Error).message}`);
  }
  return { table, row } as unknown as TableRow;
}

function object(line: string, place: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new RuleError(`${place}: it is no JSON object`);
}

function instant(text: string, place: string): Micros {
  const time = instantOf(text);
  if (time === undefined) throw new RuleError(`${place}: ${JSON.stringify(text)} is no time`);
  return time;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** A kind of case that has no directory has no cases. */
function list(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unreadable(directory, error);
  }
}
