import type { Micros } from '../../model/row.js';
import type { EngineClient } from './client.js';
import type { Inspector } from './inspect.js';
import type { Lanes } from './lanes.js';
import type { Timers } from './looks.js';
import type { Memory } from './memory.js';
import type { EngineRecord } from './record.js';

/** One connection to an engine, and what outlives it. */
export interface Link {
  engine: string;
  client: EngineClient;
  inspector: Inspector;
  memory: Memory;
  lanes: Lanes;
  timers: Timers;
  now(): Micros;
  /** Aborted when the sensor stops: nothing is emitted after that, so that the next start replays it. */
  signal: AbortSignal;
  emit(record: EngineRecord): void;
  /** A build may be going on: look for images that have no event. */
  buildSeen(): void;
}
