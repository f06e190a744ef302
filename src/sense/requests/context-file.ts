import { constants, gunzipSync } from 'node:zlib';

/** A file of a build's context, as the beginning of the archive has it. */
export interface ContextFile {
  text: string;
  /** Whether the beginning ends within it. */
  isTruncated: boolean;
}

export interface ContextBeginning {
  file: ContextFile | undefined;
  /** Whether the archive's end was seen: nothing that comes can replace the file. */
  isWhole: boolean;
}

const block = 512;
/** Of what a compressed beginning of a few thousand bytes can grow to. */
const maxUnpacked = 1 << 20;
/** Characters of a file that are kept. */
const maxText = 65_536;

/**
 * Looks for a file in the first bytes of a tar archive (POSIX and GNU), plain or packed with gzip. Of several of one
 * name the last counts, as when it is unpacked.
 */
export function readContextFile(bytes: Buffer, name: string): ContextBeginning {
  const archive = unpacked(bytes);
  const wanted = plainName(name);
  let file: ContextFile | undefined;
  let longName = '';
  for (let at = 0; at + block <= archive.length; ) {
    const header = archive.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return { file, isWhole: true };
    const size = sizeOf(header);
    if (size === undefined || !isIntact(header)) return { file, isWhole: false };
    const start = at + block;
    const data = archive.subarray(start, Math.min(start + size, archive.length));
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = textOf(data);
    else if (type === 'x') longName = pathIn(data) ?? '';
    else {
      const own = longName || nameOf(header);
      longName = '';
      if ((type === '0' || type === '\0') && plainName(own) === wanted) {
        const isTruncated = data.length < size || data.length > maxText;
        file = { text: data.toString('utf8').slice(0, maxText), isTruncated };
      }
    }
    at = start + Math.ceil(size / block) * block;
  }
  return { file, isWhole: false };
}

function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    // What is there, though the end is missing.
    return gunzipSync(bytes, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: maxUnpacked,
    });
  } catch {
    return Buffer.alloc(0);
  }
}

function nameOf(header: Buffer): string {
  const isPosix = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isPosix && header[262] === 0 ? textOf(header.subarray(345, 500)) : '';
  const name = textOf(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal digits; numbers too large for them are not those of a Dockerfile. */
function sizeOf(header: Buffer): number | undefined {
  const digits = textOf(header.subarray(124, 136)).trim();
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function isIntact(header: Buffer): boolean {
  const told = Number.parseInt(textOf(header.subarray(148, 156)).trim(), 8);
  let sum = 8 * 0x20;
  for (let at = 0; at < block; at += 1) if (at < 148 || at >= 156) sum += header[at] ?? 0;
  return sum === told;
}

/** Of a header in pax's format, `length path=value` lines. */
function pathIn(data: Buffer): string | undefined {
  return /^\d+ path=(.*)$/m.exec(data.toString('utf8'))?.[1];
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function plainName(name: string): string {
  return name.replace(/^(?:\.?\/)+/, '');
}
