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
export async function countLines(
  path: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    let lines = 0;
    let last = 10;
    for (;;) {
      signal?.throwIfAborted();
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
 * A file of which just these lines, of which there are so many, are left: of all others only the end. Throws a
 * ChangedFile at its end where it had another number of them.
 */
export async function* onlyLines(
  bytes: AsyncIterable<Uint8Array>,
  lines: ReadonlySet<string>,
  count: number,
): AsyncGenerator<Buffer> {
  let found = 0;
  let held: Buffer[] = [];
  const left = (text: string): string => {
    if (!lines.has(text)) return '';
    found += 1;
    return text;
  };
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = buffer.lastIndexOf(10);
    if (end < 0) {
      held.push(buffer);
      continue;
    }
    const whole = Buffer.concat([...held, buffer.subarray(0, end)]).toString('utf8');
    held = [buffer.subarray(end + 1)];
    yield Buffer.from(`${whole.split('\n').map(left).join('\n')}\n`);
  }
  const last = Buffer.concat(held).toString('utf8');
  if (last !== '') yield Buffer.from(left(last));
  if (found !== count) throw new ChangedFile('it changed while it was read');
}
