import type { Correlator } from '../correlate/correlator.js';
import type { CompiledRule } from '../detect/rule.js';
import { runRules } from '../detect/run.js';
import type { Batch, TableRow } from '../model/batch.js';
import type { Alerts, SensorEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { type StagedBatch, type State, StoreError, type Writer } from '../store/store.js';

/** How long rows may wait for company before they are stored, judged and shown: each batch costs, however small. */
const flushMilliseconds = 200;
/** Rows that may wait while nothing can be stored; beyond it the oldest are dropped, and a gap says so. */
const maxPendingRows = 100_000;
const retryMilliseconds = 2000;

export interface PipelineParts {
  writer: Writer;
  rules: CompiledRule[];
  correlator: Correlator;
  clock: () => Micros;
  /** Stored with every batch: where each sensor stands. */
  state: () => State;
  /** Told what a batch brought, once it is durable. */
  stored: (batch: Batch) => void;
  /** Told in one sentence what does not work; the pipeline goes on. */
  troubled: (message: string) => void;
}

export interface Pipeline {
  push(rows: TableRow[]): void;
  /** Stores and judges what waits; with nothing waiting it lets things settle by time and saves the state. */
  flush(): Promise<void>;
  /** Lets what waits for time alone come to its end, where there is any. */
  settle(): Promise<void>;
  /** Stores what waits, where that can be done now. Resolves to how many rows could not be stored. */
  close(): Promise<number>;
}

/** From rows to stored rows, alerts, builds and incidents: one batch at a time, each stored as a whole or not at all. */
export function createPipeline(parts: PipelineParts): Pipeline {
  let pending: TableRow[] = [];
  let dropped: Dropped | undefined;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  let unstored = 0;

  function push(rows: TableRow[]): void {
    for (const row of rows) pending.push(row);
    if (pending.length > maxPendingRows) drop(pending.length - maxPendingRows);
    if (pending.length > 0) timer ??= setTimeout(() => void flush(), flushMilliseconds);
  }

  function drop(count: number): void {
    const lost = pending.splice(0, count);
    note(lost[0]?.row.TimeGenerated, lost.length, 'rows came faster than they could be stored');
  }

  function note(from: Micros | undefined, rows: number, reason: string): void {
    const since = from ?? parts.clock();
    dropped ??= { from: since, rows: 0, reason };
    dropped.from = Math.min(dropped.from, since);
    dropped.rows += rows;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running = (running ?? Promise.resolve()).then(flushOnce);
    return running;
  }

  async function flushOnce(): Promise<void> {
    const rows = toBatch(pending);
    // Taken now: what comes while this batch is judged moves the sensors on, and is not in it.
    const state = parts.state();
    pending = [];
    const untold = dropped;
    dropped = undefined;
    if (untold) (rows.SensorEvents ??= []).push(droppedGap(untold, parts.clock()));
    const folded = (more: Batch, alerts: Alerts[]) =>
      guarded<Batch>('correlation', { Alerts: alerts }, () =>
        parts.correlator.fold(more, alerts, parts.clock()),
      );
    const batch = merge(rows, await folded(rows, []));
    const staged = await parts.writer.stage(batch);
    const { alerts, failures } = await guarded('detection', { alerts: [], failures: [] }, () =>
      runRules(parts.rules, batch, staged, parts.clock()),
    );
    for (const { ruleId, message } of failures) parts.troubled(`rule ${ruleId}: ${message}`);
    const judged = alerts.length > 0 ? await folded({}, alerts) : {};
    if (await commit(staged, judged, state)) return parts.stored(merge(batch, judged));
    // Where this is not stored either, the next watcher tells of the time since the last word of this one.
    if (untold) note(untold.from, untold.rows, untold.reason);
    const lost = count(rows) - (untold ? 1 : 0);
    if (lost > 0) note(earliest(rows), lost, 'rows could not be stored before the watcher ended');
    unstored += lost;
  }

  /** A fault in what judges rows must not cost the rows: they are stored, and the fault is told. */
  async function guarded<T>(stage: string, otherwise: T, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      parts.troubled(
        `${stage} failed, rows are kept: ${error instanceof Error ? error.stack : error}`,
      );
      return otherwise;
    }
  }

  /** A store that cannot take a batch now, such as a full disk, is asked again: rows wait rather than get lost. */
  async function commit(staged: StagedBatch, judged: Batch, state: State): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await staged.commit(judged, state);
        return true;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (attempt === 1) parts.troubled(error.message);
        if (closing) {
          await staged.discard();
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
      }
    }
  }

  async function settle(): Promise<void> {
    const deadline = parts.correlator.nextDeadline();
    if (deadline !== undefined && deadline <= parts.clock()) await flush();
  }

  async function close(): Promise<number> {
    closing = true;
    clearTimeout(timer);
    await flush();
    return unstored;
  }

  return { push, flush, settle, close };
}

function toBatch(rows: TableRow[]): Batch {
  const batch: Partial<Record<string, unknown[]>> = {};
  for (const { table, row } of rows) (batch[table] ??= []).push(row);
  return batch as Batch;
}

const count = (batch: Batch): number =>
  Object.values(batch).reduce((sum, rows) => sum + rows.length, 0);

/** The rows of both, those of the second after those of the first. */
export function merge(first: Batch, second: Batch): Batch {
  const merged: Partial<Record<string, unknown[]>> = { ...first };
  for (const [table, rows] of Object.entries(second)) {
    merged[table] = [...(merged[table] ?? []), ...rows];
  }
  return merged as Batch;
}

/** Rows that are given up, to be told as a gap with what is stored next. */
interface Dropped {
  from: Micros;
  rows: number;
  reason: string;
}

const earliest = (batch: Batch): Micros | undefined => {
  const times = Object.values(batch).flatMap((rows) => rows.map((row) => row.TimeGenerated));
  return times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : undefined;
};

function droppedGap(dropped: Dropped, now: Micros): SensorEvents {
  return {
    TimeGenerated: now,
    ActionType: 'Gap',
    Sensor: 'watcher',
    GapStart: dropped.from,
    GapEnd: now,
    LostEvents: dropped.rows,
    Reason: dropped.reason,
  };
}
