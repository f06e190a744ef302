import { open, writeFile } from 'node:fs/promises';
import { dictionary } from '../model/dictionary.js';
import { StoreError } from './store.js';

/** Whether the operating system said that a file is not there (any more). */
export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** Whether it said that a file is in the way of one that was to be made. */
export const isThere = (error: unknown): boolean => codeOf(error) === 'EEXIST';

/** Whether DuckDB said that its share of the memory does not do. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && /out of memory/i.test(error.message);

const sentences: Record<string, (path: string) => string> = dictionary({
  ENOSPC: (path) => `The disk that holds ${path} is full: free some space, then go on`,
  EDQUOT: (path) => `The disk quota for ${path} is used up: free some space, then go on`,
  EROFS: (path) =>
    `${path} is on a read-only file system: give a data directory that can be written`,
  EACCES: (path) => `No permission for ${path}: run as the user who owns it, or as root`,
  EPERM: (path) => `No permission for ${path}: run as the user who owns it, or as root`,
  ENOENT: (path) => `${path} is gone: put its data directory back, or start again with another`,
  ENOTDIR: (path) => `${path} is not a directory: give another data directory`,
  EIO: (path) => `The disk that holds ${path} fails: look at the kernel's log, and replace it`,
  EMFILE: (path) => `Too many files are open to open ${path}: raise the limit (ulimit -n)`,
});

/** Whether it is an error of the operating system that has a sentence of its own. */
export const isSystemError = (error: unknown): boolean => (codeOf(error) ?? '') in sentences;

/** An error of the operating system, or of DuckDB about a file, as one sentence that names the path. */
export function storeError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const sentence = sentences[codeOf(error) ?? ''];
  const text = sentence?.(path) ?? `${path} cannot be used: ${messageOf(error)}`;
  return new StoreError(text, { cause: error });
}

/** Makes a directory's entries durable. */
export async function syncDirectory(path: string): Promise<void> {
  await syncFile(path);
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  await syncFile(path);
}

/** DuckDB passes on the system's message without its code. */
const duckdbCodes: [RegExp, string][] = [
  [/no space left on device/i, 'ENOSPC'],
  [/disk quota exceeded/i, 'EDQUOT'],
  [/read-only file system/i, 'EROFS'],
  [/permission denied/i, 'EACCES'],
  [/too many open files/i, 'EMFILE'],
  [/no such file or directory|no files found that match/i, 'ENOENT'],
  [/input\/output error/i, 'EIO'],
];

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return duckdbCodes.find(([pattern]) => pattern.test(error.message))?.[1];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
