import { createReadStream } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Something to import from. */
export interface Input {
  /** As a person would name it: a path, or `-`. */
  name: string;
  /** Bytes as they lie there; undefined for what has no end that is known. */
  size: number | undefined;
  /** To be called once. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * The files that paths name: a file itself, all files below a directory, those that a pattern with `*`, `**`, `?` or
 * `[…]` matches, and for `-` the standard input. In order of name within each path, each file once; links to directories
 * are not followed. Rejects with an Error that quotes a path at which there is nothing.
 */
export async function inputsOf(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): Promise<Input[]> {
  const inputs = new Map<string, Input>();
  for (const path of paths) {
    if (path === '-') inputs.set(path, { name: path, size: undefined, open: () => stdin });
    else for (const input of await filesAt(path)) inputs.set(input.name, input);
  }
  return [...inputs.values()];
}

async function filesAt(path: string): Promise<Input[]> {
  const found = await kindOf(path);
  if (found?.isDirectory()) return below(path, everything);
  if (found !== undefined) return [fileInput(path, found.isFile() ? found.size : undefined)];
  const matches = /[*?[]/.test(path) ? await below(rootOf(path), patternOf(path)) : [];
  if (matches.length === 0) throw new Error(`there is no file ${JSON.stringify(path)}`);
  return matches;
}

/** Which files are meant. */
interface Pattern {
  matches(file: string): boolean;
  /** Whether a file below a directory may match. */
  reaches(directory: string): boolean;
}

const everything: Pattern = { matches: () => true, reaches: () => true };

async function below(directory: string, pattern: Pattern): Promise<Input[]> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    return [unreadable(directory, error)];
  }
  const inputs: Input[] = [];
  for (const name of names.sort()) {
    const path = join(directory, name);
    const entry = await lstat(path).catch(() => undefined);
    if (entry?.isDirectory()) {
      if (pattern.reaches(path)) inputs.push(...(await below(path, pattern)));
    } else if (pattern.matches(path)) {
      const found = entry?.isSymbolicLink() ? await kindOf(path) : entry;
      if (found?.isFile()) inputs.push(fileInput(path, found.size));
    }
  }
  return inputs;
}

/** A directory whose files cannot be listed: reading it fails, so that it is told of. */
const unreadable = (name: string, error: unknown): Input => ({
  name,
  size: 0,
  // oxlint-disable-next-line require-yield -- it fails before it yields
  async *open() {
    throw error;
  },
});

const kindOf = (path: string) => stat(path).catch(() => undefined);

const fileInput = (name: string, size: number | undefined): Input => ({
  name,
  size,
  open: () => createReadStream(name, { highWaterMark: 256 * 1024 }),
});

/** The directories before the first that is a pattern. */
function rootOf(pattern: string): string {
  const parts = pattern.split(sep);
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?[]/.test(part)),
  );
  return fixed.join(sep) || (pattern.startsWith(sep) ? sep : '.');
}

function patternOf(text: string): Pattern {
  const parts = join(text).split(sep);
  const whole = parts.map((part) => (part === '**' ? '(?:[^/]+/)*' : `${segment(part)}/`));
  const expression = new RegExp(`^${whole.join('')}$`);
  const anyDepth = parts.indexOf('**');
  const heads = parts.slice(0, anyDepth).map((part) => new RegExp(`^${segment(part)}$`));
  return {
    matches: (file) => expression.test(`${file.split(sep).join('/')}/`),
    // Without a part for any depth, anyDepth is -1: all parts but the file's own are heads.
    reaches: (directory) =>
      directory.split(sep).every((name, at) => heads[at]?.test(name) ?? anyDepth >= 0),
  };
}

function segment(part: string): string {
  return part.replace(/\[!?[^\]]{1,100}\]|[*?]|[.+^${}()|[\]\\]/g, (token) => {
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return `\\${token}`;
  });
}
