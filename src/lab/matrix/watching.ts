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
  return async (scenario, lab) => {
    const data = join(lab.world.directory, 'data', `${scenario.id}-${Date.now()}`);
    const program = lab.world.program('keelwatch', [process.execPath, main]);
    // In the lab's own directory: a scenario's view of the machine has a /tmp of its own.
    const kept = `${data}.ndjson`;
    const past: WatchLine[] = [];
    let watcher: Watcher;
    const start = async (): Promise<void> => {
      const recording = record === null ? [] : ['--record', kept];
      const args = ['--docker', lab.engine.endpoint, '--data', data, ...recording];
      watcher = await startWatcher(program, args);
    };
    await start();
    return {
      data,
      lines: () => [...past, ...watcher.lines],
      restart: async () => {
        await watcher.stop('SIGKILL');
        past.push(...watcher.lines);
        await start();
      },
      stop: async () => {
        await watcher.stop();
        if (record === null) return;
        mkdirSync(record, { recursive: true });
        copyFileSync(kept, join(record, `${scenario.id}-${lab.version}.ndjson`));
      },
    };
  };
}
