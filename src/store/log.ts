import { mkdir, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { pinned } from './directory.js';
import type { Engine } from './engine.js';
import { explain } from './explain.js';
import { isOutOfMemory, storeError } from './files.js';
import type { Hot } from './hot.js';
import {
  createJournal,
  type Journal,
  type JournalLine,
  journalLines,
  readJournal,
} from './journal.js';
import { appendRows } from './load.js';
import { removeSegment, type TableSource, writeSegment } from './parquet.js';
import { journalPath, list, type Segment, tableNames } from './segments.js';
import type { State, StoreError } from './store.js';
import type { Turn } from './turns.js';
import { isRecord, type Limits, planUpkeep, type Rewrite } from './upkeep.js';
import { forget, newest, selectsFromSegments } from './views.js';
import { add, type Commit, type Log } from './writer.js';

export interface LogOptions extends Limits {
  /** A journal is sealed into Parquet when it has this many bytes, or is this old. */
  sealBytes: number;
  sealSeconds: number;
  /** How long a replaced segment stays for those who are reading it. */
  graceSeconds: number;
  /** The present. */
  now: () => Micros;
  /** Told one sentence about each thing that was found damaged and put aside. */
  warn: (sentence: string) => void;
}

/** A sealing that failed is tried again after this long. */
const retrySeconds = 30;

/** The journals and segments of a data directory that is ours alone. */
export async function openLog(
  data: string,
  engine: Engine,
  hot: Hot,
  options: LogOptions,
): Promise<Log> {
  const { connection } = engine;
  const { now } = options;
  const inPlace = await pinned(data);
  await clearDrafts(data);
  const listing = await list(data, new Map());
  let segments: readonly Segment[] = listing.segments;
  const last = segments.at(-1);
  let state: State = last?.manifest.state ?? {};
  let next = last?.manifest.next ?? 0;
  let n = Math.max(last?.to ?? 0, ...listing.journals) + 1;
  const tooLarge = new Set<Segment>();
  /** Replaced segments, and since when. */
  const replaced = new Map(listing.replaced.map((range) => [range, now()]));

  let journal: Journal | undefined;
  let begun: Micros = 0;
  let counts: Commit['rows'] = {};
  let failed: { error: unknown; at: Micros } | undefined;

  function take(commit: Omit<Commit, 'line'>): void {
    counts = add(counts, commit.rows);
    state = { ...state, ...commit.state };
    // A line of state alone has no rows to number on from.
    next = Math.max(next, commit.next);
  }

  /** Turns the rows that the hot tables hold of journal `number` into its segment. */
  async function seal(number: number): Promise<void> {
    const at = now();
    await inPlace();
    await hot.load(tableNames);
    const segment = await writeSegment(
      connection,
      data,
      { from: number, to: number, kept: false },
      tableNames.flatMap((table): TableSource[] => {
        const rows = counts[table];
        if (rows === undefined) return [];
        const select = `SELECT * FROM hot."${table}" WHERE "_Seq" < ${next} ORDER BY "TimeGenerated", "_Seq"`;
        return [{ table, select, rows }];
      }),
      { sealed: [at, at], next, state },
    );
    segments = [...segments, segment];
    for (const table of tableNames) if (counts[table]) await forget(connection, table, next);
    counts = {};
    await unlink(journalPath(data, number));
  }

  async function sealCurrent(): Promise<void> {
    const sealing = journal;
    if (!sealing) return;
    await seal(n);
    await sealing.close();
    journal = undefined;
    n += 1;
  }

  async function sealIfDue(): Promise<void> {
    if (!journal) return;
    // Clocks are set back, too.
    const age = Math.abs(now() - begun);
    const due = journal.size() >= options.sealBytes || age >= options.sealSeconds * 1e6;
    if (!due || (failed && Math.abs(now() - failed.at) < retrySeconds * 1e6)) return;
    try {
      await sealCurrent();
      failed = undefined;
    } catch (error) {
      failed = { error, at: now() };
    }
  }

  for (const number of listing.journals) {
    for (const commit of await recover(data, number, connection, options.warn)) take(commit);
    await seal(number);
  }

  async function rewrite({ segments: old, into }: Rewrite, beside: DuckDBConnection, turn: Turn) {
    const made = into && (await merge(beside, data, old, into));
    await turn(async () => {
      segments = segments.flatMap((segment) => {
        if (!old.includes(segment)) return [segment];
        return segment === old[0] && made ? [made] : [];
      });
    });
    if (made) for (const segment of old) replaced.set(segment, now());
    else for (const segment of old) await removeSegment(data, segment);
  }

  /** Rows too large to be put together in this process's memory are left as they lie, which costs their readers time. */
  async function attempt(step: Rewrite, beside: DuckDBConnection, turn: Turn): Promise<void> {
    const isMerge = step.into?.kept === false;
    if (isMerge && step.segments.some((segment) => tooLarge.has(segment))) return;
    try {
      await rewrite(step, beside, turn);
    } catch (error) {
      const { cause } = error as StoreError;
      if (!isMerge || !isOutOfMemory(cause))
        throw await explain(cause ?? error, beside, tableNames, step.segments);
      for (const segment of step.segments) tooLarge.add(segment);
    }
  }

  async function upkeep(turn: Turn): Promise<void> {
    await inPlace();
    await turn(sealIfDue);
    const errors = failed ? [failed.error] : [];
    const plan = planUpkeep(segments, now(), options);
    if (plan.length > 0) {
      const beside = await engine.connect();
      for (const step of plan)
        if (!resting) await attempt(step, beside, turn).catch((error) => errors.push(error));
      beside.closeSync();
    }
    for (const [range, at] of replaced)
      if (now() - at >= options.graceSeconds * 1e6) {
        await removeSegment(data, range);
        replaced.delete(range);
      }
    if (errors.length > 0) throw storeError(errors[0], join(data, 'segments'));
  }

  let maintaining: Promise<void> | undefined;
  let resting = false;
  return {
    next,
    state: () => state,
    segments: () => segments,
    async append(commit) {
      if (journal?.isDoubtful()) await sealCurrent();
      if (!journal) {
        journal = await createJournal(journalPath(data, n), inPlace);
        begun = now();
      }
      await journal.append(commit.line);
      take(commit);
    },
    settle: sealIfDue,
    async rest() {
      resting = true;
      // Whoever called maintain() is told how it went.
      await maintaining?.catch(() => undefined);
    },
    async maintain(turn) {
      if (resting) return;
      maintaining ??= upkeep(turn).finally(() => {
        maintaining = undefined;
      });
      await maintaining;
    },
    async close() {
      await journal?.close();
    },
  };
}

/** Puts neighbouring segments together: rows in the order of the segments, of a record its newest version. */
async function merge(
  connection: DuckDBConnection,
  data: string,
  old: readonly Segment[],
  into: NonNullable<Rewrite['into']>,
): Promise<Segment> {
  const sources = tableNames.flatMap((table): TableSource[] => {
    const select = selectsFromSegments(table, old).join(' UNION ALL ');
    if (select === '' || (into.kept && !isRecord(table))) return [];
    if (isRecord(table)) return [{ table, select: `SELECT * FROM (${select})${newest(table)}` }];
    const rows = old.reduce((sum, { manifest }) => sum + (manifest.tables[table]?.rows ?? 0), 0);
    return [{ table, select, rows }];
  });
  const [first, last] = [old[0], old.at(-1)];
  if (!first || !last) throw new Error('There is nothing to put together');
  return writeSegment(connection, data, into, sources, {
    sealed: [first.manifest.sealed[0], last.manifest.sealed[1]],
    next: last.manifest.next,
    state: last.manifest.state,
  });
}

/** Loads a journal that was left behind. What is not readable is put aside; a torn last line was never acknowledged. */
async function recover(
  data: string,
  n: number,
  connection: DuckDBConnection,
  warn: LogOptions['warn'],
): Promise<Omit<Commit, 'line'>[]> {
  const path = journalPath(data, n);
  const lines = [
    ...journalLines(
      await readJournal(path).catch((error: unknown) => {
        throw storeError(error, path);
      }),
    ),
  ];
  for (const line of lines) if (!line.entry) warn(await putAside(data, n, line));
  const parts = lines.flatMap(({ entry }) => entry?.parts ?? []);
  for (const table of tableNames) {
    const ofTable = parts.map(({ seq, rows }) => ({ seq, rows: rows[table] ?? [] }));
    if (ofTable.some(({ rows }) => rows.length > 0))
      await appendRows(connection, table, tables[table], ofTable);
  }
  return lines.flatMap(({ entry }) => (entry ? [commitOf(entry)] : []));
}

function commitOf({ parts, state }: NonNullable<JournalLine['entry']>): Omit<Commit, 'line'> {
  let rows: Commit['rows'] = {};
  let next = 0;
  for (const { seq, rows: batch } of parts) {
    const counts = Object.fromEntries(
      Object.entries(batch).map(([table, all]) => [table, all.length]),
    );
    rows = add(rows, counts);
    next = Math.max(next, seq + Math.max(0, ...Object.values(counts)));
  }
  return { rows, state, next };
}

async function putAside(data: string, n: number, { start, bytes }: JournalLine): Promise<string> {
  const folder = join(data, 'quarantine');
  const file = join(folder, `journal-${n}-at-${start}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, bytes, { mode: 0o600 });
  return `${journalPath(data, n)} is damaged at byte ${start}: the line is kept in ${file}, all others were read`;
}

/** Removes what a crash left: half-made and half-removed segments, journals that a segment holds. */
async function clearDrafts(data: string): Promise<void> {
  const folder = join(data, 'segments');
  for (const name of await readdir(folder))
    if (/\.(tmp|gone)$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  const { segments } = await list(data, new Map());
  for (const name of await readdir(join(data, 'journal'))) {
    const n = Number.parseInt(name, 10);
    if (segments.some(({ from, to }) => from <= n && n <= to))
      await rm(join(data, 'journal', name), { force: true });
  }
}
