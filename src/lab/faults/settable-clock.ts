import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SettableClock {
  /** For a process that is to see this clock; its monotonic clock is the machine's. */
  env: NodeJS.ProcessEnv;
  /** Sets it so many seconds away from the machine's clock. */
  set(seconds: number): void;
}

/** A wall clock of its own for one process and what it starts, by way of libfaketime: nobody else's clock is touched. */
export function settableClock(directory: string): SettableClock {
  const file = join(directory, 'clock');
  const set = (seconds: number): void =>
    writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  set(0);
  return {
    set,
    env: {
      ...process.env,
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}

/** Debian has it in a directory that is named for the architecture. */
function library(): string {
  const found = readdirSync('/usr/lib')
    .map((name) => join('/usr/lib', name, 'faketime/libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new Error('libfaketime is not installed: apt-get install faketime');
  return found;
}
