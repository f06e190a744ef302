import { expect, it } from 'vitest';
import { createKernelClock } from './clock.js';

const nanoseconds = (micros: number): bigint => BigInt(micros) * 1000n;

function clocks() {
  const time = { wall: 1_000_000_000, monotonic: 5_000_000 };
  const clock = createKernelClock({ wall: () => time.wall, monotonic: () => time.monotonic });
  const pass = (micros: number): void => {
    time.wall += micros;
    time.monotonic += micros;
  };
  return { time, clock, pass };
}

it('gives wall-clock time, however late a line is heard', () => {
  const { clock, pass } = clocks();
  pass(2_000_000);
  clock.heard(nanoseconds(5_000_000));
  expect(clock.micros(nanoseconds(5_000_000))).toBe(1_000_000_000);
});

it('follows a step of the wall clock, and not its jitter', () => {
  const { time, clock } = clocks();
  time.wall += 900;
  expect(clock.micros(nanoseconds(5_000_000))).toBe(1_000_000_000);
  time.wall -= 3_600_000_000;
  expect(clock.micros(nanoseconds(5_000_000))).toBe(1_000_000_900 - 3_600_000_000);
});

it('finds out that the kernel counts the time that the host slept', () => {
  const { clock, pass } = clocks();
  const slept = 60_000_000;
  clock.heard(nanoseconds(5_000_000 + slept));
  expect(clock.micros(nanoseconds(5_000_000 + slept))).toBe(1_000_000_000);
  pass(1000);
  clock.heard(nanoseconds(5_000_500 + slept));
  expect(clock.micros(nanoseconds(5_000_500 + slept))).toBe(1_000_000_500);
});
