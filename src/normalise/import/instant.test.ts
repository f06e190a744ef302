import { describe, expect, it } from 'vitest';
import {
  epochOf,
  instantOf,
  microsecondsOf,
  millisecondsOf,
  nanosecondsOf,
  secondsOf,
} from './instant.js';

const noon = Date.UTC(2026, 2, 1, 12) * 1000;

describe('times', () => {
  it.each([
    ['2026-03-01T12:00:00Z', noon],
    ['2026-03-01T12:00:00.1234567Z', noon + 123_456],
    ['2026-03-01 12:00:00.5', noon + 500_000],
    ['2026-03-01 12:00:00 UTC', noon],
    ['2026-03-01T14:00:00+0200', noon],
    ['2026-03-01T10:30:00-01:30', noon],
    ['3/1/2026, 12:00:00.004 PM', noon + 4_000],
    ['3/1/2026 12:00:00 AM', noon - 43_200e6],
    ['Mar 1, 2026 12:00:00 PM', noon],
    ['Mar 1, 2026 @ 12:00:00.004', noon + 4_000],
    ['March 1, 2026, 12:00:00 AM', noon - 43_200e6],
  ])('%s', (text, micros) => {
    expect(instantOf(text)).toBe(micros);
  });

  it.each([
    '',
    'now',
    'Mrz 1, 2026 @ 12:00:00.004',
    '01/03/2026 20:00:00',
    '2026-13-01T00:00:00Z',
    '2026-03-01',
    12,
    null,
    '0001-01-01T00:00:00Z',
  ])('%s is none', (value) => {
    expect(instantOf(value)).toBeUndefined();
  });

  it.each([noon / 1e6, noon / 1e3, noon, `${noon}000`, `${noon / 1e6}.000`])(
    'since the epoch, of which the size tells the unit: %s',
    (value) => {
      expect(epochOf(value)).toBe(noon);
    },
  );

  it('in units since the epoch lose no digit', () => {
    expect(secondsOf(1591367999.305988)).toBe(1_591_367_999_305_988);
    expect(secondsOf('1591367999')).toBe(1_591_367_999_000_000);
    expect(millisecondsOf(1591367999305)).toBe(1_591_367_999_305_000);
    expect(microsecondsOf('1591367999305988')).toBe(1_591_367_999_305_988);
    expect(nanosecondsOf('1591367999305988999')).toBe(1_591_367_999_305_988);
    expect(secondsOf('x')).toBeUndefined();
    expect(secondsOf(0)).toBeUndefined();
  });
});
