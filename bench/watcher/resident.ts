import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a process holds now. */
export interface Held {
  residentBytes: number;
  descriptors: number;
}

export function heldBy(pid: number): Held {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return { residentBytes: pages * 4096, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** Bytes of the files below a directory; of what goes away meanwhile none. */
export function bytesBelow(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found?.isFile() ? found.size : 0;
  return entriesOf(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // It went away since it was looked at.
  }
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
