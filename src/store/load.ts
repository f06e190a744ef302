import { type DuckDBAppender, type DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { ColumnSpec, KustoType, TableSpec } from '../model/row.js';
import { encodeJson } from './journal.js';

type Put = (appender: DuckDBAppender, value: unknown) => boolean;

/** How a value of each type enters DuckDB; false where the value is not of the type. */
const put: Record<KustoType, Put> = {
  string: (appender, value) => {
    if (typeof value !== 'string') return false;
    appender.appendVarchar(value);
    return true;
  },
  long: (appender, value) => {
    if (!Number.isSafeInteger(value)) return false;
    appender.appendBigInt(BigInt(value as number));
    return true;
  },
  int: (appender, value) => {
    if (typeof value !== 'number' || (value | 0) !== value) return false;
    appender.appendInteger(value);
    return true;
  },
  real: (appender, value) => {
    const number = typeof value === 'string' ? nonFinite.get(value) : value;
    if (typeof number !== 'number') return false;
    appender.appendDouble(number);
    return true;
  },
  bool: (appender, value) => {
    if (typeof value !== 'boolean') return false;
    appender.appendBoolean(value);
    return true;
  },
  datetime: (appender, value) => {
    if (!Number.isSafeInteger(value)) return false;
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value as number)));
    return true;
  },
  dynamic: (appender, value) => {
    const text = encodeJson(value);
    if (text === undefined) return false;
    appender.appendVarchar(text.includes('\\ud') ? withoutLoneSurrogates(text) : text);
    return true;
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

/**
 * Appends rows to `hot.<table>`. All or none: a value that its column cannot hold is a programmer's error, thrown with
 * table, column and value.
 */
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
        appendRow(appender, table, spec, row as Record<string, unknown>, seq + index);
  } catch (error) {
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}

function appendRow(
  appender: DuckDBAppender,
  table: string,
  spec: TableSpec,
  row: Record<string, unknown>,
  seq: number,
): void {
  appender.appendBigInt(BigInt(seq));
  let known = 0;
  for (const column of spec.columns) {
    if (row[column.name] !== undefined) known += 1;
    const value = valueOf(column, row);
    if (value === undefined || value === null) appender.appendDefault();
    else if (!put[column.type](appender, value))
      throw new TypeError(`${table}.${column.name} is a ${column.type}, not ${quoted(value)}`);
  }
  if (known < Object.keys(row).length) refuseUnknown(table, spec, row);
  appender.endRow();
}

/** Defender's tables say the same instant twice. */
const valueOf = (column: ColumnSpec, row: Record<string, unknown>): unknown =>
  column.name === 'Timestamp' ? (row.Timestamp ?? row.TimeGenerated) : row[column.name];

function refuseUnknown(table: string, spec: TableSpec, row: Record<string, unknown>): void {
  const names = new Set(spec.columns.map((column) => column.name));
  const unknown = Object.keys(row).find((name) => row[name] !== undefined && !names.has(name));
  if (unknown !== undefined) throw new TypeError(`${table} has no column ${quoted(unknown)}`);
}

const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 200);
