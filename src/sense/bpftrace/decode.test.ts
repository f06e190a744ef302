import { expect, it } from 'vitest';
import { address, comm, swapPort, text, ticks } from './decode.js';

const hex = (value: bigint): string => value.toString(16);
/** The two words in which an address stands in memory. */
const words = (bytes: number[]): [string, string] => {
  const memory = Buffer.from(bytes);
  return [hex(memory.readBigUInt64LE(0)), hex(memory.readBigUInt64LE(8))];
};
const six = (...groups: number[]): number[] => groups.flatMap((group) => [group >> 8, group & 255]);

it.each([
  [2, [203, 0, 113, 9, ...Array.from({ length: 12 }, () => 0)], '203.0.113.9'],
  [10, six(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), '2001:db8::1:0:0:1'],
  [10, six(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), '2001:db8:0:1:1:1:1:1'],
  [10, six(0, 0, 0, 0, 0, 0, 0, 1), '::1'],
  [10, six(0, 0, 0, 0, 0, 0, 0, 0), '::'],
  [10, six(0xfe80, 0, 0, 0, 0, 0, 0, 0), 'fe80::'],
  [10, six(0, 0, 0, 0, 0, 0xffff, 0x0a01, 0x0203), '10.1.2.3'],
  [1, six(1, 2, 3, 4, 5, 6, 7, 8), ''],
])('address of family %i', (family, bytes, expected) => {
  expect(address(family, ...words(bytes))).toBe(expected);
});

it('reads the rest', () => {
  expect(swapPort('901f')).toBe(8080);
  expect(ticks(12_345_678_901n.toString(16))).toBe(1234);
  expect(text(Buffer.from('name\0rest'))).toBe('name');
  expect(comm('2e336e6f68747970', '3131')).toBe('python3.11');
});
