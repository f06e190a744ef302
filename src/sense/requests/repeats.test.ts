import { expect, it } from 'vitest';
import { createRepeats, lookOf, repeatMicros } from './repeats.js';

it('tells the first at once, and the last of the rest after a minute with their number', () => {
  const repeats = createRepeats<string>();
  expect(repeats.pass('k', 1, 'a')).toEqual(['a']);
  expect(repeats.pass('k', 2, 'b')).toEqual([]);
  expect(repeats.pass('k', 3, 'c')).toEqual([]);
  expect(repeats.overdue(repeatMicros)).toEqual([]);
  expect(repeats.overdue(repeatMicros + 1)).toEqual([{ item: 'c', count: 2 }]);
  expect(repeats.overdue(3 * repeatMicros)).toEqual([]);
  expect(repeats.pass('k', 3 * repeatMicros, 'd')).toEqual(['d']);
});

it.each([
  ['GET', '/containers/abc/json', 'GET /containers/*/json'],
  ['GET', '/containers/json', 'GET /containers/json'],
  ['GET', '/containers/abc/export', null],
  ['POST', '/build', null],
])('takes %s %s for a look or not', (method, path, look) => {
  expect(lookOf(method, path)).toBe(look);
});
