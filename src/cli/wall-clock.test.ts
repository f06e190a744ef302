import { describe, expect, it } from 'vitest';
import { wallClock } from './wall-clock.js';

function made() {
  const clocks = { wall: 1_000_000_000, monotonic: 5_000 };
  const clock = wallClock({ wall: () => clocks.wall, monotonic: () => clocks.monotonic });
  const pass = (micros: number, wall = micros) => {
    clocks.monotonic += micros;
    clocks.wall += wall;
  };
  return { clock, pass };
}

describe('the clock of the watcher', () => {
  it('goes evenly while the wall clock is read inexactly', () => {
    const { clock, pass } = made();
    pass(1500, 1000);
    expect(clock.now()).toBe(1_000_001_500);
    expect(clock.takeStep()).toBeUndefined();
  });

  it('follows a clock that is slewed, and does not call that a step', () => {
    const { clock, pass } = made();
    pass(100_000_000, 100_050_000);
    expect(clock.now()).toBe(1_100_050_000);
    expect(clock.takeStep()).toBeUndefined();
  });

  it.each([
    ['forward', 7_200_000_000],
    ['back', -7_200_000_000],
  ])('follows a clock that is set %s, and tells of it once', (_, by) => {
    const { clock, pass } = made();
    pass(2000, 2000 + by);
    expect(clock.now()).toBe(1_000_002_000 + by);
    expect(clock.takeStep()).toEqual({ from: 1_000_002_000, to: 1_000_002_000 + by });
    expect(clock.takeStep()).toBeUndefined();
    pass(1000);
    expect(clock.now()).toBe(1_000_003_000 + by);
  });
});
