import { redactArguments } from '../redact-arguments.js';
import { chunkBytes } from './language.js';
import { maxArgumentChunks } from './process-probes.js';

/** Argument vectors on their way, by process and exec. */
export interface Arguments {
  /** `complete` reads the whole vector of the living process; it is called at once when the script cannot print it all. */
  start(
    key: string,
    size: number,
    first: Buffer,
    complete: () => Buffer | null,
  ): { isComplete(): boolean };
  piece(key: string, index: number, bytes: Buffer): void;
  finish(key: string): { argv: string[]; isTruncated: boolean };
}

const maxWaiting = 10_000;

export function createArguments(): Arguments {
  const waiting = new Map<
    string,
    { size: number | null; whole: Buffer | null; pieces: Buffer[] }
  >();
  const entry = (key: string) => {
    if (!waiting.has(key) && waiting.size >= maxWaiting) waiting.clear();
    const found = waiting.get(key) ?? { size: null, whole: null, pieces: [] };
    waiting.set(key, found);
    return found;
  };
  const have = ({ pieces }: { pieces: Buffer[] }, count: number): boolean => {
    for (let index = 0; index < count; index += 1) if (pieces[index] === undefined) return false;
    return true;
  };

  return {
    start(key, size, first, complete) {
      const own = entry(key);
      own.size = size;
      const isUnread = size > 0 && first.every((byte) => byte === 0);
      if (!isUnread) own.pieces[0] = first.subarray(0, chunkBytes);
      if (isUnread || size > maxArgumentChunks * chunkBytes) {
        const found = complete();
        const isSame =
          found !== null && found.length === size && (isUnread || begins(found, first));
        if (isSame) own.whole = found;
      }
      const count = Math.min(Math.ceil(size / chunkBytes), maxArgumentChunks);
      return { isComplete: () => own.whole !== null || isUnread || have(own, count) };
    },
    piece(key, index, bytes) {
      entry(key).pieces[index] = bytes.subarray(0, chunkBytes);
    },
    finish(key) {
      const { size, whole, pieces } = entry(key);
      waiting.delete(key);
      if (size === 0) return { argv: [], isTruncated: false };
      const known: Buffer[] = [];
      for (let index = 0; index < pieces.length; index += 1) {
        const bytes = pieces[index];
        if (bytes === undefined) break;
        known.push(bytes);
      }
      const raw = whole ?? Buffer.concat(known);
      return { argv: split(raw), isTruncated: raw.length !== size };
    },
  };
}

function begins(whole: Buffer, start: Buffer): boolean {
  return whole.subarray(0, start.length).equals(start);
}

/** Each argument ends with a NUL; the last may lack it. What is secret in them goes no further than here. */
export function split(raw: Buffer): string[] {
  if (raw.length === 0) return [];
  const end = raw.at(-1) === 0 ? raw.length - 1 : raw.length;
  return redactArguments(raw.toString('utf8', 0, end).split('\0'));
}
