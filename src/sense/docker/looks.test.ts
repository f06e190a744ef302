import { describe, expect, it } from 'vitest';
import { looks, pace } from './looks.js';

/** A clock of our own; each look lasts `lasts` milliseconds of it. */
function watch(lasts = 0) {
  let now = 0;
  let planned: { time: number; act: () => void } | undefined;
  const looked: number[] = [];
  const timers = {
    now: () => now,
    after(milliseconds: number, act: () => void) {
      const mine = { time: now + milliseconds, act };
      planned = mine;
      return () => {
        if (planned === mine) planned = undefined;
      };
    },
  };
  const look = async (): Promise<void> => {
    looked.push(now);
    now += lasts;
  };
  const eyes = looks(look, timers);
  return {
    looked,
    ...eyes,
    async until(time: number): Promise<void> {
      while (planned !== undefined && planned.time <= time) {
        const { time: due, act } = planned;
        planned = undefined;
        now = due;
        act();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = time;
    },
  };
}

describe('looks', () => {
  it('makes one look of many pokes, then watches for a while, then rests', async () => {
    const eyes = watch();
    await eyes.until(1_000);
    for (let poke = 0; poke < 100; poke++) eyes.wanted();
    await eyes.until(1_000 + pace.activeFor + 20_000);
    const first = 1_000 + pace.settle;
    expect(eyes.looked[0]).toBe(first);
    expect(eyes.looked[1]).toBe(first + pace.active);
    const active = eyes.looked.filter((time) => time <= 1_000 + pace.activeFor + pace.active);
    const idle = eyes.looked.slice(active.length);
    expect(active.length).toBeGreaterThan(5);
    expect(idle.length).toBe(1);
  });

  it('is not put off by pokes that never end', async () => {
    const eyes = watch();
    for (let time = 0; time < 1_000; time += 20) {
      await eyes.until(time);
      eyes.wanted();
    }
    expect(eyes.looked.length).toBeGreaterThan(5);
  });

  it('spends at most a tenth of the time on long lists', async () => {
    const lasts = 200;
    const eyes = watch(lasts);
    for (let time = 0; time < 20_000; time += 20) {
      await eyes.until(time);
      eyes.wanted();
    }
    expect((eyes.looked.length * lasts) / 20_000).toBeLessThanOrEqual(0.11);
  });

  it('stops', async () => {
    const eyes = watch();
    eyes.wanted();
    eyes.stop();
    await eyes.until(60_000);
    expect(eyes.looked).toEqual([]);
  });
});
