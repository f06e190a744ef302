import { setMaxListeners } from 'node:events';
import type { Micros } from '../model/row.js';
import { pause, pauseBefore } from './docker/backoff.js';
import { parseEndpoint } from './docker/endpoint.js';
import { lanes } from './docker/lanes.js';
import { ledger } from './docker/ledger.js';
import { type Looks, realTimers, type Timers } from './docker/looks.js';
import { newMemory } from './docker/memory.js';
import type { EngineRecord } from './docker/record.js';
import { rejections } from './docker/rejections.js';
import type { Coverage } from './docker/replay.js';
import { type SessionEnd, session } from './docker/session.js';
import { negotiate } from './docker/version.js';
import type { Sensor, SensorNotice, SensorSink } from './sensor.js';

export { defaultEndpoints, parseEndpoint } from './docker/endpoint.js';
export { type EngineProbe, probeEngine } from './docker/probe.js';
export type { ContainerRecord, EngineRecord, ImageRecord } from './docker/record.js';

export interface DockerSensorOptions {
  /** `unix:///path` or `tcp://host:port`. */
  endpoint: string;
  /** What `cursor()` said when the sensor ran last: events since then are replayed. */
  since?: string;
  /** Ids of images that were yielded before: they are not yielded again at the start. */
  knownImages?: Iterable<string>;
  /** Milliseconds that a list may take before the engine counts as away. Default: 30,000. */
  listPatience?: number;
  now?: () => Micros;
  timers?: Timers;
}

export interface DockerSensor extends Sensor<EngineRecord> {
  /** A build may have made an image (BuildKit tells of none): look for new ones soon. Cheap to call often. */
  poke(): void;
  /**
   * Where a later start must go on. It covers exactly the events whose records have been given to the sink, so it may
   * be stored with them. Undefined before the first connection.
   */
  cursor(): string | undefined;
}

/** Watches a Docker Engine. Throws an Error for a bad endpoint or cursor; everything later is told in notices. */
export function dockerSensor(options: DockerSensorOptions): DockerSensor {
  const endpoint = parseEndpoint(options.endpoint);
  const engine = endpoint.text;
  const now = options.now ?? (() => Date.now() * 1000);
  const timers = options.timers ?? realTimers;
  const memory = newMemory(options.knownImages ?? []);
  const book = ledger(options.since);
  const work = lanes(8);
  let current: Looks | undefined;

  const run = async (sink: SensorSink<EngineRecord>, outer: AbortSignal): Promise<void> => {
    const signal = AbortSignal.any([outer]);
    // Each request listens for as long as it lasts: bounded by the client's sockets and queue.
    setMaxListeners(0, signal);
    const say = (notice: Omit<SensorNotice, 'sensor' | 'source' | 'time'>): void =>
      sink.notice({ sensor: 'docker', source: engine, time: now(), ...notice });
    const rejected = rejections('docker', engine, now, (notice) => sink.notice(notice));
    let gapStart: Micros | undefined;
    let failure: string | undefined;
    let connected = false;
    let attempt = 0;
    let openedAt: Micros | undefined;

    const lost = ({ reason, since }: SessionEnd): void => {
      if (reason === failure) return;
      failure = reason;
      if (!connected) say({ action: 'SensorFailed', reason: `cannot watch the engine: ${reason}` });
      if (gapStart !== undefined) return;
      gapStart = since;
      say({ action: 'Gap', reason: `the engine is away: ${reason}`, gapStart });
    };

    const opened = (replayed: Coverage, last: Micros | undefined, version: string): void => {
      openedAt = now();
      failure = undefined;
      if (!connected) say({ action: 'SensorStarted', reason: `watching Docker Engine ${version}` });
      if (gapStart !== undefined) say({ ...ended(replayed), gapStart, gapEnd: now() });
      else if (replayed === 'incomplete' && last !== undefined)
        say({ action: 'Gap', reason: forgotten, gapStart: last, gapEnd: now() });
      gapStart = undefined;
      connected = true;
    };

    while (!signal.aborted) {
      const found = await negotiate(endpoint, () => now() / 1000, signal);
      if (signal.aborted) break;
      if (found.ok) {
        const version = `${found.engine} (API ${found.api})`;
        const end = await session(
          {
            engine,
            sink,
            memory,
            lanes: work,
            ledger: book,
            rejections: rejected,
            timers,
            now,
            signal,
            listPatience: options.listPatience ?? 30_000,
            setLooks: (looks) => {
              current = looks;
            },
            opened: (replayed, last) => opened(replayed, micros(last), version),
          },
          found,
        );
        if (!signal.aborted) lost(end);
        // An engine that closes every stream at once is not asked at full speed.
        if (openedAt !== undefined && now() - openedAt > settled) attempt = 0;
      } else lost({ reason: found.reason, since: now() });
      await pause(pauseBefore(attempt++), signal);
    }
    await work.idle();
    say({ action: 'SensorStopped', reason: 'asked to stop' });
  };

  return { run, poke: () => current?.wanted(), cursor: () => book.cursor() };
}

/** A stream that lasted this long was a good one: microseconds. */
const settled = 1_000_000;

const anew = 'its images and containers are read anew';
const forgotten = `the engine no longer has every event since the last one seen; ${anew}`;

function ended(replayed: Coverage): { action: 'Gap'; reason: string; lostEvents?: number } {
  if (replayed === 'complete')
    return {
      action: 'Gap',
      reason: 'the engine is back and replayed what was missed',
      lostEvents: 0,
    };
  if (replayed === 'unproven')
    return {
      action: 'Gap',
      reason: `the engine is back; nothing proves that it tells all; ${anew}`,
    };
  return { action: 'Gap', reason: `the engine is back: ${forgotten}` };
}

function micros(nanoseconds: bigint | undefined): Micros | undefined {
  return nanoseconds === undefined ? undefined : Number(nanoseconds / 1000n);
}
