import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnSpec, KustoType, TableSpec } from '../model/row.js';
import { type Column, columnOf, nonFinite } from './column.js';
import { api, bindings } from './duckdb-packages.js';
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

/** Rows whose sequence numbers count up from `seq`. */
export interface Numbered {
  seq: number;
  rows: readonly object[];
}

const specsOf = new WeakMap<TableSpec, Map<string, ColumnSpec>>();

function specsByName(spec: TableSpec): Map<string, ColumnSpec> {
  let specs = specsOf.get(spec);
  if (!specs) {
    specs = new Map(spec.columns.map((column) => [column.name, column]));
    specsOf.set(spec, specs);
  }
  return specs;
}

/** A value that its column cannot hold is a programmer's error, thrown with table, column and value. */
export function checkRows(table: string, spec: TableSpec, rows: readonly object[]): void {
  const specs = specsByName(spec);
  for (const row of rows)
    for (const name in row) {
      const value = (row as Record<string, unknown>)[name];
      if (value === undefined) continue;
      const type = specs.get(name)?.type;
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
  const count = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const loader = await openLoader(connection, table, spec, count);
  try {
    for (const { seq, rows } of parts)
      for (const [index, row] of rows.entries()) loader.add(row, seq + index);
    loader.flush();
  } finally {
    loader.close();
  }
}

/** Appends rows to a hot table, as many together as DuckDB's vectors hold. */
export interface Loader {
  /** Takes a row that was checked before. */
  add(row: object, seq: number): void;
  /** From here on queries see what was added. */
  flush(): void;
  /** Drops what was added since it was last flushed. */
  close(): void;
}

/** Text of so many characters is handed over at once: records of files may be large. */
const maxText = 4e6;

/** `most`: no more rows are added at once. */
export async function openLoader(
  connection: DuckDBConnection,
  table: string,
  spec: TableSpec,
  most = Number.POSITIVE_INFINITY,
): Promise<Loader> {
  const appender = await connection.createAppender(table, 'hot');
  const types = Array.from({ length: spec.columns.length + 1 }, (_, index) =>
    appender.columnType(index),
  );
  const chunk = api.DuckDBDataChunk.create(types);
  const capacity = Math.max(1, Math.min(most, bindings.vector_size()));
  const seqs = columnOf.long(capacity);
  const columns = spec.columns.map(({ type }) => columnOf[type](capacity));
  const byName = new Map(spec.columns.map(({ name }, index) => [name, columns[index] as Column]));
  /** Defender's tables say the same instant twice. */
  const timestamp = byName.get('Timestamp');
  let count = 0;
  let text = 0;

  function move(): void {
    if (count === 0) return;
    chunk.reset();
    for (const [index, column] of [seqs, ...columns].entries())
      column.moveTo(bindings.data_chunk_get_vector(chunk.chunk, index), count);
    chunk.rowCount = count;
    count = 0;
    text = 0;
    appender.appendDataChunk(chunk);
  }

  return {
    add(row, seq) {
      seqs.put(count, seq);
      const values = row as Record<string, unknown>;
      for (const name in values) {
        const value = values[name];
        if (value !== undefined && value !== null) text += byName.get(name)?.put(count, value) ?? 0;
      }
      if (
        timestamp &&
        (values.Timestamp ?? null) === null &&
        (values.TimeGenerated ?? null) !== null
      )
        timestamp.put(count, values.TimeGenerated);
      count += 1;
      if (count === capacity || text > maxText) move();
    },
    flush() {
      move();
      appender.flushSync();
    },
    close() {
      appender.clear();
      appender.closeSync();
    },
  };
}

const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 200);
