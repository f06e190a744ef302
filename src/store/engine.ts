import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBValue,
  StatementType,
} from '@duckdb/node-api';
import type { Query, Result, Value } from './store.js';
import { bindings, toValue } from './values.js';
import { quote } from './views.js';

export interface Engine {
  connection: DuckDBConnection;
  /** A further connection, for work beside the first one's. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * A DuckDB in memory. `directory` is all of the file system that its SQL reaches; `lock` names a database file to hold
 * open, which no other process can do then.
 */
export async function openEngine(
  settings: Record<string, string>,
  directory?: string,
  lock?: string,
): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...settings,
  });
  try {
    const connection = await instance.connect();
    await connection.run('SET parquet_metadata_cache = true');
    if (lock !== undefined) await connection.run(`ATTACH ${quote(lock)} AS lock`);
    if (directory !== undefined)
      await connection.run(`SET allowed_directories = [${quote(`${directory}/`)}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return {
      connection,
      connect: () => instance.connect(),
      close() {
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** Runs a SELECT; anything else is refused. */
export async function runQuery(connection: DuckDBConnection, query: Query): Promise<Result> {
  const statement = await bound(connection, query);
  try {
    const reader = await statement.runAndReadAll();
    return { columns: query.columns, rows: converted(query, reader.columnCount, reader.getRows()) };
  } finally {
    statement.destroySync();
  }
}

/** Likewise, piece by piece, for results that need not fit into memory. The connection is the query's meanwhile. */
export async function* streamQuery(
  connection: DuckDBConnection,
  query: Query,
): AsyncGenerator<Value[][]> {
  const statement = await bound(connection, query);
  try {
    const result = await statement.stream();
    for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
      if (chunk.rowCount === 0) break;
      yield converted(query, result.columnCount, chunk.getRows());
    }
  } finally {
    statement.destroySync();
  }
}

function converted(query: Query, columnCount: number, rows: DuckDBValue[][]): Value[][] {
  if (columnCount !== query.columns.length)
    throw new Error(`The query gives ${columnCount} columns, not ${query.columns.length}`);
  const convert = query.columns.map(({ type }) => toValue[type]);
  return rows.map((row) => convert.map((toKusto, index) => toKusto(row[index] ?? null)));
}

async function bound(
  connection: DuckDBConnection,
  { sql, parameters }: Query,
): Promise<DuckDBPreparedStatement> {
  const statement = await prepare(connection, sql);
  const { values, types } = bindings(parameters);
  statement.bind(values, types);
  return statement;
}

async function prepare(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new Error(`The query is ${statements.count} statements, not one`);
  const statement = await statements.prepare(0);
  if (statement.statementType === StatementType.SELECT) return statement;
  statement.destroySync();
  throw new Error('The query is not a SELECT');
}
