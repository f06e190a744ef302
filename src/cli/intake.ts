import { createCorrelator, type Settings } from '../correlate/correlator.js';
import type { CompiledRule } from '../detect/rule.js';
import { shippedRules } from '../detect/shipped.js';
import type { Batch, Device, TableRow } from '../model/batch.js';
import type { Micros } from '../model/row.js';
import { buildHistoryNormaliser } from '../normalise/build-history.js';
import { dockerNormaliser } from '../normalise/docker.js';
import { kernelNormaliser, type ProcessTable } from '../normalise/kernel.js';
import type { State, Writer } from '../store/store.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import type { RawRecord } from './raw-record.js';
import { rowsToRestore } from './restore.js';
import { sensorRow } from './sensor-row.js';

export interface IntakeOptions {
  device: Device;
  /** Rules that run on what comes; the shipped ones when absent. */
  rules?: CompiledRule[] | undefined;
  writer: Writer;
  clock: () => Micros;
  processes: ProcessTable;
  state: () => State;
  stored: (batch: Batch) => void;
  troubled: (message: string) => void;
  /** Of the correlator; its own where absent. */
  settings?: Settings | undefined;
  /** Told of every row as it comes, before it is stored. */
  came?: (rows: TableRow[]) => void;
}

export interface Intake {
  take(raw: RawRecord): void;
  pipeline: Pipeline;
}

/** From raw records, live or recorded, to what is stored: the same path for both. */
export async function openIntake(options: IntakeOptions): Promise<Intake> {
  const { device, writer, clock, state, stored, troubled } = options;
  const correlator = createCorrelator(options.settings);
  correlator.restore(await rowsToRestore(writer, clock()));
  const pipeline = createPipeline({
    writer,
    rules: options.rules ?? shippedRules,
    correlator,
    clock,
    state,
    stored,
    troubled,
  });
  const fromKernel = kernelNormaliser(device, options.processes);
  const fromDocker = dockerNormaliser(device);
  const fromHistory = buildHistoryNormaliser(device);

  function rowsOf(raw: RawRecord): TableRow[] {
    switch (raw.from) {
      case 'kernel':
        return fromKernel(raw.record);
      case 'docker':
        return fromDocker(raw.record);
      case 'history':
        return fromHistory(raw.record);
      case 'notice':
        return [{ table: 'SensorEvents', row: sensorRow(device, raw.record) }];
      case 'dockerfile':
        correlator.note(raw.record);
        return [];
    }
  }

  function take(raw: RawRecord): void {
    const rows = rowsOf(raw);
    options.came?.(rows);
    pipeline.push(rows);
  }

  return { take, pipeline };
}
