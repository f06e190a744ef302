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
export function bytesBelow(directory: string): number {
  const sizes = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => {
    const found = statSync(join(directory, name), { throwIfNoEntry: false });
    return found?.isFile() ? found.size : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
