import type { Settings } from '../correlate/correlator.js';
import { dockerfilePathOf } from '../correlate/request.js';
import type { CompiledRule } from '../detect/rule.js';
import type { Batch, TableRow } from '../model/batch.js';
import { emptyProcessTable } from '../normalise/kernel.js';
import { bpftraceSensor } from '../sense/bpftrace.js';
import { buildHistorySensor } from '../sense/build-history.js';
import { type DockerSensor, dockerSensor } from '../sense/docker.js';
import { readDevice } from '../sense/host.js';
import type { SensorSink } from '../sense/sensor.js';
import { openWriter } from '../store/duckdb.js';
import { type State, StoreError } from '../store/store.js';
import { dockerfileReader } from './dockerfile-reader.js';
import { type Intake, openIntake } from './intake.js';
import type { RawRecord } from './raw-record.js';
import { openRecording } from './recording.js';
import { knownHistory, knownImages } from './restore.js';
import { wallClock } from './wall-clock.js';
import { gapSince, stepRow } from './watcher-rows.js';

const maintenanceMilliseconds = 30_000;
const aliveMilliseconds = 10_000;
const settleMilliseconds = 500;

export interface LiveOptions {
  directory: string;
  /** Limits of what is kept, where they are not the store's own. */
  retain?: { days: number | undefined; bytes: number | undefined };
  /** Docker Engines, `unix:///path` or `tcp://host:port`. */
  endpoints: string[];
  /** Rules to run; the shipped ones when absent. */
  rules?: CompiledRule[];
  /** The defaults when absent. */
  settings?: Settings;
  stored: (batch: Batch) => void;
  /** One sentence at a time on what goes on or does not work. */
  say: (message: string) => void;
  /** Keeps the raw records too, as JSON Lines. */
  recordTo?: string | undefined;
}

/**
 * Watches this host until the signal aborts. Rejects only when the data directory cannot be used, at the beginning or
 * for the last rows, or the recording cannot be made.
 */
export async function watchLive(options: LiveOptions, signal: AbortSignal): Promise<void> {
  const { now: clock, takeStep } = wallClock();
  const recording =
    options.recordTo === undefined ? undefined : await openRecording(options.recordTo, options.say);
  const writer = await openWriter(options.directory, {
    warn: options.say,
    now: clock,
    ...(options.retain?.days === undefined ? {} : { retainDays: options.retain.days }),
    ...(options.retain?.bytes === undefined ? {} : { retainBytes: options.retain.bytes }),
  });
  const device = readDevice();
  const before = writer.state();
  recording?.write({ recording: 1, device });

  const images = await knownImages(writer);
  const knownRefs = await knownHistory(writer);
  const engines = options.endpoints.map((endpoint) => ({
    endpoint,
    sensor: dockerSensor({
      endpoint,
      knownImages: images,
      ...(typeof before[cursorName(endpoint)] === 'string'
        ? { since: String(before[cursorName(endpoint)]) }
        : {}),
    }),
  }));
  let ended = false;
  const state = (): State => ({
    watcher: { alive: clock(), ended },
    ...Object.fromEntries(
      engines.flatMap(({ endpoint, sensor }) => {
        const cursor = sensor.cursor();
        return cursor === undefined ? [] : [[cursorName(endpoint), cursor]];
      }),
    ),
  });
  const look = lookForImages(engines.map(({ sensor }) => sensor));
  const readDockerfile = dockerfileReader((record) =>
    take({ from: 'dockerfile', at: clock(), record }),
  );
  const intake: Intake = await openIntake({
    device,
    rules: options.rules,
    settings: options.settings,
    writer,
    clock,
    processes: emptyProcessTable(),
    state,
    stored: options.stored,
    troubled: options.say,
    came: (rows) => {
      look(rows);
      for (const { table, row } of rows) {
        if (table !== 'DeviceProcessEvents') continue;
        const path = dockerfilePathOf(row);
        if (path !== undefined) readDockerfile(row, path);
      }
    },
  });

  function take(raw: RawRecord): void {
    recording?.write(raw);
    intake.take(raw);
  }

  const sink = <F extends 'kernel' | 'docker' | 'history', R>(from: F): SensorSink<R> => ({
    record: (record) => take({ from, at: clock(), record } as unknown as RawRecord),
    notice: (record) => take({ from: 'notice', at: clock(), record }),
  });

  const sayOfItself = (row: ReturnType<typeof gapSince>): void => {
    if (row) intake.pipeline.push([{ table: 'SensorEvents', row: { ...device, ...row } }]);
  };
  sayOfItself(gapSince(before.watcher, clock()));
  const timers = [
    setInterval(
      () => void writer.maintain().catch((error: Error) => options.say(error.message)),
      maintenanceMilliseconds,
    ),
    setInterval(() => void intake.pipeline.flush(), aliveMilliseconds),
    setInterval(() => {
      const step = takeStep();
      if (step) sayOfItself(stepRow(step));
      void intake.pipeline.settle();
    }, settleMilliseconds),
  ];
  await Promise.all([
    bpftraceSensor({ sockets: options.endpoints.flatMap(socketPath) }).run(sink('kernel'), signal),
    ...engines.map(({ sensor }) => sensor.run(sink('docker'), signal)),
    ...options.endpoints.map((endpoint) =>
      buildHistorySensor({ endpoint, knownRefs }).run(sink('history'), signal),
    ),
  ]);
  for (const timer of timers) clearInterval(timer);
  ended = true;
  const unstored = await intake.pipeline.close();
  await writer.close();
  await recording?.end();
  if (unstored > 0)
    throw new StoreError(
      `${unstored} rows could not be stored in ${options.directory} before the end: the next start tells of the gap`,
    );
}

const cursorName = (endpoint: string) => `docker ${endpoint}`;

const socketPath = (endpoint: string) =>
  endpoint.startsWith('unix://') ? [endpoint.slice('unix://'.length)] : [];

/**
 * BuildKit tells of no image that it made without a name, so the engine is asked when a build may have ended: when a
 * client of its socket exits, or a step's process.
 */
function lookForImages(sensors: DockerSensor[]): (rows: TableRow[]) => void {
  const clients = new Set<number>();
  return (rows) => {
    for (const { table, row } of rows) {
      if (table === 'DockerApiEvents' && typeof row.ClientProcessId === 'number') {
        if (clients.size >= 10_000) clients.clear();
        clients.add(row.ClientProcessId);
      }
      if (table !== 'ProcessExitEvents') continue;
      const isClient = typeof row.ProcessId === 'number' && clients.delete(row.ProcessId);
      const isStep = row.ContainerId?.length === 25;
      if (isClient || isStep) for (const sensor of sensors) sensor.poke();
    }
  };
}
