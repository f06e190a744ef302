import { type TableName, tables } from '../model/generated/tables.js';
import { prepareForReading } from './directory.js';
import { openEngine, runQuery } from './engine.js';
import { explain } from './explain.js';
import { isAbsent } from './files.js';
import { type JournalLine, journalLines, readJournal } from './journal.js';
import { appendRows, type Numbered } from './load.js';
import { namedTables, since } from './named.js';
import { journalPath, type Listing, list, type Segment } from './segments.js';
import type { Query, Reader, Result } from './store.js';
import { turns } from './turns.js';
import { createHotTables, forget, makeViews } from './views.js';

/**
 * Opens a data directory for reading, whether it is being written or not: it needs nothing but permission to read, and
 * keeps nobody waiting. Each query sees all that was acknowledged before it began. Rejects with a StoreError.
 */
export async function openReader(directory: string): Promise<Reader> {
  const data = await prepareForReading(directory);
  const engine = await openEngine({ temp_directory: '' }, data);
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

  async function query(asked: Query): Promise<Result> {
    const wanted = namedTables(asked);
    for (let attempt = 0; ; attempt += 1) {
      const listing = await list(data, known);
      try {
        await catchUp(wanted, listing);
        for (const table of wanted) await showView(table, since(asked, table, listing.segments));
        return await runQuery(connection, asked);
      } catch (error) {
        // Sealed or rolled up since it was listed: the next listing has what came of it.
        if (!isAbsent(error) || attempt === 9)
          throw await explain(error, connection, wanted, listing.segments);
      }
    }
  }

  return {
    query: (asked) => turn(() => query(asked)),
    close: () => turn(async () => engine.close()),
  };
}

const rowsOf = (table: TableName, lines: readonly JournalLine[]): Numbered[] =>
  lines.flatMap(({ entry }) =>
    (entry?.parts ?? []).flatMap(({ seq, rows }) => {
      const ofTable = rows[table];
      return ofTable ? [{ seq, rows: ofTable }] : [];
    }),
  );
