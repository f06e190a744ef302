import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  StatementType,
} from '@duckdb/node-api';
import type { Query, Result } from './store.js';
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
  const statement = await prepare(connection, query.sql);
  try {
    const { values, types } = bindings(query.parameters);
    statement.bind(values, types);
    const reader = await statement.runAndReadAll();
    if (reader.columnCount !== query.columns.length)
      throw new Error(`The query gives ${reader.columnCount} columns, not ${query.columns.length}`);
    const convert = query.columns.map(({ type }) => toValue[type]);
    const rows = reader
      .getRows()
      .map((row) => convert.map((toKusto, index) => toKusto(row[index] ?? null)));
    return { columns: query.columns, rows };
  } finally {
    statement.destroySync();
  }
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
