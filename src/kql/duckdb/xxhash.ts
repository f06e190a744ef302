import type { Scalar } from '../types.js';
import { bind } from './printer.js';

// XXH64 with seed 0, of unsigned numbers in 128 bits: a product of two 64-bit numbers fits.
const number = (value: bigint): string => `${value}::UHUGEINT`;
const modulus = number(2n ** 64n);
const primes = {
  one: 0x9e3779b185ebca87n,
  two: 0xc2b2ae3d27d4eb4fn,
  three: 0x165667b19e3779f9n,
  four: 0x85ebca77c2b2ae63n,
  five: 0x27d4eb2f165667c5n,
};

const times = (value: string, factor: bigint): string =>
  `((${value}) * ${number(factor)} % ${modulus})`;
const plus = (value: string, other: string): string => `((${value} + ${other}) % ${modulus})`;

const rotated = (value: string, bits: bigint, name: string): string =>
  bind(
    value,
    name,
    `${name} * ${number(2n ** bits)} % ${modulus} + ${name} // ${number(2n ** (64n - bits))}`,
  );

const shifted = (value: string, bits: bigint, name: string): string =>
  bind(value, name, `xor(${name}, ${name} // ${number(2n ** bits)})`);

/** The little-endian number of `count` bytes from byte `at` of the hexadecimal text `h`. */
const word = (at: string, count: number): string => {
  const bytes = Array.from(
    { length: count },
    (_, index) => `substr(h, 2 * (${at} + ${count - 1 - index}) + 1, 2)`,
  );
  // Rows whose fold is over are still computed, beyond their end, and thrown away.
  return `CAST(coalesce(TRY_CAST('0x' || ${bytes.join(' || ')} AS UBIGINT), 0) AS UHUGEINT)`;
};

const round = (accumulated: string, lane: string): string =>
  times(rotated(plus(accumulated, times(lane, primes.two)), 31n, 'r'), primes.one);

/**
 * Folds the words at places of the text into a number, one after the other. The words are read before: what a fold
 * captures, DuckDB takes from the wrong row once rows have lists of different lengths.
 */
const folded = (
  places: string,
  start: string,
  count: number,
  step: (value: string, found: string) => string,
): string =>
  `list_reduce(list_transform(${places}, lambda p: ${word('p', count)}), lambda c, p: ${step('c', 'p')}, ${start})`;

const length = '(length(h) // 2)';

const lane = (index: number, start: bigint): string =>
  folded(
    `list_transform(range(0, ${length} // 32), lambda p: p * 32 + ${index * 8})`,
    number(start & (2n ** 64n - 1n)),
    8,
    round,
  );

const merge = (value: string, part: string): string =>
  plus(times(`xor(${value}, ${round(number(0n), part)})`, primes.one), number(primes.four));

const lanes = [primes.one + primes.two, primes.two, 0n, 2n ** 64n - primes.one].map(
  (start, index) => lane(index, start),
);

const long = bind(
  `[${lanes.join(', ')}]`,
  'v',
  [1, 2, 3, 4].reduce(
    (made, index) => merge(made, `v[${index}]`),
    [
      rotated('v[1]', 1n, 'r'),
      rotated('v[2]', 7n, 'r'),
      rotated('v[3]', 12n, 'r'),
      rotated('v[4]', 18n, 'r'),
    ].reduce(plus),
  ),
);

const begin = plus(
  `CASE WHEN ${length} >= 32 THEN ${long} ELSE ${number(primes.five)} END`,
  `CAST(${length} AS UHUGEINT)`,
);

const tail = `(${length} // 32 * 32)`;
const eights = folded(
  `range(${tail}, ${tail} + ${length} % 32 // 8 * 8, 8)`,
  begin,
  8,
  (value, found) =>
    plus(
      times(rotated(`xor(${value}, ${round(number(0n), found)})`, 27n, 'r'), primes.one),
      number(primes.four),
    ),
);
const fourAt = `(${length} // 8 * 8)`;
const fours = folded(
  `range(${fourAt}, ${fourAt} + ${length} % 8 // 4 * 4, 4)`,
  eights,
  4,
  (value, found) =>
    plus(
      times(rotated(`xor(${value}, ${times(found, primes.one)})`, 23n, 'r'), primes.two),
      number(primes.three),
    ),
);
const ones = folded(`range(${length} // 4 * 4, ${length})`, fours, 1, (value, found) =>
  times(rotated(`xor(${value}, ${times(found, primes.five)})`, 11n, 'r'), primes.one),
);

const mixed = shifted(
  times(shifted(times(shifted(ones, 33n, 's'), primes.two), 29n, 's'), primes.three),
  32n,
  's',
);

const signed = bind(
  mixed,
  'u',
  `CAST(CASE WHEN u >= ${number(2n ** 63n)} THEN CAST(u AS HUGEINT) - 18446744073709551616 ELSE CAST(u AS HUGEINT) END AS BIGINT)`,
);

/** The hash of a text's bytes, or of the eight bytes of an instant's ticks. */
export function xxhash64(value: string, type: Scalar): string {
  if (type === 'string') return bind(`hex(encode(${value}))`, 'h', signed);
  const ticks = `printf('%016x', (epoch_us(${value}) + 62135596800000000) * 10)`;
  const bytes = bind(
    ticks,
    't',
    Array.from({ length: 8 }, (_, index) => `substr(t, ${15 - index * 2}, 2)`).join(' || '),
  );
  return bind(bytes, 'h', signed);
}
