import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Batch } from '../../src/model/batch.js';
import type { Reader } from '../../src/store/store.js';

/** How many events batch `number` has. */
const sizeOf = (number: number): number => (number % 7) + 1;

/** How many events the batches up to `number` have. */
const eventsUpTo = (number: number): number =>
  Array.from({ length: number + 1 }, (_, index) => sizeOf(index)).reduce((sum, n) => sum + n, 0);

/** Batch `number`: events that carry it, and a new version of the one build there is. */
export function batchOf(number: number): { staged: Batch; further: Batch } {
  const TimeGenerated = 1_700_000_000_000_000 + number;
  const events = Array.from({ length: sizeOf(number) }, (_, index) => ({
    TimeGenerated,
    Sensor: `event ${index}`,
    ActionType: String(number),
  }));
  return {
    staged: { SensorEvents: events },
    further: {
      ImageBuilds: [{ TimeGenerated, BuildId: 'x', Builder: 'classic', State: String(number) }],
    },
  };
}

/** The number of the last batch, of the distinct batches, of events, of distinct events; and the build's version. */
export async function summary(reader: Pick<Reader, 'query'>): Promise<{
  last: number;
  batches: number;
  events: number;
  distinct: number;
  build: number;
}> {
  const names = ['last', 'batches', 'events', 'distinct', 'build'];
  const { rows } = await reader.query({
    sql: `SELECT coalesce(max("ActionType"::BIGINT), -1), count(DISTINCT "ActionType"), count(*), count(DISTINCT "ActionType" || "Sensor"),
            coalesce((SELECT max("State"::BIGINT) FROM main."ImageBuilds"), -1) FROM main."SensorEvents"`,
    parameters: {},
    columns: names.map((name) => ({ name, type: 'long' })),
    tables: ['SensorEvents', 'ImageBuilds'],
  });
  const [last = -1, batches = 0, events = 0, distinct = 0, build = -1] = (rows[0] ?? []).map(
    Number,
  );
  return { last, batches, events, distinct, build };
}

/** What summary gives where the batches up to `number` are there, each of them once. */
export const summaryUpTo = (last: number): Awaited<ReturnType<typeof summary>> => ({
  last,
  batches: last + 1,
  events: eventsUpTo(last),
  distinct: eventsUpTo(last),
  build: last,
});

export interface WriterProcess {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** Number of the last batch that it acknowledged. */
  acknowledged(): number;
  /** Resolves when batch `number` is acknowledged; rejects with what it said if it ends before. */
  until(number: number): Promise<void>;
  kill(): Promise<void>;
}

export function startWriter(directory: string, ...rest: number[]): WriterProcess {
  const script = new URL('store-writer.ts', import.meta.url).pathname;
  const args = ['--import', 'tsx', script, directory, ...rest.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let last = -1;
  let complaint = '';
  let check: (() => void) | undefined;
  child.stderr.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  createInterface(child.stdout).on('line', (line) => {
    last = Number(line);
    check?.();
  });
  return {
    process: child,
    acknowledged: () => last,
    async until(number) {
      const reached = new Promise<void>((resolve) => {
        check = () => last >= number && resolve();
        check();
      });
      await Promise.race([
        reached,
        ended.then(() => Promise.reject(new Error(`the writer ended: ${complaint}`))),
      ]);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
