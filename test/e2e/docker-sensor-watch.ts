import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DockerSensorOptions,
  dockerSensor,
  type EngineRecord,
} from '../../src/sense/docker.js';
import type { SensorNotice } from '../../src/sense/sensor.js';

/** A Docker Engine sensor at work in this process, and what it has yielded. */
export interface Watching {
  records: EngineRecord[];
  notices: SensorNotice[];
  poke(): void;
  /** The first record that the test accepts. Throws, listing what came instead, when none comes in time. */
  record(what: string, accepts: (record: EngineRecord) => boolean): Promise<EngineRecord>;
  notice(what: string, accepts: (notice: SensorNotice) => boolean): Promise<SensorNotice>;
  /** Waits until nothing new has come for a while. */
  quiet(): Promise<void>;
  /** Ends it; returns its cursor. */
  stop(): Promise<string>;
}

export async function watchEngine(options: DockerSensorOptions): Promise<Watching> {
  const sensor = dockerSensor(options);
  const records: EngineRecord[] = [];
  const notices: SensorNotice[] = [];
  const stopping = new AbortController();
  const ended = sensor.run(
    { record: (record) => records.push(record), notice: (notice) => notices.push(notice) },
    stopping.signal,
  );
  const notice = (what: string, accepts: (notice: SensorNotice) => boolean) =>
    first(what, notices, accepts);
  const quiet = async (): Promise<void> => {
    for (let before = -1; before !== records.length; await sleep(1_200)) before = records.length;
  };
  await notice('start', ({ action }) => action === 'SensorStarted');
  await quiet();
  return {
    records,
    notices,
    poke: () => sensor.poke(),
    record: (what, accepts) => first(what, records, accepts),
    notice,
    quiet,
    async stop() {
      stopping.abort();
      await ended;
      return sensor.cursor() ?? '';
    },
  };
}

/**
 * Writes what was seen as `<name>.ndjson` for the unit tests, where KEELWATCH_RECORD names a directory. Machine's paths
 * are not kept.
 */
export function keep(name: string, watching: Watching): void {
  const directory = process.env.KEELWATCH_RECORD;
  if (!directory) return;
  const lines = watching.records.map((record) =>
    JSON.stringify({ ...record, engine: 'unix:///run/docker.sock' }),
  );
  writeFileSync(join(directory, `${name}.ndjson`), `${lines.join('\n')}\n`);
}

async function first<T>(what: string, from: T[], accepts: (item: T) => boolean): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) {
    const found = from.find(accepts);
    if (found !== undefined) return found;
  }
  const got = from.map((item) => JSON.stringify(item).slice(0, 300)).join('\n');
  throw new Error(`no ${what} came; there were:\n${got}`);
}
