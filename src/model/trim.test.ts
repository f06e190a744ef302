import { expect, it } from 'vitest';
import { trimEndOf, withoutZeros } from './trim.js';

it.each([
  ['a/b//', '/', 'a/b'],
  ['//', '/', ''],
  ['', '/', ''],
  ['a \r\n', '\r\n', 'a '],
  ['python3.11', '.0123456789', 'python'],
])('%j without %j at its end is %j', (text, characters, trimmed) => {
  expect(trimEndOf(text, characters)).toBe(trimmed);
});

it.each([
  ['1.500', '1.5'],
  ['1.000', '1'],
  ['100', '100'],
  ['1.00:00:00', '1.00:00:00'],
  ['1.00:00:00.5000000', '1.00:00:00.5'],
  ['1.50e10', '1.50e10'],
])('%j without zeros at the end of its fraction is %j', (text, trimmed) => {
  expect(withoutZeros(text)).toBe(trimmed);
});
