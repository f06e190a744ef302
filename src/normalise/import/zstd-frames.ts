/** `zstd -d` asks for a flag beyond this too. */
const maxWindow = 128 * 1024 * 1024;
/**
 * For each block the whole window is moved. Blocks of an ordinary file hold some kilobytes, and windows of 8 MiB a
 * thousand times as much.
 */
const moves = { ratio: 20_000, bytes: 4e9 };

/** Follows the frames and blocks of a zstd file without unpacking them (RFC 8878, 3.1.1). */
export interface ZstdFrames {
  /** How many of the file's next bytes can be unpacked: all, or those before the frame that asks for too much. */
  take(bytes: Buffer): number;
  /** Why no more can be unpacked: one sentence. */
  refusal: string | undefined;
}

/** Bytes that are wanted next, or passed over. */
interface Wanted {
  count: number;
  isPassedOver: boolean;
}

const read = (count: number): Wanted => ({ count, isPassedOver: false });
const pass = (count: number): Wanted => ({ count, isPassedOver: true });

export function zstdFrames(): ZstdFrames {
  let total = 0;
  let moved = 0;
  /** Where in the file the frame began that is being read. */
  let start = 0;
  let known = 0;
  const following = follow();
  let wanted = following.next();
  let parts: Buffer[] = [];
  let left = wanted.done ? 0 : wanted.value.count;

  function* follow(): Generator<Wanted, void, Buffer> {
    for (;;) {
      start = known;
      const magic = (yield read(4)).readUInt32LE();
      if (magic >>> 4 === 0x184d2a5) {
        yield pass((yield read(4)).readUInt32LE());
        continue;
      }
      // What is none is refused where it is unpacked.
      if (magic !== 0xfd2fb528) return;
      const [descriptor = 0] = yield read(1);
      const isSingleSegment = (descriptor & 0x20) !== 0;
      const [exponents = 0] = isSingleSegment ? [] : yield read(1);
      yield pass([0, 1, 2, 4][descriptor & 3] ?? 0);
      const sized = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
      const size = yield read(sized);
      const base = 2 ** (10 + (exponents >> 3));
      const window = isSingleSegment ? sizeIn(size) : base + (base / 8) * (exponents & 7);
      if (window > maxWindow) {
        frames.refusal = 'zstd: it needs a window of more than 128 MiB: unpack it with zstd -d';
        return;
      }
      for (let isLast = false; !isLast; ) {
        const block = (yield read(3)).readUIntLE(0, 3);
        isLast = (block & 1) === 1;
        const isRepeated = ((block >> 1) & 3) === 1;
        moved += window;
        if (moved > moves.bytes && moved > moves.ratio * known) {
          frames.refusal = 'zstd: its blocks are too small: unpack it with zstd -d';
          return;
        }
        yield pass(isRepeated ? 1 : block >> 3);
      }
      yield pass((descriptor & 4) === 0 ? 0 : 4);
    }
  }

  const frames: ZstdFrames = {
    refusal: undefined,
    take(bytes) {
      let at = 0;
      while (!wanted.done && (at < bytes.length || left === 0)) {
        const part = bytes.subarray(at, at + left);
        at += part.length;
        left -= part.length;
        known = total + at;
        if (!wanted.value.isPassedOver) parts.push(part);
        if (left > 0) break;
        const whole = Buffer.concat(parts);
        parts = [];
        wanted = following.next(whole);
        left = wanted.done ? 0 : wanted.value.count;
      }
      const before = total;
      total += bytes.length;
      return frames.refusal === undefined ? bytes.length : Math.max(0, start - before);
    },
  };
  return frames;
}

/** 256 is taken from a size of two bytes. */
const sizeIn = (bytes: Buffer): number =>
  bytes.length === 8
    ? Number(bytes.readBigUInt64LE())
    : bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
