import type { Micros } from '../../model/row.js';
import type { SensorNotice, SensorSink } from '../sensor.js';
import { limits } from './client.js';
import { containerEvent, lookAtContainers } from './containers.js';
import { type EngineEvent, parseEvent } from './event.js';
import { isImageId } from './fields.js';
import { given } from './image.js';
import { imageEvent, lookAtImages } from './images.js';
import { inspector } from './inspect.js';
import type { Lanes } from './lanes.js';
import type { Ledger } from './ledger.js';
import type { Link } from './link.js';
import { type Looks, looks, type Timers } from './looks.js';
import type { Memory } from './memory.js';
import type { EngineRecord } from './record.js';
import type { Rejections } from './rejections.js';
import { type Coverage, eventsPath, replay } from './replay.js';
import type { Negotiated } from './version.js';

/** More events waiting than this, and they go out uninspected: memory stays bounded. */
const mostWaiting = 20_000;

/** What a session needs of the sensor that it belongs to. */
export interface Surroundings {
  engine: string;
  sink: SensorSink<EngineRecord>;
  memory: Memory;
  lanes: Lanes;
  ledger: Ledger;
  rejections: Rejections;
  timers: Timers;
  now(): number;
  signal: AbortSignal;
  /** Milliseconds that a list may take; longer, and the engine counts as away. */
  listPatience: number;
  /** The looks of the session that runs, for `poke`. */
  setLooks(looks: Looks | undefined): void;
  /** The stream is open. */
  opened(replayed: Coverage, last: bigint | undefined): void;
}

/** Why nothing is seen any more, and since when. */
export interface SessionEnd {
  reason: string;
  since: Micros;
}

/** Watches a connected engine until it goes away or the signal aborts; resolves with why. */
export async function session(around: Surroundings, found: Negotiated): Promise<SessionEnd> {
  const { engine, sink, memory, lanes, ledger, rejections, timers, now, signal } = around;
  const { client } = found;
  let eyes: Looks | undefined;

  const link: Link = {
    engine,
    client,
    inspector: inspector(client, signal),
    memory,
    lanes,
    timers,
    now,
    signal,
    emit: (record) => {
      if (!signal.aborted) sink.record(record);
    },
    buildSeen: () => eyes?.wanted(),
  };

  let containersDue = true;
  let waiting = 0;
  /** What an event would have told is looked for in the lists. */
  const reject = (reason: string): void => {
    rejections.add(reason);
    containersDue = true;
    eyes?.wanted();
  };

  const take = (line: string): void => {
    const event = parseEvent(line);
    if (event === null) return;
    if ('rejected' in event) return reject(event.rejected);
    if (!ledger.take(event)) return;
    if (waiting >= mostWaiting) {
      tellUninspected(link, event);
      ledger.done(event);
      return;
    }
    waiting++;
    void tell(link, event)
      .then(
        () => signal.aborted || ledger.done(event),
        (error: unknown) => {
          reject(`an event could not be dealt with: ${String(error)}`);
          ledger.done(event);
        },
      )
      .finally(() => waiting--);
  };
  const reader = { opened: () => {}, line: take, tooLong: () => reject('an event is too long') };

  const stream = new AbortController();
  let hung: SessionEnd | undefined;
  let trouble: string | undefined;
  const listOptions = { limit: limits.list, timeout: around.listPatience, signal };
  const look = async (): Promise<void> => {
    const began = timers.now();
    const since = now();
    const first = containersDue;
    containersDue = false;
    const images = await client.get('/images/json?all=1', listOptions);
    const containers = first ? await client.get('/containers/json?all=1', listOptions) : undefined;
    if (signal.aborted) return;
    const failed = [images, containers].find((answer) => answer?.ok === false);
    const reason = failed?.ok === false ? failed.reason : undefined;
    // Said once, not at every look; when the engine has gone the session tells of that.
    if (reason !== undefined && reason !== trouble && eyes)
      sink.notice(
        notice(engine, now(), `the list of images or containers could not be read: ${reason}`),
      );
    trouble = reason;
    if (images.ok)
      void lookAtImages(link, images.body, began, first ? 'reconciliation' : 'look').catch(
        () => {},
      );
    if (first && !containers?.ok) containersDue = true;
    rejections.flush();
    // An engine that hangs keeps its stream open, and tells nothing.
    if (failed?.ok === false && failed.code === 'ETIMEDOUT') {
      hung = { reason: 'the engine does not answer', since };
      stream.abort();
    }
    if (containers?.ok) void lookAtContainers(link, containers.body).catch(() => {});
  };

  ledger.startAt(BigInt(Math.trunc(found.clock)) * 1_000_000n);
  const last = ledger.newest();
  const replayed = await replay(client, ledger, found.clock, reader, signal);
  const opened = (): void => {
    around.opened(replayed, last);
    eyes = looks(look, timers);
    around.setLooks(eyes);
    eyes.wanted();
  };
  const why = await client.lines(
    eventsPath(ledger.since() ?? 0n),
    { ...reader, opened },
    AbortSignal.any([signal, stream.signal]),
  );
  eyes?.stop();
  eyes = undefined;
  around.setLooks(undefined);
  // Its connections have ended or will; what still waits for an answer goes out uninspected.
  void lanes.idle().then(() => client.close());
  rejections.flush('now');
  return hung ?? { reason: why, since: now() };
}

async function tell(link: Link, event: EngineEvent): Promise<void> {
  if (event.type === 'container') return containerEvent(link, event);
  if (event.action !== 'delete') link.buildSeen();
  return imageEvent(link, event);
}

function tellUninspected(link: Link, event: EngineEvent): void {
  const base = {
    engine: link.engine,
    time: Number(event.time / 1000n),
    nanoseconds: String(event.time),
    action: event.action,
    uninspected: 'too many events at once',
  };
  const { name, image } = event.attributes;
  if (event.type === 'image')
    link.emit({
      ...base,
      kind: 'image',
      ...given('imageId', isImageId(event.id) ? event.id : undefined),
      ...given('reference', name),
    });
  else
    link.emit({
      ...base,
      kind: 'container',
      containerId: event.id,
      ...given('name', name),
      ...given('image', image),
      details: {},
    });
}

function notice(source: string, time: number, reason: string): SensorNotice {
  return { sensor: 'docker', action: 'SensorFailed', time, source, reason };
}
