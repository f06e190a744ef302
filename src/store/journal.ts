import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Batch } from '../model/batch.js';
import { storeError, syncDirectory } from './files.js';
import { type State, StoreError } from './store.js';

/** What one commit stored. */
export interface Entry {
  /** Rows by table; the first row of each table has the sequence number `seq`, the next one more. */
  parts: { seq: number; rows: Batch }[];
  state: State;
}

/** JSON, with the numbers that JSON does not have as strings. */
export function encodeJson(value: unknown): string | undefined {
  // Such numbers come out as null: without one, the faster way said it all.
  const text = JSON.stringify(value) as string | undefined;
  return text?.includes('null')
    ? JSON.stringify(value, (_, item: unknown) =>
        typeof item === 'number' && !Number.isFinite(item) ? String(item) : item,
      )
    : text;
}

/** A journal's line: JSON whose first member is the CRC-32 of all behind it. */
export function encodeEntry(parts: { seq: number; rows: string }[], state: State): Buffer {
  const texts = parts.map(({ seq, rows }) => `{"seq":${seq},"rows":${rows}}`);
  const body = `"parts":[${texts.join(',')}],"state":${encodeJson(state)}}`;
  return Buffer.from(`{"crc":"${checksum(body)}",${body}\n`);
}

const checksum = (body: string | Buffer): string => crc32(body).toString(16).padStart(8, '0');

const prefixLength = '{"crc":"01234567",'.length;

/** Undefined where the line is not what was written. */
export function decodeEntry(line: Buffer): Entry | undefined {
  const body = line.subarray(prefixLength);
  if (line.subarray(0, prefixLength).toString('latin1') !== `{"crc":"${checksum(body)}",`)
    return undefined;
  return JSON.parse(line.toString()) as Entry;
}

export interface JournalLine {
  /** Place of its first byte in the file, and of the first byte behind its line feed. */
  start: number;
  end: number;
  bytes: Buffer;
  /** Undefined for a line that is not what was written. */
  entry: Entry | undefined;
}

/** The whole lines of a piece of a journal that begins at `offset`; a last line without its line feed is not one. */
export function* journalLines(piece: Buffer, offset = 0): Generator<JournalLine> {
  let start = 0;
  for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
    const bytes = piece.subarray(start, end);
    yield { start: offset + start, end: offset + end + 1, bytes, entry: decodeEntry(bytes) };
    start = end + 1;
  }
}

/** Reads a journal from `offset` on. Absent files are the caller's to judge. */
export async function readJournal(path: string, offset = 0): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const piece = Buffer.alloc(Math.max(0, size - offset));
    let filled = 0;
    while (filled < piece.length) {
      const { bytesRead } = await file.read(piece, filled, piece.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return piece.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/** A journal that is being written. */
export interface Journal {
  path: string;
  /** Bytes acknowledged. */
  size(): number;
  /** Durable, and in its place, once resolved; a StoreError leaves the journal as it was before. */
  append(line: Buffer): Promise<void>;
  /** Whether readers may have seen a line that was then taken back, so that nothing may follow in its place. */
  isDoubtful(): boolean;
  close(): Promise<void>;
}

/** `inPlace` rejects when the directory that the path leads to is no longer the one in which the journal was made. */
export async function createJournal(path: string, inPlace: () => Promise<void>): Promise<Journal> {
  const file = await create(path);
  let size = 0;
  let doubtful = false;
  let broken: StoreError | undefined;
  return {
    path,
    size: () => size,
    isDoubtful: () => doubtful,
    async append(line) {
      if (broken) throw broken;
      try {
        await writeAll(file, line, size);
        doubtful = true;
        await file.datasync();
        await inPlace();
        doubtful = false;
        size += line.length;
      } catch (error) {
        // What a failed write left behind must not stand between two acknowledged lines.
        await file.truncate(size).catch(() => {
          broken = new StoreError(`${path} cannot be mended after a failed write: start again`);
        });
        throw storeError(error, path);
      }
    },
    close: () => file.close(),
  };
}

async function create(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'w', 0o600);
    await syncDirectory(dirname(path));
    return file;
  } catch (error) {
    throw storeError(error, path);
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const rest = bytes.length - written;
    const { bytesWritten } = await file.write(bytes, written, rest, position + written);
    written += bytesWritten;
  }
}
