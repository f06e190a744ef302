import { seeded } from '../../src/lab/seeded.js';
import type { Target } from './target.js';

/** Inputs are no longer than this, but where something is repeated to see whether time grows faster than length. */
const maxLength = 16_384;
const maxRepeated = 131_072;

const numbers = ['0', '-1', '255', '65536', '4294967296', '9223372036854775807', '1e400', '08'];
/** What every object has without being given it. */
const everywhere = ['constructor', '__proto__', 'toString', 'valueOf'];
const bytes = [0, 9, 10, 13, 32, 34, 39, 44, 92, 127, 128, 255];

/** The input of one number: the same for the same seed, whatever was run before. */
export function inputOf(target: Target, seeds: readonly Buffer[], seed: number, index: number) {
  const random = seeded(Math.imul(seed, 0x9e3779b1) + index);
  if (target.make) return target.make(random);
  const below = (limit: number): number => Math.floor(random() * limit);
  if (seeds.length === 0 || random() < 0.03) return noise(below, below(300));
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  let input = window(pick(seeds), below);
  for (let rounds = 1 + below(6); rounds > 0; rounds -= 1) {
    const at = below(input.length + 1);
    const end = Math.min(input.length, at + (random() < 0.7 ? below(16) : below(input.length + 1)));
    const put = (piece: Buffer, from = at, to = at): void => {
      input = Buffer.concat([input.subarray(0, from), piece, input.subarray(to)]);
    };
    const changes: (() => void)[] = [
      () => put(Buffer.from([pick(bytes)]), at, at + 1),
      () => put(Buffer.from([(input[at] ?? 0) ^ (1 << below(8))]), at, at + 1),
      () => put(Buffer.alloc(0), at, end),
      () => put(input.subarray(at, end), end),
      () => put(window(pick(seeds), below).subarray(0, 200)),
      () => put(Buffer.from(pick(target.words ?? numbers))),
      () => {
        // What opens a thing within a thing, again and again.
        const piece = Buffer.from(pick(target.words ?? numbers) + pick(target.words ?? ['']));
        if (random() < 0.05) put(repeated(piece, below(maxRepeated)));
      },
      () => put(Buffer.from(pick(numbers)), at, end),
      () => put(noise(below, below(8))),
      () => {
        const word = /[A-Za-z_]\w*/.exec(input.toString('latin1', at));
        const from = at + (word?.index ?? 0);
        put(Buffer.from(pick(everywhere)), from, from + (word?.[0].length ?? 0));
      },
      () => {
        if (random() < 0.2) put(repeated(input.subarray(at, end), below(maxRepeated)), at, end);
      },
      () => {
        if (random() < 0.2) input = input.subarray(0, at);
      },
    ];
    pick(changes)();
  }
  return input.subarray(0, maxRepeated + maxLength);
}

/** A seed, or a part of a long one. */
function window(seed: Buffer, below: (limit: number) => number): Buffer {
  if (seed.length <= maxLength) return seed;
  const at = below(seed.length - maxLength);
  return seed.subarray(at, at + maxLength);
}

function repeated(piece: Buffer, length: number): Buffer {
  return piece.length === 0 ? piece : Buffer.alloc(Math.max(piece.length, length), piece);
}

function noise(below: (limit: number) => number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(256)));
}
