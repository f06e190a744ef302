import type { Micros } from '../model/row.js';
import { type Clocks, systemClocks } from '../sense/bpftrace/clock.js';

export interface WallClock {
  now(): Micros;
  /** A step of the clock that was not told yet: the time just before it, and just behind it. */
  takeStep(): { from: Micros; to: Micros } | undefined;
}

/** What a clock is slewed by, or read inexactly, is followed; what is more than this is a step and told. */
const followed: Micros = 3000;
const told: Micros = 1_000_000;

/** The host's clock, which somebody may set, with the evenness of the monotonic one between. */
export function wallClock(clocks: Clocks = systemClocks): WallClock {
  let offset = clocks.wall() - clocks.monotonic();
  let step: { from: Micros; to: Micros } | undefined;

  function now(): Micros {
    const even = clocks.monotonic() + offset;
    const drift = clocks.wall() - even;
    if (Math.abs(drift) <= followed) return even;
    offset += drift;
    if (Math.abs(drift) >= told) step = { from: step?.from ?? even, to: even + drift };
    return even + drift;
  }

  return {
    now,
    takeStep() {
      now();
      const taken = step;
      step = undefined;
      return taken;
    },
  };
}
