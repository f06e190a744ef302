import { describe, expect, it } from 'vitest';
import { parseSegmentName, type Segment, segmentName } from './segments.js';
import { defaultLimits, type Limits, planUpkeep } from './upkeep.js';

const hour = 3600e6;
const day = 24 * hour;
const now = 20_000 * day + 12.5 * hour;

/** A segment sealed so long ago, with as many bytes of raw rows. */
function segment(name: string, age: number, bytes = 1000, table = 'DeviceProcessEvents'): Segment {
  const range = parseSegmentName(name);
  if (!range) throw new Error(`${name} is no segment`);
  const sealed: [number, number] = [now - age, now - age];
  const tables = { [table]: { rows: 1, bytes, shape: '', times: null } };
  return { ...range, path: name, manifest: { format: 1, sealed, next: 0, tables, state: {} } };
}

const plan = (segments: Segment[], limits: Partial<Limits> = {}): string[] =>
  planUpkeep(segments, now, { ...defaultLimits, ...limits }).map(
    (step) =>
      `${step.segments.map(segmentName).join(' ')} > ${step.into ? segmentName(step.into) : 'nothing'}`,
  );

const several = (count: number, age: number, bytes?: number): Segment[] =>
  Array.from({ length: count }, (_, index) => segment(`${index + 1}-${index + 1}`, age, bytes));

describe('roll-up', () => {
  it('puts the segments of an hour that is over together', () => {
    expect(
      plan([segment('1-1', 3 * hour), segment('2-5', 3 * hour), segment('6-6', 2 * hour)]),
    ).toEqual(['1-1 2-5 > 1-5']);
  });

  it('puts the hours of a day that is over together', () => {
    const segments = [
      segment('1-4', 20 * hour),
      segment('5-5', 13 * hour),
      segment('6-6', 12 * hour),
    ];
    expect(plan(segments)).toEqual(['1-4 5-5 > 1-5']);
  });

  it('leaves the present hour alone until it is crowded', () => {
    expect(plan(several(15, 0))).toEqual([]);
    expect(plan(several(16, 0))).toEqual([`${several(16, 0).map(segmentName).join(' ')} > 1-16`]);
    expect(plan(several(16, 0, 5e6))).toEqual([]);
  });

  it('does not put large ones together', () => {
    expect(plan(several(4, 2 * hour, 30e6))).toEqual(['1-1 2-2 > 1-2', '3-3 4-4 > 3-4']);
    expect(plan(several(3, 2 * hour, 60e6))).toEqual([]);
  });

  it('leaves alone what has tables of a later version', () => {
    expect(plan([segment('1-1', 2 * hour), segment('2-2', 2 * hour, 1, 'Later')])).toEqual([]);
  });
});

describe('retention', () => {
  it('reduces segments over the age to their records', () => {
    expect(plan([segment('1-3', 31 * day), segment('4-4', 29 * day)])).toEqual(['1-3 > 1-3.kept']);
    expect(plan([segment('1-3.kept', 31 * day), segment('4-4', 29 * day)])).toEqual([]);
  });

  it('reduces the oldest ones while all take too many bytes', () => {
    const segments = several(5, 0, 100);
    expect(plan(segments, { retainBytes: 350 })).toEqual(['1-1 2-2 > 1-2.kept']);
    expect(plan(segments, { retainBytes: 500 })).toEqual([]);
  });

  it('does not count on the bytes of records', () => {
    const records = segment('1-1', 0, 900, 'Incidents');
    expect(
      plan([records, segment('2-2', 0, 100), segment('3-3', 0, 100)], { retainBytes: 1000 }),
    ).toEqual(['1-1 2-2 > 1-2.kept']);
  });

  it('drops records over their age, but never the newest segment', () => {
    const old = segment('1-3.kept', 400 * day, 1, 'Incidents');
    expect(plan([old, segment('4-4', 0)])).toEqual(['1-3.kept > nothing']);
    expect(plan([old])).toEqual([]);
  });
});
