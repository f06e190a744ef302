import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../correlate/correlator.js';
import type { CompiledRule } from '../detect/rule.js';
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
  /** Rules that run on what comes; the shipped ones when absent. */
  rules?: CompiledRule[] | undefined;
  /** Of the correlator; its own where absent. */
  settings?: Settings | undefined;
  /** Ends it early, with what came so far. */
  signal?: AbortSignal | undefined;
}

/** Rows are gathered for so long, as when they came. */
const gather: Micros = 200_000;
/** Long enough after the last record for what waits for time alone. */
const afterwards: Micros = 30_000_000;

/** Takes a recording along the path that live records take; the clock is the recording's. */
export async function replay(options: ReplayOptions): Promise<void> {
  const lines = readLines(options.recording);
  const { device } = headerOf(options.recording, (await lines.next()).value?.value);
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
      rules: options.rules,
      settings: options.settings,
    });
    let flushed: Micros | undefined;
    for await (const { value, number } of lines) {
      if (options.signal?.aborted) break;
      const raw = value as RawRecord;
      if (!Number.isSafeInteger(raw?.at)) throw notARecord(options.recording, number);
      flushed ??= raw.at;
      if (raw.at - flushed >= gather) {
        await intake.pipeline.flush();
        await sleep((raw.at - flushed) / 1000 / options.speed);
        flushed = raw.at;
      }
      now = raw.at;
      try {
        intake.take(raw);
      } catch (error) {
        throw notARecord(options.recording, number, (error as Error).message);
      }
    }
    await intake.pipeline.flush();
    now += afterwards;
    await intake.pipeline.close();
  } finally {
    await writer.close();
  }
}

/** A recording holds what the sensors gave: what cannot be read as that was not recorded. */
const notARecord = (file: string, number: number, why = 'it says no time'): UsageError =>
  new UsageError(`${file}, line ${number}: is no record of a recording: ${why}`);

interface Line {
  value: unknown;
  /** Counted from 1. */
  number: number;
}

async function* readLines(file: string): AsyncGenerator<Line, undefined> {
  let number = 0;
  try {
    const opened = await open(file);
    for await (const line of opened.readLines()) {
      number += 1;
      yield { value: JSON.parse(line), number };
    }
  } catch (error) {
    const where = error instanceof SyntaxError ? `${file}, line ${number}` : file;
    const what = error instanceof SyntaxError ? 'is not JSON' : (error as Error).message;
    throw new UsageError(`${where}: ${what}`);
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
