import { describe, expect, it } from 'vitest';
import { toMicros } from './time.js';

describe('toMicros', () => {
  it.each([
    ['2026-11-22T10:15:37.090997292Z', 1795342537090997],
    ['2026-11-22T11:15:37.09+01:00', 1795342537090000],
    ['2026-11-22T10:15:37Z', 1795342537000000],
    [1795342537, 1795342537000000],
    ['0001-01-01T00:00:00Z', undefined],
    ['1970-01-01T00:00:00Z', undefined],
    ['yesterday', undefined],
    [0, undefined],
    [1e300, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j', (value, expected) => {
    expect(toMicros(value)).toBe(expected);
  });
});
