import { tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { Segment, SegmentRange } from './segments.js';

export interface Limits {
  /** Raw rows older than this many days, counted from when they were stored, are dropped. */
  retainDays: number;
  /** The oldest raw rows are dropped while all segments take more bytes than this. */
  retainBytes: number;
  /** Rows of tables with a key (alerts, builds, incidents) are dropped when older than this many days. */
  retainRecordDays: number;
}

export const defaultLimits: Limits = {
  retainDays: 30,
  retainBytes: 10e9,
  retainRecordDays: 365,
};

/** One rewriting of neighbouring segments into the segment `into`; into nothing where that is absent. */
export interface Rewrite {
  segments: Segment[];
  into?: SegmentRange;
}

const hour = 3600e6;
const day = 24 * hour;
/** Bytes above which segments are not put together: it bounds the time and memory that one rewriting takes. */
const mergedBytes = 64e6;
/** While an hour lasts, this many neighbours below a size are put together, so that a busy hour stays readable. */
const crowd = { segments: 16, bytes: 4e6 };

/** Whether a table's rows outlive raw rows. */
export const isRecord = (table: string): boolean =>
  table in tables && tables[table as keyof typeof tables].key.length > 0;

/** What is to be rewritten so that the segments, given in order, keep within the limits and stay few. */
export function planUpkeep(segments: readonly Segment[], now: Micros, limits: Limits): Rewrite[] {
  const expired = expiredSegments(segments, now, limits);
  // The newest segment carries the state and the numbers, whatever its age.
  const isOver = (segment: Segment): boolean =>
    segment.kept &&
    segment !== segments.at(-1) &&
    now - segment.manifest.sealed[1] > limits.retainRecordDays * day;
  const bucketOf = (segment: Segment): string =>
    isOver(segment) ? 'over' : bucket(segment, expired.has(segment), now);
  return runs(segments, bucketOf).flatMap((run): Rewrite[] => {
    const [first] = run;
    if (!first || isOver(first)) return [{ segments: run }];
    return groups(run, expired.has(first), now).map((group) => merge(group, expired.has(first)));
  });
}

function expiredSegments(segments: readonly Segment[], now: Micros, limits: Limits): Set<Segment> {
  let total = segments.reduce((sum, segment) => sum + bytesOf(segment), 0);
  const expired = new Set<Segment>();
  for (const segment of segments) {
    const tooOld = now - segment.manifest.sealed[1] > limits.retainDays * day;
    if (segment.kept || !(tooOld || total > limits.retainBytes)) continue;
    total -= rawBytesOf(segment);
    expired.add(segment);
  }
  return expired;
}

/** Neighbours with the same text may be put together. */
function bucket(segment: Segment, expired: boolean, now: Micros): string {
  const time = segment.manifest.sealed[1];
  // Made by a later version: its tables would be lost on the way through this one.
  if (Object.keys(segment.manifest.tables).some((table) => !(table in tables)))
    return `alone ${segment.from}`;
  if (segment.kept) return `kept ${Math.floor(time / (30 * day))}`;
  if (expired) return `expired ${Math.floor(time / (30 * day))}`;
  if (Math.floor(time / hour) >= Math.floor(now / hour))
    return bytesOf(segment) < crowd.bytes ? 'small' : `alone ${segment.from}`;
  const unit = Math.floor(time / day) < Math.floor(now / day) ? day : hour;
  return `${unit} ${Math.floor(time / unit)}`;
}

function groups(run: Segment[], expired: boolean, now: Micros): Segment[][] {
  const found: Segment[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const segment of run) {
    bytes += bytesOf(segment);
    if (bytes > mergedBytes) {
      found.push([]);
      bytes = bytesOf(segment);
    }
    found.at(-1)?.push(segment);
  }
  const fresh = (group: Segment[]): boolean =>
    Math.floor((group.at(-1)?.manifest.sealed[1] ?? 0) / hour) >= Math.floor(now / hour);
  return found.filter((group) => expired || group.length >= (fresh(group) ? crowd.segments : 2));
}

const merge = (group: Segment[], expired: boolean): Rewrite => ({
  segments: group,
  into: {
    from: group[0]?.from ?? 0,
    to: group.at(-1)?.to ?? 0,
    kept: expired || group.every((segment) => segment.kept),
  },
});

function runs<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const found: T[][] = [];
  let last: string | undefined;
  for (const item of items) {
    const now = key(item);
    if (now === last) found.at(-1)?.push(item);
    else found.push([item]);
    last = now;
  }
  return found;
}

const bytesOf = (segment: Segment): number => bytesOfTables(segment, () => true);
const rawBytesOf = (segment: Segment): number =>
  bytesOfTables(segment, (table) => !isRecord(table));

function bytesOfTables(segment: Segment, counts: (table: string) => boolean): number {
  return Object.entries(segment.manifest.tables).reduce(
    (total, [table, file]) => total + (file && counts(table) ? file.bytes : 0),
    0,
  );
}
