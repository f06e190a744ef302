import { crc32 } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type TableName, tables } from '../model/generated/tables.js';
import { ddl } from './generated/ddl.js';
import { type Segment, tablePath } from './segments.js';

/**
 * How tables lie in DuckDB. `hot.<table>` holds the rows of journals, each with `_Seq`, which orders the versions of a
 * key. Views put them together with the Parquet files: main."T" (all), new."T" (rows from the session's variable `staged`
 * on), old."T" (all others).
 */
export async function createHotTables(connection: DuckDBConnection): Promise<void> {
  for (const schema of ['hot', 'new', 'old']) await connection.run(`CREATE SCHEMA ${schema}`);
  await mark(connection, 0);
  for (const table of Object.keys(ddl) as TableName[]) await createHotTable(connection, table);
}

/** Makes a hot table, in place of the one that there is. */
export async function createHotTable(
  connection: DuckDBConnection,
  table: TableName,
): Promise<void> {
  const [before, after] = [`CREATE TABLE "${table}" (`, `CREATE OR REPLACE TABLE hot."${table}" (`];
  await connection.run(ddl[table].replace(before, `${after}"_Seq" BIGINT, `));
}

/** Takes rows with a lesser sequence number out of a hot table. */
export async function forget(
  connection: DuckDBConnection,
  table: TableName,
  below: number,
): Promise<void> {
  const result = await connection.runAndReadAll(
    `SELECT count(*) FROM hot."${table}" WHERE "_Seq" >= ${below}`,
  );
  // DuckDB gives the memory of a table back when the table goes, not when its rows do.
  if (result.getRows()[0]?.[0] === 0n) await createHotTable(connection, table);
  else await connection.run(`DELETE FROM hot."${table}" WHERE "_Seq" < ${below}`);
}

/** From here on, rows with this sequence number or a greater one are the new ones. */
export async function mark(connection: DuckDBConnection, seq: number): Promise<void> {
  await connection.run(`SET VARIABLE staged = ${seq}::BIGINT`);
}

/** Fingerprint of a table's columns: files of another one are read by name, with what they lack filled in. */
export const shapes = Object.fromEntries(
  Object.entries(ddl).map(([table, statement]) => [table, crc32(statement).toString(16)]),
) as Record<TableName, string>;

/** SELECTs of all columns of a table, `_Seq` first, from some segments: none where they hold none of its rows. */
export function selectsFromSegments(table: TableName, segments: readonly Segment[]): string[] {
  const holding = segments.filter((segment) => segment.manifest.tables[table]);
  const [same, other] = [true, false].map((wanted) =>
    holding
      .filter((segment) => (segment.manifest.tables[table]?.shape === shapes[table]) === wanted)
      .map((segment) => quote(tablePath(segment, table))),
  ) as [string[], string[]];
  const selects: string[] = [];
  if (other.length > 0)
    selects.push(
      `SELECT ${columns(table, filled)} FROM (SELECT * FROM hot."${table}" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet([${other}], union_by_name = true))`,
    );
  if (same.length > 0) selects.push(`SELECT ${columns(table)} FROM read_parquet([${same}])`);
  return selects;
}

/** Of the rows of a keyed table, just the newest version of each. */
export function newest(table: TableName): string {
  const key = tables[table].key.map((name) => `"${name}"`).join(', ');
  return key && ` QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY "_Seq" DESC) = 1`;
}

/** Keeps the views of a connection pointed at segments. */
export function makeViews(
  connection: DuckDBConnection,
  schemas: readonly ('main' | 'new' | 'old')[],
) {
  const made = new Map<string, string>();
  return async (table: TableName, segments: readonly Segment[]): Promise<void> => {
    for (const schema of schemas) {
      const statement = view(schema, table, segments);
      const name = `${schema}.${table}`;
      if (made.get(name) === statement) continue;
      await connection.run(statement);
      made.set(name, statement);
    }
  };
}

const rowsOf = {
  main: '',
  new: `"_Seq" >= getvariable('staged')`,
  old: `"_Seq" < getvariable('staged')`,
};

function view(
  schema: 'main' | 'new' | 'old',
  table: TableName,
  segments: readonly Segment[],
): string {
  const where = rowsOf[schema] && ` WHERE ${rowsOf[schema]}`;
  const hot = `SELECT ${columns(table)} FROM hot."${table}"${where}`;
  // The newest first: for the newest few of very many rows, DuckDB then leaves older files shut.
  const cold = schema === 'new' ? [] : selectsFromSegments(table, segments.toReversed());
  const all = [hot, ...cold.toReversed()].join(' UNION ALL ');
  const names = tables[table].columns.map(({ name }) => `"${name}"`).join(', ');
  return `CREATE OR REPLACE VIEW ${schema}."${table}" AS SELECT ${names} FROM (${all})${newest(table)}`;
}

const columns = (
  table: TableName,
  expression = (name: string, _isText: boolean): string => name,
): string =>
  [
    '"_Seq"',
    ...tables[table].columns.map(({ name, type }) => expression(`"${name}"`, type === 'string')),
  ].join(', ');

const filled = (name: string, isText: boolean): string =>
  isText ? `coalesce(${name}, '') AS ${name}` : name;

/** A string as an SQL literal. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
