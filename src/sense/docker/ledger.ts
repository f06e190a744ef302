import { createHash } from 'node:crypto';

/**
 * Which events have been dealt with, so that a replay neither loses nor repeats one.
 *
 * The engine stamps an event before it publishes it, so events may arrive slightly out of order: a replay begins
 * `overlap` before the newest, and what was dealt with in that time is known by hash. The cursor holds both:
 * `<nanoseconds>/<hash>.<hash>…`. It never passes an event that is still being inspected.
 */
export interface Ledger {
  /** False for one already taken. */
  take(event: Stamped): boolean;
  /** The event's record has reached the sink. */
  done(event: Stamped): void;
  /** Nothing before this time (nanoseconds) needs replaying; for an engine that has been silent. */
  startAt(time: bigint): void;
  cursor(): string | undefined;
  /** Where a replay must begin, in nanoseconds. */
  since(): bigint | undefined;
  /** Time of the newest event dealt with. */
  newest(): bigint | undefined;
  /** Whether an event in the replay proves that the engine's memory reaches back to what was seen last. */
  knows(event: Stamped): boolean;
  /** Whether there is anything to prove it by. */
  hasSeen(): boolean;
}

export interface Stamped {
  /** Nanoseconds since the epoch. */
  time: bigint;
  /** What tells it from other events of that time, the same at each replay. */
  key: string;
}

/** Nanoseconds before the newest event at which a replay begins. */
export const overlap = 1_000_000_000n;

/** The engine keeps 256 events, so no replay holds more. */
const kept = 256;

/**
 * A cursor does not say at what time of its last second an event was. Until a replay does, none is too old to be of
 * the next cursor.
 */
const unknownTime = 2n ** 64n;

/** Throws an Error that quotes a cursor that is none. */
export function ledger(from?: string): Ledger {
  const seen = new Map<string, bigint>();
  const pending = new Map<string, bigint>();
  let newest: bigint | undefined;
  let floor: bigint | undefined;

  if (from !== undefined) {
    const match = /^(\d{1,20})\/((?:[\w-]{12}(?:\.|$))*)$/.exec(from);
    if (!match) throw new Error(`${JSON.stringify(from)} is no cursor of the Docker sensor`);
    floor = BigInt(match[1] ?? 0);
    for (const hash of (match[2] ?? '').split('.')) if (hash) seen.set(hash, unknownTime);
  }

  const since = (): bigint | undefined => {
    const times = [...pending.values(), ...(newest === undefined ? [] : [newest])];
    if (times.length === 0) return floor;
    const start = times.reduce((a, b) => (a < b ? a : b)) - overlap;
    return floor !== undefined && start < floor ? floor : start;
  };

  return {
    take(event) {
      const key = hashOf(event);
      if (seen.get(key) === unknownTime) seen.set(key, event.time);
      if (seen.has(key) || pending.has(key)) return false;
      pending.set(key, event.time);
      return true;
    },
    done(event) {
      const key = hashOf(event);
      pending.delete(key);
      seen.set(key, event.time);
      if (newest === undefined || event.time > newest) newest = event.time;
      if (seen.size > 4 * kept) seen.delete(seen.keys().next().value ?? '');
    },
    startAt(time) {
      floor ??= time;
    },
    cursor() {
      const start = since();
      if (start === undefined) return undefined;
      const recent = [...seen].filter(([, time]) => time >= start).slice(-kept);
      return `${start}/${recent.map(([hash]) => hash).join('.')}`;
    },
    since,
    newest: () => newest ?? floor,
    knows: (event) => seen.has(hashOf(event)),
    hasSeen: () => seen.size > 0,
  };
}

function hashOf(event: Stamped): string {
  return createHash('sha256').update(`${event.time} ${event.key}`).digest('base64url').slice(0, 12);
}
