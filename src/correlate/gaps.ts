import type { Micros } from '../model/row.js';

/** A stretch of time in which a sensor did not see all. */
export interface Gap {
  sensor: string;
  start: Micros;
  /** Null while it lasts. */
  end: Micros | null;
  reason: string;
  /** Null where nobody could count. */
  lost: number | null;
}

/** What was missed, a sentence for each sensor and reason. */
export function gapTexts(gaps: readonly Gap[]): string[] {
  const lost = new Map<string, number | null>();
  for (const { sensor, reason, lost: count } of gaps) {
    const what = `What the ${sensor} sensor missed: ${reason}`;
    const before = lost.get(what) ?? null;
    lost.set(what, before === null ? count : before + (count ?? 0));
  }
  return [...lost].map(([what, count]) => `${what}${lostText(count)}.`).sort();
}

/** In brackets; empty where it is not known. */
export function lostText(count: number | null | undefined): string {
  if (count === null || count === undefined) return '';
  return ` (${count} ${count === 1 ? 'event' : 'events'} lost)`;
}
