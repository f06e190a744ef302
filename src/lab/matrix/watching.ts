import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../scenario/lab.js';
import type { Scenario } from '../scenario/scenario.js';
import { startWatcher, type Watcher, type WatchLine } from '../watcher.js';

/** The watcher that has to see a scenario. */
export interface Watching {
  /** Where it stores. */
  data: string;
  /** What it told so far, where that can be heard. */
  lines(): WatchLine[];
  /** Ends it as a crash would, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export type Watch = (scenario: Scenario, lab: Lab) => Promise<Watching>;

/**
 * A watcher of its own for each scenario: what one leaves behind says nothing about the next. `main` is the program;
 * `record` names a directory for the raw records of each run, where they are wanted.
 */
export function ownWatcher(main: string, record: string | null): Watch {
  return async ({ id }, lab) => {
    const watching = await start(main, lab, id, record !== null);
    return {
      ...watching,
      stop: async () => {
        await watching.stop();
        if (record === null) return;
        mkdirSync(record, { recursive: true });
        copyFileSync(recordingOf(watching), join(record, `${id}-${lab.version}.ndjson`));
      },
    };
  };
}

export interface LongWatcher {
  /** Where it stores. */
  data: string;
  watch: Watch;
  stop(): Promise<void>;
}

/** One that watches through all scenarios of a lab, as it does in earnest. */
export async function longWatcher(main: string, lab: Lab): Promise<LongWatcher> {
  const watching = await start(main, lab, 'all', false);
  const kept = { ...watching, stop: () => Promise.resolve() };
  return { data: watching.data, watch: () => Promise.resolve(kept), stop: watching.stop };
}

async function start(main: string, lab: Lab, name: string, record: boolean): Promise<Watching> {
  // In the lab's own directory: a scenario's view of the machine has a /tmp of its own.
  const data = join(lab.world.directory, 'data', `${name}-${Date.now()}`);
  const program = lab.world.program('keelwatch', [process.execPath, main]);
  const recording = record ? ['--record', recordingOf({ data })] : [];
  const args = ['--docker', lab.engine.endpoint, '--data', data, ...recording];
  const past: WatchLine[] = [];
  let watcher: Watcher = await startWatcher(program, args);
  return {
    data,
    lines: () => [...past, ...watcher.lines],
    restart: async () => {
      await watcher.stop('SIGKILL');
      past.push(...watcher.lines);
      watcher = await startWatcher(program, args);
    },
    stop: async () => {
      await watcher.stop();
    },
  };
}

function recordingOf({ data }: Pick<Watching, 'data'>): string {
  return `${data}.ndjson`;
}

/** Somebody else's, which goes on whatever happens here. */
export function runningWatcher(data: string): Watch {
  return () =>
    Promise.resolve({
      data,
      lines: () => [],
      restart: () => Promise.reject(new Error('the watcher that runs here is not restarted')),
      stop: () => Promise.resolve(),
    });
}
