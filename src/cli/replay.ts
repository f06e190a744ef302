import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../model/batch.js';
import type { Micros } from '../model/row.js';
import { emptyProcessTable } from '../normalise/kernel.js';
import { openWriter } from '../store/duckdb.js';
import { UsageError } from './failure.js';
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
const gather: Micros = 200_000;
/** Long enough after the last record for what waits for time alone. */
const afterwards: Micros = 30_000_000;

/** Takes a recording along the path that live records take; the clock is the recording's. */
export async function replay(options: ReplayOptions): Promise<void> {
  const lines = readLines(options.recording);
  const { device } = headerOf(options.recording, (await lines.next()).value);
  let now: Micros = 0;
  const writer = await openWriter(options.directory, { now: () => now });
  try {
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
    for await (const line of lines) {
      const raw = line as RawRecord;
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
  } finally {
    await writer.close();
  }
}

async function* readLines(file: string): AsyncGenerator<unknown, undefined> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number += 1;
    try {
      yield JSON.parse(line);
    } catch {
      throw new UsageError(`${file}, line ${number}: is not JSON`);
    }
  }
}

function headerOf(file: string, line: unknown): RecordingHeader {
  const header = line as Partial<RecordingHeader> | undefined;
  if (header?.recording !== 1 || !header.device) {
    throw new UsageError(
      `${file}, line 1: is not the header of a recording that this version reads`,
    );
  }
  return { recording: 1, device: header.device };
}
