import type { Batch } from '../model/batch.js';
import { type TableName, tables } from '../model/generated/tables.js';
import { type Engine, runQuery } from './engine.js';
import { explain } from './explain.js';
import type { Hot } from './hot.js';
import { encodeEntry, encodeJson } from './journal.js';
import { namedTables, since } from './named.js';
import { type Segment, tableNames } from './segments.js';
import type { Query, Result, StagedBatch, State, Writer } from './store.js';
import { type Turn, turns } from './turns.js';
import { makeViews, mark } from './views.js';

/** Where committed entries go. */
export interface Log {
  /** The sequence number of the first row. */
  next: number;
  state(): State;
  segments(): readonly Segment[];
  /** Makes a line durable, or throws a StoreError and is as before. */
  append(commit: Commit): Promise<void>;
  /** Does what is due after a commit. Never rejects: maintain tells. */
  settle(): Promise<void>;
  maintain(turn: Turn): Promise<void>;
  /** Resolves once no maintenance runs, and lets none begin. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export interface Commit {
  line: Buffer;
  rows: Partial<Record<TableName, number>>;
  state: State;
  /** The sequence number that follows the last row's. */
  next: number;
}

/** A batch that was taken in, and as it will stand in the journal. */
interface Part {
  seq: number;
  rows: string;
  counts: Partial<Record<TableName, number>>;
}

export function makeWriter({ connection, close }: Engine, hot: Hot, log: Log): Writer {
  const turn = turns();
  const showView = makeViews(connection, ['main', 'new', 'old']);
  let { next } = log;
  let staged: Part | undefined;
  /** Where the views new and old part, as far as DuckDB was told. */
  let marked = 0;

  async function query(asked: Query): Promise<Result> {
    const wanted = namedTables(asked);
    try {
      await hot.load(wanted);
      const from = staged?.seq ?? next;
      if (marked !== from) await mark(connection, from);
      marked = from;
      for (const table of wanted) await showView(table, since(asked, table, log.segments()));
      return await runQuery(connection, asked);
    } catch (error) {
      throw await explain(error, connection, wanted, log.segments());
    }
  }

  /** Takes rows in, numbered on from the last. */
  function load(batch: Batch): Part {
    const part: Part = { seq: next, rows: encodeJson(batch) ?? '{}', counts: countsOf(batch) };
    hot.add(next, batch);
    next += Math.max(0, ...Object.values(part.counts));
    return part;
  }

  async function commit(part: Part, further: Batch, state: State): Promise<void> {
    const more = Object.keys(further).length > 0 ? load(further) : undefined;
    const parts = (more ? [part, more] : [part]).filter(({ counts }) => sizeOf(counts) > 0);
    try {
      if (parts.length > 0 || Object.keys(state).length > 0)
        await log.append({
          line: encodeEntry(parts, state),
          rows: parts.reduce((sum, { counts }) => add(sum, counts), {}),
          state,
          next,
        });
    } catch (error) {
      if (more) await hot.drop(more.seq);
      throw error;
    }
    staged = undefined;
  }

  function batchOf(part: Part): StagedBatch {
    const now = <T>(job: () => Promise<T>): Promise<T> =>
      turn(() => {
        if (staged !== part) throw new Error('The batch is no longer staged');
        return job();
      });
    return {
      query: (asked) => now(() => query(asked)),
      async commit(further = {}, state = {}) {
        await now(() => commit(part, further, state));
        void turn(() => log.settle());
      },
      discard: () =>
        now(async () => {
          staged = undefined;
          await hot.drop(part.seq);
        }),
    };
  }

  return {
    stage: (batch) =>
      turn(async () => {
        if (staged) throw new Error('A batch is staged already: commit or discard it first');
        staged = load(batch);
        return batchOf(staged);
      }),
    query: (asked) => turn(() => query(asked)),
    maintain: () => log.maintain(turn),
    state: () => log.state(),
    async close() {
      await log.rest();
      await turn(async () => {
        await log.close();
        close();
      });
    },
  };
}

const countsOf = (batch: Batch): Part['counts'] => {
  const unknown = Object.keys(batch).find((table) => !(table in tables));
  if (unknown !== undefined) throw new TypeError(`There is no table ${JSON.stringify(unknown)}`);
  const counted = Object.entries(batch).map(([table, rows]) => [table, rows?.length ?? 0] as const);
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
};

const sizeOf = (counts: Part['counts']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export function add(a: Part['counts'], b: Part['counts']): Part['counts'] {
  const sum = { ...a };
  for (const table of tableNames)
    if (b[table] !== undefined) sum[table] = (sum[table] ?? 0) + b[table];
  return sum;
}
