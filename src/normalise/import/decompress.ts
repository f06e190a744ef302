import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What was compressed cannot be read on: one sentence. */
export class DamagedInput extends Error {
  override name = 'DamagedInput';
}

/** Ordinary logs shrink to a twentieth, monotonous ones to a hundredth. */
const bomb = { ratio: 500, bytes: 64 * 1024 * 1024 };
/** `zstd -d` asks for a flag beyond this too. */
const maxWindow = 128 * 1024 * 1024;
/** A slice that expands a thousandfold still fits into memory. */
const slice = 16 * 1024;

const gzipMagic = Buffer.from([0x1f, 0x8b]);
const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

export type Compression = 'gzip' | 'zstd' | undefined;

export function compressionOf(beginning: Buffer): Compression {
  if (beginning.subarray(0, 2).equals(gzipMagic)) return 'gzip';
  return beginning.subarray(0, 4).equals(zstdMagic) ? 'zstd' : undefined;
}

/**
 * The bytes as they were before compression, in pieces of bounded size. `consumed` tells how many compressed bytes have
 * been read. Throws DamagedInput where it cannot go on, after all that could be read.
 */
export async function* decompressed(
  input: AsyncIterable<Buffer>,
  compression: Compression,
  consumed: () => number,
): AsyncGenerator<Buffer> {
  if (compression === undefined) {
    yield* input;
    return;
  }
  let produced = 0;
  for await (const chunk of compression === 'gzip' ? gunzipped(input) : unzstd(input)) {
    produced += chunk.length;
    if (produced > bomb.bytes && produced > bomb.ratio * consumed())
      throw new DamagedInput(expands);
    yield chunk;
  }
}

const expands = `it expands more than ${bomb.ratio}-fold, as a decompression bomb does`;

async function* gunzipped(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  pipeline(Readable.from(input, { objectMode: false, highWaterMark: slice }), gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
      throw new DamagedInput(`gzip: ${message}`);
    }
    throw error;
  }
}

async function* unzstd(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd');
  let out: Buffer[] = [];
  let isFirst = true;
  let size = 0;
  const decompress = new Decompress((chunk) => {
    size += chunk.length;
    if (size > bomb.bytes) throw new DamagedInput(expands);
    // The library goes on to use what it handed over.
    out.push(Buffer.from(chunk));
  });
  const push = (bytes: Uint8Array, isLast: boolean): void => {
    size = 0;
    try {
      decompress.push(bytes, isLast);
    } catch (error) {
      throw error instanceof DamagedInput
        ? error
        : new DamagedInput(`zstd: ${(error as Error).message}; see what “zstd -d” makes of it`);
    }
  };
  for await (const chunk of input) {
    if (isFirst && windowOf(chunk) > maxWindow) {
      throw new DamagedInput(
        'zstd: it needs a window of more than 128 MiB: unpack it with zstd -d',
      );
    }
    isFirst = false;
    for (let at = 0; at < chunk.length; at += slice) {
      try {
        push(chunk.subarray(at, at + slice), false);
      } finally {
        // What came before the damage counts.
        yield* out;
      }
      out = [];
    }
  }
  push(new Uint8Array(0), true);
  yield* out;
}

/** Bytes that the first frame asks to be kept. RFC 8878, 3.1.1.1. */
function windowOf(frame: Buffer): number {
  const descriptor = frame[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = frame[5] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  if (frame.length < 5 + dictionary + size) return 0;
  return size === 8
    ? Number(frame.readBigUInt64LE(5 + dictionary))
    : frame.readUIntLE(5 + dictionary, size);
}
