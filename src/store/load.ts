import { type DuckDBAppender, type DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { ColumnSpec, KustoType, TableSpec } from '../model/row.js';
import { encodeJson } from './journal.js';

/** Whether a column of each type can hold a value. */
const fits: Record<KustoType, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  long: Number.isSafeInteger,
  int: (value) => typeof value === 'number' && (value | 0) === value,
  real: (value) => typeof value === 'number' || nonFinite.has(value as string),
  bool: (value) => typeof value === 'boolean',
  datetime: Number.isSafeInteger,
  dynamic: (value) => encodeJson(value) !== undefined,
};

/** How a value of each type that fits enters DuckDB. */
const put: Record<KustoType, (appender: DuckDBAppender, value: unknown) => void> = {
  string: (appender, value) => appender.appendVarchar(value as string),
  long: (appender, value) => appender.appendBigInt(BigInt(value as number)),
  int: (appender, value) => appender.appendInteger(value as number),
  real: (appender, value) =>
    appender.appendDouble(nonFinite.get(value as string) ?? (value as number)),
  bool: (appender, value) => appender.appendBoolean(value as boolean),
  datetime: (appender, value) =>
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value as number))),
  dynamic: (appender, value) => {
    const text = encodeJson(value) ?? 'null';
    appender.appendVarchar(text.includes('\\ud') ? withoutLoneSurrogates(text) : text);
  },
};

/** How a journal, being JSON, spells the numbers that JSON does not have. */
const nonFinite = new Map([NaN, Infinity, -Infinity].map((number) => [String(number), number]));

/** A well-formed stringify escapes just the surrogates that stand alone, which DuckDB's JSON refuses. */
const withoutLoneSurrogates = (text: string): string =>
  text.replace(/\\(ud[89a-f][0-9a-f]{2}|.)/g, (whole: string, escaped: string) =>
    escaped.length > 1 ? '\\ufffd' : whole,
  );

/** Rows whose sequence numbers count up from `seq`. */
export interface Numbered {
  seq: number;
  rows: readonly object[];
}

/** A value that its column cannot hold is a programmer's error, thrown with table, column and value. */
export function checkRows(table: string, spec: TableSpec, rows: readonly object[]): void {
  const types = new Map(spec.columns.map(({ name, type }) => [name, type]));
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      if (value === undefined) continue;
      const type = types.get(name);
      if (!type) throw new TypeError(`${table} has no column ${quoted(name)}`);
      if (value !== null && !fits[type](value))
        throw new TypeError(`${table}.${name} is a ${type}, not ${quoted(value)}`);
    }
}

/** Appends rows, checked before, to `hot.<table>`. */
export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  spec: TableSpec,
  parts: readonly Numbered[],
): Promise<void> {
  const appender = await connection.createAppender(table, 'hot');
  try {
    for (const { seq, rows } of parts)
      for (const [index, row] of rows.entries())
        appendRow(appender, spec, row as Record<string, unknown>, seq + index);
  } catch (error) {
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}

/** Appends one row, checked before. */
export function appendRow(
  appender: DuckDBAppender,
  spec: TableSpec,
  row: Record<string, unknown>,
  seq: number,
): void {
  appender.appendBigInt(BigInt(seq));
  for (const column of spec.columns) {
    const value = valueOf(column, row);
    if (value === undefined || value === null) appender.appendDefault();
    else put[column.type](appender, value);
  }
  appender.endRow();
}

/** Defender's tables say the same instant twice. */
const valueOf = (column: ColumnSpec, row: Record<string, unknown>): unknown =>
  column.name === 'Timestamp' ? (row.Timestamp ?? row.TimeGenerated) : row[column.name];

const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 200);
