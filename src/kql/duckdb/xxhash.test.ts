import { describe, expect, it } from 'vitest';
import { openMemory } from '../../store/duckdb.js';
import { compile } from '../compile.js';

const mask = (1n << 64n) - 1n;
const [one, two, three, four, five] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as [bigint, bigint, bigint, bigint, bigint];
const rotate = (value: bigint, bits: bigint) => ((value << bits) | (value >> (64n - bits))) & mask;
const round = (value: bigint, lane: bigint) =>
  (rotate((value + lane * two) & mask, 31n) * one) & mask;

/** XXH64 with seed 0, as its specification has it. */
function reference(text: string): bigint {
  const bytes = Buffer.from(text);
  let at = 0;
  let hash: bigint = five;
  if (bytes.length >= 32) {
    const lanes = [(one + two) & mask, two, 0n, -one & mask];
    for (; at + 32 <= bytes.length; at += 32) {
      for (const [index, lane] of lanes.entries()) {
        lanes[index] = round(lane, bytes.readBigUInt64LE(at + index * 8));
      }
    }
    hash = lanes.reduce(
      (sum, lane, index) => sum + rotate(lane, [1n, 7n, 12n, 18n][index] ?? 0n),
      0n,
    );
    for (const lane of lanes) hash = (((hash & mask) ^ round(0n, lane)) * one + four) & mask;
  }
  hash = (hash + BigInt(bytes.length)) & mask;
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * one + four) & mask;
  }
  if (at + 4 <= bytes.length) {
    hash =
      (rotate(hash ^ ((BigInt(bytes.readUInt32LE(at)) * one) & mask), 23n) * two + three) & mask;
    at += 4;
  }
  for (; at < bytes.length; at += 1) {
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt8(at)) * five) & mask), 11n) * one) & mask;
  }
  hash = ((hash ^ (hash >> 33n)) * two) & mask;
  hash = ((hash ^ (hash >> 29n)) * three) & mask;
  return BigInt.asIntN(64, hash ^ (hash >> 32n));
}

describe('hash', { timeout: 30_000 }, () => {
  it('is XXH64 for texts of every length class', async () => {
    const lengths = [0, 1, 3, 4, 7, 8, 13, 31, 32, 33, 45, 64, 99];
    const texts = lengths.map((length) => 'é0b!'.repeat(40).slice(0, length));
    const cells = texts.map((text) => JSON.stringify(text)).join(', ');
    const compiled = compile(`datatable(s: string) [${cells}] | project h = tostring(hash(s))`);
    if ('diagnostics' in compiled) throw new Error(compiled.diagnostics[0]?.message);
    const writer = await openMemory();
    const { rows } = await writer.query(compiled.query);
    await writer.close();
    expect(rows.map(([hash]) => hash)).toEqual(texts.map((text) => `${reference(text)}`));
  });
});
