import { setMaxListeners } from 'node:events';
import type { Micros } from '../model/row.js';
import { follow } from './build-history/follow.js';
import { type CallEnd, connectGrpc, grpcCode } from './build-history/grpc.js';
import type { BuildHistoryRecord } from './build-history/record.js';
import { pause, pauseBefore } from './docker/backoff.js';
import { parseEndpoint } from './docker/endpoint.js';
import { rejections } from './docker/rejections.js';
import type { Sensor, SensorNotice, SensorSink } from './sensor.js';

export type { BuildHistoryRecord, HistoryStep } from './build-history/record.js';

export interface BuildHistoryOptions {
  /** `unix:///path` or `tcp://host:port`. */
  endpoint: string;
  /** Builds that were yielded before as over: they are not yielded again. */
  knownRefs?: Iterable<string>;
  now?: () => Micros;
}

/** An engine that does not keep a history says so at once, one that does says nothing until there is a build. */
const sure = 1_000;
/** A connection that lasted this long was a good one: microseconds. */
const settled = 1_000_000;

/**
 * Follows the history of builds that BuildKit keeps inside of an engine (24 and newer), of whatever client they are.
 * That the engine is away is for the Docker Engine sensor to tell. Throws an Error for a bad endpoint.
 */
export function buildHistorySensor(options: BuildHistoryOptions): Sensor<BuildHistoryRecord> {
  const endpoint = parseEndpoint(options.endpoint);
  const now = options.now ?? (() => Date.now() * 1000);
  const known = new Set(options.knownRefs);

  const run = async (sink: SensorSink<BuildHistoryRecord>, outer: AbortSignal): Promise<void> => {
    const signal = AbortSignal.any([outer]);
    setMaxListeners(0, signal);
    let said = '';
    /** What is the same as before, such as after the engine started again, is not said again. */
    const say = (action: SensorNotice['action'], reason: string): void => {
      if (said === reason) return;
      said = reason;
      sink.notice({ sensor: 'history', source: endpoint.text, time: now(), action, reason });
    };
    const rejected = rejections('history', endpoint.text, now, (notice) => sink.notice(notice));
    const around = {
      engine: endpoint.text,
      known,
      record: (record: BuildHistoryRecord) => sink.record(record),
      reject: (reason: string) => rejected.add(reason),
      now,
      signal,
    };

    /** Resolves when it makes sense to connect again. */
    const session = async (): Promise<void> => {
      const found = await connectGrpc(endpoint, signal);
      if (!found.ok) {
        if (found.isRefused) say('SensorFailed', `the engine's build history: ${found.reason}`);
        return;
      }
      const { grpc } = found;
      const open = setTimeout(() => say('SensorStarted', 'following the build history'), sure);
      const end = await follow(grpc, around);
      clearTimeout(open);
      rejected.flush('now');
      const reason = signal.aborted ? '' : reasonOf(end);
      if (reason !== '') say('SensorFailed', reason);
      // It will not be otherwise before another engine runs, and then the connection ends.
      if (end.code === grpcCode.unimplemented) await grpc.ended;
      else grpc.close();
    };

    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const began = now();
      await session();
      if (now() - began > settled) attempt = 0;
      await pause(pauseBefore(attempt), signal);
    }
    if (said !== '') say('SensorStopped', 'asked to stop');
  };

  return { run };
}

function reasonOf({ code, message }: CallEnd): string {
  if (code === grpcCode.unimplemented)
    return 'this engine keeps no build history (24 and newer do): what BuildKit builds is seen by other means';
  if (code === grpcCode.broken || code === grpcCode.ok) return '';
  return `the engine's build history: ${message}`;
}
