import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize, relative } from 'node:path';
import { UsageError } from '../failure.js';

export interface LintFile {
  path: string;
  text: string;
}

/** Bytes of a file that are read: more than the characters that are analysed can take. */
const maxBytes = 20_000_000;
const maxDepth = 50;
const named = /^(?:Dockerfile|Containerfile)(?:[._-].*)?$|[._-](?:Dockerfile|Containerfile)$/i;
/** Files that are named after a Dockerfile and are something else. */
const other = /\.(?:md|go|py|js|ts|sh|yml|yaml|txt|json|html|dockerignore|lock|orig|rej|swp)$/i;
const skipped = new Set(['node_modules', '.git', '.hg', '.svn']);

/** The Dockerfiles that the arguments name, one after the other. */
export function* lintFilesOf(paths: string[]): Generator<LintFile> {
  for (const path of paths) {
    if (path === '-') {
      yield { path, text: readFrom(0) };
      continue;
    }
    const found = statOf(path);
    if (found === 'file') yield { path: nameOf(path), text: readFile(path) };
    else {
      let count = 0;
      for (const file of below(path, 0)) {
        count += 1;
        yield { path: nameOf(file), text: readFile(file) };
      }
      if (count === 0) throw new UsageError(`no Dockerfile or Containerfile in ${path}`);
    }
  }
}

/** Relative to where one stands, as those who read the findings do too. */
function nameOf(path: string): string {
  const inside = relative(process.cwd(), path);
  return isAbsolute(path) && !inside.startsWith('..') ? inside : normalize(path);
}

function statOf(path: string): 'file' | 'directory' {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return 'directory';
    if (stat.isFile()) return 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read: ${code}`,
    );
  }
  throw new UsageError(`${path} is neither a file nor a directory`);
}

function* below(directory: string, depth: number): Generator<string> {
  if (depth > maxDepth) return;
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`${directory} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isFile() && named.test(entry.name) && !other.test(entry.name)) yield path;
    else if (entry.isDirectory() && !skipped.has(entry.name)) yield* below(path, depth + 1);
  }
}

function readFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return readFrom(file);
  } finally {
    closeSync(file);
  }
}

function readFrom(file: number): string {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < maxBytes) {
    const chunk = Buffer.alloc(1_048_576);
    const count = readSome(file, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A pipe to which nothing has been written yet says so by an error. */
function readSome(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
