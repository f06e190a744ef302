import type { Micros } from '../../model/row.js';

/** Requests that only look are told once in so long for each client; those between are counted. */
export const repeatMicros = 60_000_000;
const maxKeys = 5000;

/**
 * Lets a client's first look at something pass, and holds its repetitions back for a minute: then the last of them is
 * told, with how many there were. Pollers ask the same every few seconds.
 */
export interface Repeats<T> {
  /** What to tell now. Times go up, nearly. */
  pass(key: string, time: Micros, item: T): T[];
  /** Held back, and due. */
  overdue(now: Micros): { item: T; count: number }[];
}

export function createRepeats<T>(): Repeats<T> {
  const open = new Map<string, { since: Micros; last: T | undefined; count: number }>();

  return {
    pass(key, time, item) {
      const known = open.get(key);
      if (known === undefined) {
        open.set(key, { since: time, last: undefined, count: 0 });
        return [item];
      }
      known.last = item;
      known.count += 1;
      return [];
    },
    overdue(now) {
      const due: { item: T; count: number }[] = [];
      let surplus = open.size - maxKeys;
      for (const [key, { since, last, count }] of open) {
        if (surplus <= 0 && now - since < repeatMicros) break;
        surplus -= 1;
        open.delete(key);
        if (last === undefined) continue;
        due.push({ item: last, count });
        // The next minute of a poller begins: it is not new.
        open.set(key, { since: now, last: undefined, count: 0 });
      }
      return due;
    },
  };
}

/** Collections of Docker's API whose members stand after their name. */
const collections = new Set(
  'containers exec images networks volumes nodes services tasks plugins distribution secrets configs swarm'.split(
    ' ',
  ),
);
/** What brings content out of an engine is no mere look. */
const fetching =
  /^\/(?:images\/get|images\/.+\/get|containers\/[^/]+\/(?:archive|export|attach\/ws))$/;

/** What a request looks at, the same for all members of a collection; null when it does more than look. */
export function lookOf(method: string, path: string): string | null {
  if ((method !== 'GET' && method !== 'HEAD') || fetching.test(path)) return null;
  const parts = path.split('/');
  const isMember = collections.has(parts[1] ?? '') && parts.length > 3;
  return `${method} ${isMember ? `/${parts[1]}/*/${parts.at(-1)}` : path}`;
}
