import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { zstdFrames } from './zstd-frames.js';

/** What was compressed cannot be read on: one sentence. */
export class DamagedInput extends Error {
  override name = 'DamagedInput';
}

/** Ordinary logs shrink to a twentieth, monotonous ones to a hundredth. */
const bomb = { ratio: 500, bytes: 64 * 1024 * 1024 };
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
  const frames = zstdFrames();
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
    for (let at = 0; at < chunk.length; at += slice) {
      const piece = chunk.subarray(at, at + slice);
      try {
        push(piece.subarray(0, frames.take(piece)), false);
        if (frames.refusal !== undefined) throw new DamagedInput(frames.refusal);
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
