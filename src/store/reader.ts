import { totalmem } from 'node:os';
import { type TableName, tables } from '../model/generated/tables.js';
import { prepareForReading } from './directory.js';
import { copyQuery, headQuery, interrupt, openEngine, runQuery, streamQuery } from './engine.js';
import { explain } from './explain.js';
import { isAbsent } from './files.js';
import { type JournalLine, journalLines, readJournal } from './journal.js';
import { appendRows, type Numbered } from './load.js';
import { namedTables, since } from './named.js';
import { journalPath, type Listing, list, type Segment } from './segments.js';
import { type Query, type Source, StoreError, type Value } from './store.js';
import { explainTemporary, temporary } from './temporary.js';
import { hold, turns } from './turns.js';
import { createHotTables, forget, makeViews } from './views.js';

export interface ReaderOptions {
  /** Where to put what does not fit into memory. */
  temporary?: string | undefined;
}

/** DuckDB's share of the memory, in bytes; what is larger is put aside. */
const memory = Math.floor(Math.min(1e9, totalmem() * 0.8));

/**
 * Opens a data directory for reading, whether it is being written or not: it needs nothing but permission to read, and
 * keeps nobody waiting. Each query sees all that was acknowledged before it began. Rejects with a StoreError.
 */
export async function openReader(directory: string, options: ReaderOptions = {}): Promise<Source> {
  const data = await prepareForReading(directory);
  const beside = temporary(options.temporary);
  const engine = await openEngine({ temp_directory: beside.path, memory_limit: `${memory}B` }, [
    data,
    beside.path,
  ]);
  const { connection } = engine;
  await createHotTables(connection);
  const showView = makeViews(connection, ['main']);
  const known = new Map<string, Segment>();
  /** How far each live journal was read, by table. */
  const read = new Map<TableName, Map<number, number>>();
  let sealed = 0;
  const turn = turns();

  /** Takes the rows of sealed journals out, and the new rows of live ones in. */
  async function catchUp(wanted: readonly TableName[], { journals, segments }: Listing) {
    const next = segments.at(-1)?.manifest.next ?? 0;
    if (next > sealed)
      for (const [table, offsets] of read) {
        await forget(connection, table, next);
        for (const n of offsets.keys()) if (!journals.includes(n)) offsets.delete(n);
      }
    sealed = next;
    for (const n of journals) await readOn(wanted, n);
  }

  async function readOn(wanted: readonly TableName[], n: number): Promise<void> {
    const offsets = wanted.map((table) => offsetsOf(table).get(n) ?? 0);
    const from = Math.min(...offsets);
    const lines = [...journalLines(await readJournal(journalPath(data, n), from), from)];
    // It may be in the middle of being written.
    if (lines.at(-1)?.entry === undefined) lines.pop();
    const end = lines.at(-1)?.end;
    if (end === undefined) return;
    for (const [index, table] of wanted.entries()) {
      const fresh = lines.filter(({ start }) => start >= (offsets[index] ?? 0));
      await appendRows(connection, table, tables[table], rowsOf(table, fresh));
      offsetsOf(table).set(n, end);
    }
  }

  function offsetsOf(table: TableName): Map<number, number> {
    const offsets = read.get(table) ?? new Map<number, number>();
    read.set(table, offsets);
    return offsets;
  }

  /** Runs over what is there now. */
  async function over<T>(asked: Query, run: () => Promise<T>): Promise<T> {
    const wanted = namedTables(asked);
    for (let attempt = 0; ; attempt += 1) {
      const listing = await list(data, known);
      try {
        await catchUp(wanted, listing);
        for (const table of wanted) await showView(table, since(asked, table, listing.segments));
        return await run();
      } catch (error) {
        // Sealed or rolled up since it was listed: the next listing has what came of it.
        if (!isAbsent(error) || attempt === 9) {
          const explained = await explain(error, connection, wanted, listing.segments);
          throw explained === error ? explainTemporary(error, beside) : explained;
        }
      }
    }
  }

  async function* stream(asked: Query): AsyncGenerator<Value[][]> {
    const end = await hold(turn);
    try {
      const { pieces, first } = await over(asked, async () => {
        const begun = streamQuery(connection, asked);
        return { pieces: begun, first: await begun.next() };
      });
      if (!first.done) yield first.value;
      yield* pieces;
    } catch (error) {
      if (!isAbsent(error)) throw explainTemporary(error, beside);
      throw new StoreError(
        `${data} was put in order while it was read, and not all could be: ask again`,
        { cause: error },
      );
    } finally {
      end();
    }
  }

  const inTurn = <T>(asked: Query, run: () => Promise<T>): Promise<T> =>
    turn(() => over(asked, run));

  return {
    query: (asked) => inTurn(asked, () => runQuery(connection, asked)),
    head: (asked, most) => inTurn(asked, () => headQuery(connection, asked, most)),
    stream,
    toParquet: (asked) =>
      inTurn(asked, async () => {
        const path = beside.file('result.parquet');
        return { path, rows: await copyQuery(connection, asked, path) };
      }),
    interrupt: () => interrupt(connection),
    close: () =>
      turn(async () => {
        engine.close();
        beside.remove();
      }),
  };
}

const rowsOf = (table: TableName, lines: readonly JournalLine[]): Numbered[] =>
  lines.flatMap(({ entry }) =>
    (entry?.parts ?? []).flatMap(({ seq, rows }) => {
      const ofTable = rows[table];
      return ofTable ? [{ seq, rows: ofTable }] : [];
    }),
  );
