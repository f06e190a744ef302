import { describe, expect, it } from 'vitest';
import { gapSince, stepRow } from './watcher-rows.js';

describe('the gap since the last watcher', () => {
  it('is none where there was no watcher', () => {
    for (const before of [undefined, null, 5, [], {}, { alive: 'x' }])
      expect(gapSince(before, 10)).toBeUndefined();
  });

  it('reaches from its last word to now', () => {
    expect(gapSince({ alive: 4, ended: true }, 10)).toMatchObject({ GapStart: 4, GapEnd: 10 });
    expect(gapSince({ alive: 4, ended: false }, 10)?.Reason).toContain('killed');
  });

  it('has no beginning where the clock was set back since', () => {
    const gap = gapSince({ alive: 40, ended: true }, 10);
    expect(gap).toMatchObject({ GapEnd: 10, Reason: expect.stringContaining('set back') });
    expect(gap?.GapStart).toBeUndefined();
  });
});

describe('a step of the clock', () => {
  it('says how far and which way', () => {
    const [early, late] = [1_700_000_000_000_000, 1_700_007_200_000_000];
    expect(stepRow({ from: early, to: late }).Reason).toBe(
      'the clock went 7200 s forward: it was set, or the host slept',
    );
    expect(stepRow({ from: late, to: early })).toMatchObject({
      TimeGenerated: early,
      Reason: 'the clock was set 7200 s back',
      AdditionalFields: { Before: '2023-11-15T00:13:20.000Z', After: '2023-11-14T22:13:20.000Z' },
    });
  });
});
