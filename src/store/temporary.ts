import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutOfMemory, isSystemError, storeError } from './files.js';
import { StoreError } from './store.js';

/** A directory of this process's own, for what does not fit into memory. It is not there until it is needed. */
export interface Temporary {
  /** The directory that it lies in. */
  root: string;
  path: string;
  /** Path of a file in the directory, which is there from now on. */
  file(name: string): string;
  remove(): void;
}

/** It is gone when it is removed or the process exits. Throws a StoreError that names the directory it cannot lie in. */
export function temporary(root = tmpdir()): Temporary {
  let real: string;
  try {
    real = realpathSync(root);
  } catch (error) {
    throw storeError(error, root);
  }
  const path = join(real, `keelwatch-${process.pid}-${randomBytes(4).toString('hex')}`);
  const clear = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', clear);
  return {
    root,
    path,
    file(name) {
      try {
        mkdirSync(path, { recursive: true, mode: 0o700 });
      } catch (error) {
        throw storeError(error, root);
      }
      return join(path, name);
    },
    remove() {
      clear();
      process.off('exit', clear);
    },
  };
}

/** What went wrong with a file there, as one sentence. DuckDB tells of a full disk as of a want of memory. */
export function explainTemporary(error: unknown, { root }: Temporary): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const isFull =
    ('code' in error && error.code === 'ENOSPC') ||
    (isOutOfMemory(error) && /offload|temp_directory_size|disk space/i.test(error.message));
  if (isFull)
    return new StoreError(
      `The disk that holds ${root} is full: free some space, or name another with TMPDIR`,
      { cause: error },
    );
  return isSystemError(error) || /IO Error/.test(error.message) ? storeError(error, root) : error;
}
