import type { ClientDockerfile } from '../correlate/request.js';
import type { Device } from '../model/batch.js';
import type { Micros } from '../model/row.js';
import type { KernelRecord } from '../sense/bpftrace.js';
import type { BuildHistoryRecord } from '../sense/build-history.js';
import type { EngineRecord } from '../sense/docker.js';
import type { SensorNotice } from '../sense/sensor.js';

/** What came from outside, before anything was made of it: a line of a recording. */
export type RawRecord =
  | { from: 'kernel'; at: Micros; record: KernelRecord }
  | { from: 'docker'; at: Micros; record: EngineRecord }
  | { from: 'history'; at: Micros; record: BuildHistoryRecord }
  | { from: 'notice'; at: Micros; record: SensorNotice }
  | { from: 'dockerfile'; at: Micros; record: ClientDockerfile };

/** First line of a recording. */
export interface RecordingHeader {
  recording: 1;
  device: Device;
}
