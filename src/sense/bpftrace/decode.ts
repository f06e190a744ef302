/** Ticks per second of /proc/PID/stat: the same on every architecture that matters. */
const ticksPerSecond = 100n;

export const unsetId = 0xffffffff;

export function hexNumber(digits: string | undefined): number {
  return Number.parseInt(digits ?? '', 16);
}

export function hexBig(digits: string | undefined): bigint {
  return BigInt(`0x${digits ?? '0'}`);
}

export function ticks(nanoseconds: string | undefined): number {
  return Number((hexBig(nanoseconds) * ticksPerSecond) / 1_000_000_000n);
}

/** The bytes at the end of a line, given as separate pairs of digits. */
export function bytes(fields: string[], from: number): Buffer {
  return Buffer.from(fields.slice(from).join(''), 'hex');
}

/** Up to the first NUL; bytes that are no UTF-8 become U+FFFD. */
export function text(buffer: Buffer): string {
  const end = buffer.indexOf(0);
  return buffer.toString('utf8', 0, end < 0 ? buffer.length : end);
}

/** Two words of memory as they were read. */
function words(first: string | undefined, second: string | undefined): Buffer {
  const buffer = Buffer.alloc(16);
  buffer.writeBigUInt64LE(hexBig(first), 0);
  buffer.writeBigUInt64LE(hexBig(second), 8);
  return buffer;
}

export function comm(first: string | undefined, second: string | undefined): string {
  return text(words(first, second));
}

const families: Record<number, 4 | 6> = { 2: 4, 10: 6 };

/** Address in its usual form, IPv4-mapped ones as IPv4; '' for another family. */
export function address(
  family: number,
  first: string | undefined,
  second: string | undefined,
): string {
  const raw = words(first, second);
  const version = families[family];
  if (version === 4) return raw.subarray(0, 4).join('.');
  if (version !== 6) return '';
  if (raw.readBigUInt64BE(0) === 0n && raw.readUInt32BE(8) === 0xffff) {
    return raw.subarray(12).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => raw.readUInt16BE(index * 2).toString(16));
  return compress(groups);
}

/** RFC 5952: the first longest run of two or more zero groups becomes "::". */
function compress(groups: string[]): string {
  let best = { start: 0, length: 1 };
  let start = 0;
  for (let index = 0; index <= groups.length; index += 1) {
    if (groups[index] === '0') continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  if (best.length < 2) return groups.join(':');
  const after = best.start + best.length;
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(after).join(':')}`;
}

/** Ports on the wire have the other byte order. */
export function swapPort(text_: string | undefined): number {
  const port = hexNumber(text_);
  return ((port & 0xff) << 8) | (port >>> 8);
}
