import type { Micros } from '../../model/row.js';
import type { SensorNotice } from '../sensor.js';

/** Counts what could not be read, and tells of it at once and then at most every ten seconds. */
export interface Rejections {
  add(reason: string): void;
  /** Tells of what has gathered since, where it is time to or `now` asks for it. */
  flush(now?: 'now'): void;
}

const every = 10_000_000;

export function rejections(
  sensor: SensorNotice['sensor'],
  source: string,
  now: () => Micros,
  notice: (notice: SensorNotice) => void,
): Rejections {
  let counts = new Map<string, number>();
  let first: Micros | undefined;
  let told = Number.NEGATIVE_INFINITY;

  const flush = (when?: 'now'): void => {
    if (first === undefined || (when !== 'now' && now() - told < every)) return;
    const time = now();
    const lost = [...counts.values()].reduce((a, b) => a + b, 0);
    const reasons = [...counts].map(([reason, count]) =>
      count > 1 ? `${reason} (${count} times)` : reason,
    );
    const reason = `the engine sent what cannot be read: ${reasons.join('; ')}`;
    notice({
      sensor,
      action: 'Gap',
      time,
      source,
      reason,
      gapStart: first,
      gapEnd: time,
      lostEvents: lost,
    });
    counts = new Map();
    first = undefined;
    told = time;
  };

  return {
    add(reason) {
      first ??= now();
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      flush();
    },
    flush,
  };
}
