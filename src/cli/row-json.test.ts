import { describe, expect, it } from 'vitest';
import { isoTime, rowJson, rowValues, timespan } from './row-json.js';

describe('isoTime', () => {
  it('keeps microseconds', () => {
    expect(isoTime(1_769_847_330_123_456)).toBe('2026-01-31T08:15:30.123456Z');
    expect(isoTime(1_769_847_330_000_001)).toBe('2026-01-31T08:15:30.000001Z');
  });
  it('reads times before 1970', () => {
    expect(isoTime(-1)).toBe('1969-12-31T23:59:59.999999Z');
  });
});

describe('timespan', () => {
  it('writes spans as Kusto does', () => {
    expect(timespan(0)).toBe('00:00:00');
    expect(timespan(937_845_000_000 + 864e9)).toBe('2.02:03:04.5000000');
    expect(timespan(-1)).toBe('-00:00:00.0000001');
  });
});

describe('rowJson', () => {
  it('has every column, what is unknown empty or null', () => {
    const row = rowJson('SensorEvents', { TimeGenerated: 0, ActionType: 'Gap', LostEvents: 3 });
    expect(row).toMatchObject({ ActionType: 'Gap', LostEvents: 3, Reason: '', GapEnd: null });
    expect(row.TimeGenerated).toBe('1970-01-01T00:00:00.000000Z');
  });
});

describe('rowValues', () => {
  it('writes as text what JSON has no number for, digit by digit', () => {
    const columns = [
      { name: 'N', type: 'long' as const },
      { name: 'R', type: 'real' as const },
      { name: 'T', type: 'datetime' as const },
    ];
    expect(rowValues(columns, [9007199254740993n, Number.NaN, 0])).toEqual([
      '9007199254740993',
      'NaN',
      '1970-01-01T00:00:00.000000Z',
    ]);
    expect(rowValues(columns, [7, 0.5, null])).toEqual([7, 0.5, null]);
  });
});
