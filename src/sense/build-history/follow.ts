import type { Micros } from '../../model/row.js';
import { lanes } from '../docker/lanes.js';
import { describe } from './describe.js';
import type { CallEnd, Grpc } from './grpc.js';
import { type HistoryEntry, methods, readEvent, readStatus } from './messages.js';
import { createProgress, type Progress } from './progress.js';
import type { BuildHistoryRecord } from './record.js';
import { redactRecord } from './redact.js';
import { textField } from './wire.js';

export interface Following {
  engine: string;
  /** Builds that were told of when they were over: not again. */
  known: Set<string>;
  record(record: BuildHistoryRecord): void;
  /** Told why something could not be read. */
  reject(reason: string): void;
  now(): Micros;
  signal: AbortSignal;
}

/** Builds whose steps are followed while they run; those of more are asked for when they are over. */
const maxLive = 200;
const maxKnown = 10_000;
/** Milliseconds that a build's last steps may take to come once it is over. */
const statusPatience = 3_000;

/**
 * Tells of every build of an engine from its history, until the connection ends or the signal aborts; resolves with
 * how. Steps are followed as they run, and the rest is read as soon as a build is over: a client may delete its record.
 */
export async function follow(grpc: Grpc, around: Following): Promise<CallEnd> {
  const { engine, known, signal } = around;
  const work = lanes(4);
  const live = new Map<string, { progress: Progress; done: Promise<unknown> }>();
  /** What the history holds, with the time at which each was over. */
  const held = new Map<string, Micros>();

  const emit = (record: Omit<BuildHistoryRecord, 'engine'>): void => {
    if (!signal.aborted) around.record(redactRecord({ engine, ...record }));
  };

  const guarded = (what: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      around.reject(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  };

  const watch = (ref: string) => {
    const progress = createProgress();
    const done = grpc.call(methods.status, textField(1, ref), (bytes) =>
      guarded('steps of a build', () => progress.add(readStatus(bytes))),
    );
    return { progress, done };
  };

  const started = (entry: HistoryEntry): void => {
    const { ref, created } = entry;
    if (known.has(ref) || live.has(ref) || live.size >= maxLive) return;
    live.set(ref, watch(ref));
    emit({ time: created ?? around.now(), action: 'started', ...describe.beginning(entry) });
  };

  const completed = async (entry: HistoryEntry): Promise<void> => {
    const { ref } = entry;
    const isPast = !live.has(ref);
    const { progress, done } = live.get(ref) ?? watch(ref);
    const patience = AbortSignal.timeout(statusPatience);
    const details = describe.outcome(grpc, entry);
    await Promise.race([
      done,
      new Promise((resolve) => patience.addEventListener('abort', resolve)),
    ]);
    const read = await details;
    live.delete(ref);
    // What is missing may be read over the next connection.
    if (!grpc.isOpen()) return void known.delete(ref);
    emit({
      time: entry.completed ?? around.now(),
      action: 'completed',
      ...(isPast && { isPast }),
      ...describe.beginning(entry),
      ...describe.steps(entry, progress, read),
    });
  };

  const deleted = (ref: string): void => {
    const end = held.get(ref);
    held.delete(ref);
    const older = [...held.values()].filter((time) => end === undefined || time < end).length;
    emit({ time: around.now(), action: 'deleted', ref, left: { older, all: held.size } });
  };

  const take = (bytes: Buffer): void =>
    guarded('a build', () => {
      const event = readEvent(bytes);
      if (event === undefined || event.record.ref === '') return;
      const { type, record } = event;
      if (type === 'started') return started(record);
      if (type === 'deleted') return deleted(record.ref);
      held.set(record.ref, record.completed ?? around.now());
      if (known.has(record.ref)) return;
      remember(known, record.ref);
      void work
        .run(record.ref, () => completed(record))
        .catch((error: unknown) => around.reject(`a build: ${String(error)}`));
    });

  const end = await grpc.call(methods.listen, Buffer.alloc(0), take);
  await work.idle();
  return end;
}

function remember(known: Set<string>, ref: string): void {
  known.add(ref);
  if (known.size > maxKnown) known.delete(known.values().next().value ?? '');
}
