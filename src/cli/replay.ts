import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../model/batch.js';
import type { Micros } from '../model/row.js';
import { emptyProcessTable } from '../normalise/kernel.js';
import { openWriter } from '../store/duckdb.js';
import { openIntake } from './intake.js';
import type { RawRecord, RecordingHeader } from './raw-record.js';

export interface ReplayOptions {
  recording: string;
  directory: string;
  stored: (batch: Batch) => void;
  troubled: (message: string) => void;
  /** How many times as fast as it happened; Infinity does not wait at all. */
  speed: number;
}

/** Rows are gathered for so long, as when they came. */
const gather: Micros = 100_000;
/** Long enough after the last record for what waits for time alone. */
const afterwards: Micros = 30_000_000;

/** Takes a recording along the path that live records take; the clock is the recording's. */
export async function replay(options: ReplayOptions): Promise<void> {
  const lines = createInterface({ input: createReadStream(options.recording) })[
    Symbol.asyncIterator
  ]();
  const first = await lines.next();
  const { device } = JSON.parse(String(first.value)) as RecordingHeader;
  let now: Micros = 0;
  const writer = await openWriter(options.directory, { now: () => now });
  const intake = await openIntake({
    device,
    writer,
    clock: () => now,
    processes: emptyProcessTable(),
    state: () => ({}),
    stored: options.stored,
    troubled: options.troubled,
  });
  let flushed: Micros | undefined;
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    const raw = JSON.parse(line) as RawRecord;
    flushed ??= raw.at;
    if (raw.at - flushed >= gather) {
      await intake.pipeline.flush();
      await sleep((raw.at - flushed) / 1000 / options.speed);
      flushed = raw.at;
    }
    now = raw.at;
    intake.take(raw);
  }
  await intake.pipeline.flush();
  now += afterwards;
  await intake.pipeline.close();
  await writer.close();
}
