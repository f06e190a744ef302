import { statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Batch } from '../model/batch.js';
import { type TableName, tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { PlainForm } from '../normalise/import/index.js';
import { copyQuery, headQuery, interrupt, openUnsealed, runQuery, streamQuery } from './engine.js';
import { checkRows, type Loader, openLoader } from './load.js';
import { namedTables } from './named.js';
import { dropOthers, type TakenLines, takePlainLines } from './plain-lines.js';
import type { Query, Source, Value } from './store.js';
import { explainTemporary, temporary } from './temporary.js';
import { turns } from './turns.js';
import { createHotTable, newest } from './views.js';

/** Rows for the time of one command: in memory, and beyond its share of it in the temporary directory. */
export interface Scratch extends Source {
  /** Takes rows in. A value that its column cannot hold is a programmer's error, thrown as a TypeError. */
  add(batch: Batch): Promise<void>;
  /** Several may be read at the same time. */
  stream(query: Query): AsyncGenerator<Value[][]>;
  /**
   * Takes the plain lines of a file in, before anything is asked; undefined, with nothing taken, where it cannot, or many
   * lines are others.
   */
  takeLines(file: LineFile): Promise<TakenLines | undefined>;
  /**
   * From here on queries see just the rows of this span, its ends included: of events those that happened in it, of
   * things that are rewritten their newest version of before its end.
   */
  limit(span: Span): Promise<void>;
}

/** A file of lines that look like these. */
export interface LineFile {
  path: string;
  forms: readonly PlainForm[];
  /** How many there are, counted meanwhile; undefined where it is not to be taken in. */
  lines: Promise<number | undefined>;
  /** Told now and then which share is done. */
  progress?: ((share: number) => void) | undefined;
}

interface Span {
  from?: Micros;
  until?: Micros;
}

export interface ScratchOptions {
  /** Where to put what does not fit into memory. */
  temporary?: string;
  /** DuckDB's share of the memory, as `400MB`. */
  memory?: string;
  threads?: number;
}

/** Lines that are not plain: so many characters, and such a share of all, are handed back. */
const mostOthers = { mostCharacters: 64e6, mostShare: 0.2 };

/** Enough for the shipped rules over a file of 5 GB with two threads. */
const defaultMemory = '400MB';

/**
 * Opens an empty store for one command. All of its rows are new ones in the sense of a rule that runs on batches. What it
 * puts on disk is gone when it is closed or the process exits.
 */
export async function openScratch(options: ScratchOptions = {}): Promise<Scratch> {
  const directory = temporary(options.temporary);
  const engine = await openUnsealed(
    {
      threads: String(options.threads ?? 2),
      memory_limit: options.memory ?? defaultMemory,
      temp_directory: directory.path,
      preserve_insertion_order: 'false',
    },
    [directory.path],
  );
  const { connection } = engine;
  for (const setting of ['enable_progress_bar = true', 'enable_progress_bar_print = false'])
    await connection.run(`SET ${setting}`);
  for (const schema of ['hot', 'new', 'old']) await connection.run(`CREATE SCHEMA ${schema}`);
  const known = new Set<TableName>();
  const loaders = new Map<TableName, Loader>();
  const turn = turns();
  let seq = 0;
  let span: Span = {};
  /** Statements of the views as they are. */
  const views = new Map<string, string>();
  const besides = new Set<DuckDBConnection>();

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explainTemporary(error, directory);
    }
  }

  /** Tables are made when they are first needed: a small file needs few of them. */
  async function know(table: TableName): Promise<void> {
    if (known.has(table)) return;
    known.add(table);
    await createHotTable(connection, table);
  }

  async function show(table: TableName): Promise<void> {
    for (const schema of ['main', 'new', 'old'] as const) {
      const statement = view(schema, table, span);
      const name = `${schema}.${table}`;
      if (views.get(name) === statement) continue;
      await connection.run(statement);
      views.set(name, statement);
    }
  }

  async function ready(query: Query): Promise<void> {
    await engine.seal();
    for (const loader of loaders.values()) loader.flush();
    for (const table of namedTables(query)) {
      await know(table);
      await show(table);
    }
  }

  async function add(batch: Batch): Promise<void> {
    for (const [name, rows] of Object.entries(batch)) {
      const table = name as TableName;
      if (rows.length === 0) continue;
      checkRows(table, tables[table], rows);
      await know(table);
      let loader = loaders.get(table);
      if (!loader) {
        loader = await openLoader(connection, table, tables[table]);
        loaders.set(table, loader);
      }
      for (const row of rows) {
        loader.add(row, seq);
        seq += 1;
      }
    }
  }

  async function takeLines(file: LineFile): Promise<TakenLines | undefined> {
    for (const { table } of file.forms) await know(table);
    try {
      const taken = await inTransaction(() => takenFrom(file));
      if (!taken) return undefined;
      seq += 1;
      if (taken.others.length > 0) await dropOthers(connection, file.forms);
      return taken;
    } catch (error) {
      // A line that is too long, or no UTF-8, or a carriage return: importers know what to make of them.
      if (error instanceof Error && /\bCSV\b/.test(error.message)) return undefined;
      throw error;
    }
  }

  /** What comes to nothing leaves nothing. */
  async function inTransaction<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
    await connection.run('BEGIN');
    let result: T | undefined;
    try {
      result = await work();
    } finally {
      await connection.run(result ? 'COMMIT' : 'ROLLBACK');
    }
    return result;
  }

  async function takenFrom(file: LineFile): Promise<TakenLines | undefined> {
    const { path, forms, lines, progress } = file;
    const before = versionOf(path);
    const taken = await takePlainLines(connection, path, forms, { ...mostOthers, seq, progress });
    if (!taken) return undefined;
    const count = taken.rows.reduce((sum, { rows }) => sum + rows, taken.others.length);
    return count === (await lines) && versionOf(path) === before ? taken : undefined;
  }

  const inTurn = <T>(query: Query, run: () => Promise<T>): Promise<T> =>
    turn(() =>
      guarded(async () => {
        await ready(query);
        return run();
      }),
    );

  async function* stream(query: Query): AsyncGenerator<Value[][]> {
    const beside: DuckDBConnection = await inTurn(query, () => engine.connect());
    besides.add(beside);
    try {
      yield* streamQuery(beside, query);
    } catch (error) {
      throw explainTemporary(error, directory);
    } finally {
      besides.delete(beside);
      beside.closeSync();
    }
  }

  return {
    takeLines: (file) => turn(() => guarded(() => takeLines(file))),
    add: (batch) => turn(() => guarded(() => add(batch))),
    query: (query) => inTurn(query, () => runQuery(connection, query)),
    head: (query, most) => inTurn(query, () => headQuery(connection, query, most)),
    stream,
    toParquet: (query) =>
      inTurn(query, async () => {
        const path = directory.file('result.parquet');
        return { path, rows: await copyQuery(connection, query, path) };
      }),
    limit: (wanted) =>
      turn(async () => {
        span = wanted;
      }),
    interrupt() {
      for (const each of [connection, ...besides]) interrupt(each);
    },
    close: () =>
      turn(async () => {
        for (const loader of loaders.values()) loader.close();
        engine.close();
        directory.remove();
      }),
  };
}

/** Changes when a file is written to, or is another one. */
function versionOf(path: string): string {
  const { dev, ino, size, mtimeMs, ctimeMs } = statSync(path);
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
}

/** `new` is all there is, and `old` nothing. Numbers alone come into the statement. */
function view(schema: 'main' | 'new' | 'old', table: TableName, { from, until }: Span): string {
  const { key, columns } = tables[table];
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const isRewritten = columns.some(({ name }) => name === 'UpdatedTime');
  const known = isRewritten ? 'coalesce("UpdatedTime", "TimeGenerated")' : '"TimeGenerated"';
  const conditions = [
    ...(schema === 'old' ? ['false'] : []),
    ...(from !== undefined && key.length === 0
      ? [`"TimeGenerated" >= make_timestamp(${Number(from)})`]
      : []),
    ...(until === undefined ? [] : [`${known} <= make_timestamp(${Number(until)})`]),
  ];
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  return `CREATE OR REPLACE VIEW ${schema}."${table}" AS SELECT ${names} FROM hot."${table}"${where}${newest(table)}`;
}
