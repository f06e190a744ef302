import type { Micros } from '../../model/row.js';

/** Turns the kernel's nanoseconds into wall-clock time. */
export interface KernelClock {
  /** A line with this time stamp was just received. */
  heard(nanoseconds: bigint): void;
  micros(nanoseconds: bigint): Micros;
}

/** Wall clock and monotonic clock of this process. */
export interface Clocks {
  wall(): Micros;
  monotonic(): Micros;
}

/** A step of the wall clock, not the jitter of reading it: Date.now() counts whole milliseconds. */
const stepMicros = 3000;
/**
 * The script's clock counts from boot, with or without the time that the host slept: that depends on bpftrace's version.
 * Ours does not count sleep. As no line is heard before it is written, one that seems to come from the future tells of
 * sleep; the line that was delayed least tells best how much. Steps of the wall clock are followed at once.
 */
export function createKernelClock(clocks: Clocks): KernelClock {
  let slept = 0;
  let offset = clocks.wall() - clocks.monotonic();
  return {
    heard(nanoseconds) {
      slept = Math.max(slept, Number(nanoseconds / 1000n) - clocks.monotonic());
    },
    micros(nanoseconds) {
      const now = clocks.wall() - clocks.monotonic();
      if (Math.abs(now - offset) > stepMicros) offset = now;
      return Math.round(Number(nanoseconds / 1000n) - slept + offset);
    },
  };
}

export const systemClocks: Clocks = {
  wall: () => Date.now() * 1000,
  monotonic: () => Number(process.hrtime.bigint() / 1000n),
};
