import type { Micros } from '../model/row.js';

/**
 * What a sensor says of itself, beside its records. Becomes a row of SensorEvents.
 * `Gap` tells of a time in which nothing, or not everything, was seen.
 */
export interface SensorNotice {
  sensor: 'kernel' | 'docker' | 'history';
  action: 'SensorStarted' | 'SensorStopped' | 'SensorFailed' | 'Gap';
  time: Micros;
  /** What it watches, such as an engine's address. */
  source: string;
  reason: string;
  gapStart?: Micros;
  /** Absent while the gap lasts. */
  gapEnd?: Micros;
  /** Absent when it is unknown how many. */
  lostEvents?: number;
}

/** Where a sensor puts what it sees. Records are plain JSON, so that they can be recorded and replayed. */
export interface SensorSink<R> {
  record(record: R): void;
  notice(notice: SensorNotice): void;
}

/**
 * A live source of raw records. `run` ends when the signal aborts; before that it mends itself: a source that is
 * missing, dies or comes back is told of in notices, never thrown.
 */
export interface Sensor<R> {
  run(sink: SensorSink<R>, signal: AbortSignal): Promise<void>;
}
