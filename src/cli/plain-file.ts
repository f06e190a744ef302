import { open } from 'node:fs/promises';
import { type Input, type PlainLines, plainForms } from '../normalise/import/index.js';

// What an import needs to know of a file whose lines the store may take in by itself.

/** Bytes that are looked at of its beginning, and of each of so many places, to learn what its lines look like. */
const looked = { beginning: 1024 * 1024, elsewhere: 64 * 1024, places: 8 };

/** Files that are smaller are imported in no time. */
const leastBytes = 4e6;

/** How the plain lines of an input look; undefined where it is no file, or not of such lines. */
export async function formsOf(
  { name, size }: Input,
  format: string | undefined,
  least = leastBytes,
): Promise<PlainLines | undefined> {
  // What a pattern begins with would be one to DuckDB.
  if (name === '-' || /[*?[]/.test(name) || !(size !== undefined && size >= least))
    return undefined;
  const file = await open(name);
  try {
    const pieces: Buffer[] = [];
    for (let place = 0; place < looked.places; place += 1) {
      const from = Math.floor((place * size) / looked.places);
      const buffer = Buffer.alloc(from === 0 ? looked.beginning : looked.elsewhere);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
      pieces.push(wholeLines(buffer.subarray(0, bytesRead), from > 0));
    }
    return plainForms(pieces, format);
  } finally {
    await file.close();
  }
}

/** From after its first line end, unless it begins the file, to its last. */
function wholeLines(bytes: Buffer, isInside: boolean): Buffer {
  const start = isInside ? bytes.indexOf(10) + 1 : 0;
  return bytes.subarray(start, bytes.lastIndexOf(10) + 1);
}

/** How many lines a file has, the last of which may lack its end; undefined where some end with a carriage return. */
export async function countLines(path: string, signal: AbortSignal): Promise<number | undefined> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    let lines = 0;
    let last = 10;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return last === 10 ? lines : lines + 1;
      const bytes = buffer.subarray(0, bytesRead);
      if (bytes.includes(13)) return undefined;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
      last = bytes[bytesRead - 1] ?? 10;
    }
  } finally {
    await file.close();
  }
}

/** A file that was written to while it was read. */
export class ChangedFile extends Error {
  override name = 'ChangedFile';
}

/**
 * A file of which just these lines are left: of all others only the end. Throws a ChangedFile at its end where it had
 * not as many of them.
 */
export async function* onlyLines(
  bytes: AsyncIterable<Uint8Array>,
  lines: readonly string[],
): AsyncGenerator<Buffer> {
  const wanted = new Set(lines);
  const marks = new Set(lines.map((line) => markOf(Buffer.from(line), 0, Buffer.byteLength(line))));
  let found = 0;
  let held: Buffer[] = [];

  function isWanted(buffer: Buffer, start: number, end: number): boolean {
    if (!marks.has(markOf(buffer, start, end))) return false;
    if (!wanted.has(buffer.toString('utf8', start, end))) return false;
    found += 1;
    return true;
  }

  for await (const chunk of bytes) {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!piece.includes(10)) {
      held.push(piece);
      continue;
    }
    const buffer = held.length > 0 ? Buffer.concat([...held, piece]) : piece;
    const left: Buffer[] = [];
    let ends = 0;
    let start = 0;
    for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10, start)) {
      if (isWanted(buffer, start, at)) {
        left.push(Buffer.alloc(ends, 10), buffer.subarray(start, at));
        ends = 0;
      }
      ends += 1;
      start = at + 1;
    }
    held = [buffer.subarray(start)];
    yield Buffer.concat([...left, Buffer.alloc(ends, 10)]);
  }
  const last = Buffer.concat(held);
  if (last.length > 0 && isWanted(last, 0, last.length)) yield last;
  if (found !== lines.length) throw new ChangedFile('it changed while it was read');
}

/** Tells most lines apart, for less than it takes to read them: by their length and some of their bytes. */
function markOf(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length < 8) return length;
  const part = (length - 4) >> 2;
  let mixed = 0;
  for (let at = start + 2 * part; at <= end - 4; at += part)
    mixed = (31 * mixed + bytes.readInt32LE(at)) | 0;
  return 2 ** 32 * length + (mixed >>> 0);
}
