import { addressText } from '../address-text.js';

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

/** Address in its usual form; '' for another family. */
export function address(
  family: number,
  first: string | undefined,
  second: string | undefined,
): string {
  const raw = words(first, second);
  const version = families[family];
  if (version === 4) return addressText(raw.subarray(0, 4));
  return version === 6 ? addressText(raw) : '';
}

/** Ports on the wire have the other byte order. */
export function swapPort(text_: string | undefined): number {
  const port = hexNumber(text_);
  return ((port & 0xff) << 8) | (port >>> 8);
}
