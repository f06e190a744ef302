import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api';
import { api } from './duckdb-packages.js';
import type { Head, Query, Result, ResultType, Value } from './store.js';
import { bindings, toValue } from './values.js';
import { quote } from './views.js';

export interface Engine {
  connection: DuckDBConnection;
  /** A further connection, for work beside the first one's. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * A DuckDB in memory. `directories` are all of the file system that its SQL reaches; `lock` names a database file to hold
 * open, which no other process can do then.
 */
export async function openEngine(
  settings: Record<string, string>,
  directories: readonly string[] = [],
  lock?: string,
): Promise<Engine> {
  const engine = await openUnsealed(settings, directories, lock);
  try {
    await engine.seal();
  } catch (error) {
    engine.close();
    throw error;
  }
  return engine;
}

/** One whose SQL reaches all files until it is sealed: to be done before it runs anything that others wrote. */
export interface Unsealed extends Engine {
  seal(): Promise<void>;
}

export async function openUnsealed(
  settings: Record<string, string>,
  directories: readonly string[] = [],
  lock?: string,
): Promise<Unsealed> {
  const instance = await api.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...settings,
  });
  try {
    const connection = await instance.connect();
    await connection.run('SET parquet_metadata_cache = true');
    if (lock !== undefined) await connection.run(`ATTACH ${quote(lock)} AS lock`);
    let sealed: Promise<void> | undefined;
    async function restrict(): Promise<void> {
      if (directories.length > 0) {
        const list = directories.map((directory) => quote(`${directory}/`));
        await connection.run(`SET allowed_directories = [${list}]`);
      }
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
    }
    return {
      connection,
      connect: () => instance.connect(),
      seal: () => (sealed ??= restrict()),
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
  for await (const { columnCount, getRows } of chunks(connection, query))
    yield converted(query, columnCount, getRows());
}

/** The first rows of a result of any size, and how many there are. */
export async function headQuery(
  connection: DuckDBConnection,
  query: Query,
  most: number,
): Promise<Head> {
  const rows: Value[][] = [];
  let total = 0;
  for await (const { columnCount, rowCount, getRows } of chunks(connection, query)) {
    if (rows.length < most)
      rows.push(...converted(query, columnCount, getRows()).slice(0, most - rows.length));
    total += rowCount;
  }
  return { columns: query.columns, rows, total };
}

const interrupted = new WeakSet<DuckDBConnection>();

/** Ends what runs on a connection, for good: it rejects. */
export function interrupt(connection: DuckDBConnection): void {
  interrupted.add(connection);
  connection.interrupt();
}

interface Chunk {
  columnCount: number;
  rowCount: number;
  getRows(): DuckDBValue[][];
}

async function* chunks(connection: DuckDBConnection, query: Query): AsyncGenerator<Chunk> {
  const statement = await bound(connection, query);
  try {
    const result = await statement.stream();
    for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
      if (chunk.rowCount === 0) break;
      const { rowCount } = chunk;
      const getRows = chunk.getRows.bind(chunk);
      yield { columnCount: result.columnCount, rowCount, getRows };
    }
    // A result that fails on its way ends as one that is complete does, but that it is no SELECT's any more. What went
    // wrong is told when all of it is asked for at once.
    if (result.statementType !== api.StatementType.SELECT) {
      if (!interrupted.has(connection)) await statement.run();
      throw new Error('The query was ended on its way');
    }
  } finally {
    statement.destroySync();
  }
}

/**
 * Writes a result to a Parquet file. Text is never null, dynamic is its JSON, a timespan counts 100 ns, and datetimes
 * are UTC. DuckDB does not tell `a` from `A`: names have to differ in more than case.
 */
export async function copyQuery(
  connection: DuckDBConnection,
  query: Query,
  path: string,
): Promise<number> {
  (await bound(connection, query)).destroySync();
  const names = query.columns.map((_, index) => `"${index}"`);
  const columns = query.columns.map(
    ({ name, type }, index) => `${stored(`"${index}"`, type)} AS "${name.replaceAll('"', '""')}"`,
  );
  const copy = `COPY (SELECT ${columns} FROM (${query.sql}\n) AS result(${names})) TO ${quote(path)} (FORMAT parquet, COMPRESSION zstd)`;
  const { values, types } = bindings(query.parameters);
  return (await connection.run(copy, values, types)).rowsChanged;
}

function stored(name: string, type: ResultType): string {
  if (type === 'string') return `coalesce(CAST(${name} AS VARCHAR), '')`;
  return type === 'dynamic' || type === 'guid' ? `CAST(${name} AS VARCHAR)` : name;
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
  if (statement.statementType === api.StatementType.SELECT) return statement;
  statement.destroySync();
  throw new Error('The query is not a SELECT');
}
