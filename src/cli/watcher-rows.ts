import type { SensorEvents } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';

/** What the watcher says of itself, but for the device. */
type OwnRow = Omit<SensorEvents, 'DeviceId' | 'DeviceName'>;

/** The time in which no watcher ran, as far as the one before left its state, `{alive, ended}`. */
export function gapSince(before: Json | undefined, now: Micros): OwnRow | undefined {
  if (typeof before !== 'object' || before === null || Array.isArray(before)) return undefined;
  const { alive, ended } = before;
  if (typeof alive !== 'number') return undefined;
  const why =
    ended === true
      ? 'Keelwatch was not running'
      : 'Keelwatch was not running, or could not store: it was killed, crashed or had no disk left';
  return {
    TimeGenerated: now,
    ActionType: 'Gap',
    Sensor: 'watcher',
    ...(alive > now
      ? { GapEnd: now, Reason: `${why}; the clock was set back, so since when is not known` }
      : { GapStart: alive, GapEnd: now, Reason: why }),
  };
}

/** Nothing was missed, but times before and after do not stand in a row. */
export function stepRow({ from, to }: { from: Micros; to: Micros }): OwnRow {
  const seconds = Math.round(Math.abs(to - from) / 1e6);
  return {
    TimeGenerated: to,
    ActionType: 'ClockStepped',
    Sensor: 'watcher',
    Reason:
      to > from
        ? `the clock went ${seconds} s forward: it was set, or the host slept`
        : `the clock was set ${seconds} s back`,
    AdditionalFields: { Before: iso(from), After: iso(to) },
  };
}

const iso = (time: Micros): string => new Date(time / 1000).toISOString();
