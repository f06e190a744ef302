import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TableName, tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { isAbsent, storeError } from './files.js';
import { type State, StoreError } from './store.js';

/** The journals whose rows a segment holds, and whether just the tables that outlive raw rows are left of them. */
export interface SegmentRange {
  from: number;
  to: number;
  kept: boolean;
}

/** What segment.json says of the Parquet files beside it. */
export interface Manifest {
  format: 1;
  /** When its first and last rows were sealed. */
  sealed: [Micros, Micros];
  /** The sequence number that follows its last row's. */
  next: number;
  tables: Partial<Record<string, TableFile>>;
  /** State as of its last journal. */
  state: State;
}

export interface TableFile {
  rows: number;
  bytes: number;
  /** Fingerprint of the table's columns when it was written. */
  shape: string;
  /** Least and greatest TimeGenerated. */
  times: [Micros, Micros] | null;
}

export interface Segment extends SegmentRange {
  path: string;
  manifest: Manifest;
}

/** A thing at `<data>/journal/<n>.ndjson` or `<data>/segments/<from>-<to>[.kept]`. */
export const journalPath = (data: string, n: number): string =>
  join(data, 'journal', `${n}.ndjson`);

export const segmentName = ({ from, to, kept }: SegmentRange): string =>
  `${from}-${to}${kept ? '.kept' : ''}`;

export function parseSegmentName(name: string): SegmentRange | undefined {
  const [, from, to, kept] = /^(\d+)-(\d+)(\.kept)?$/.exec(name) ?? [];
  return from && to ? { from: Number(from), to: Number(to), kept: kept !== undefined } : undefined;
}

/** Whether b was made from a, so that a is no longer read. */
export const replaces = (b: SegmentRange, a: SegmentRange): boolean =>
  b.from <= a.from && a.to <= b.to && (b.to - b.from > a.to - a.from || (b.kept && !a.kept));

/** Those that no other replaces, in the order of their rows. */
export function current<T extends SegmentRange>(segments: readonly T[]): T[] {
  const widestFirst = segments.toSorted(
    (a, b) => a.from - b.from || b.to - a.to || Number(b.kept) - Number(a.kept),
  );
  const chosen: T[] = [];
  for (const segment of widestFirst) {
    const last = chosen.at(-1);
    if (!last || segment.to > last.to) chosen.push(segment);
  }
  return chosen;
}

export interface Listing {
  /** Numbers of the journals that no segment holds, ascending. */
  journals: number[];
  segments: Segment[];
  /** Ranges that are still there, and no longer read. */
  replaced: SegmentRange[];
}

/**
 * What a data directory holds now. Journals are listed first: one that is sealed meanwhile is then seen twice, and
 * known by its number, but never missed.
 */
export async function list(data: string, known: Map<string, Segment>): Promise<Listing> {
  for (let attempt = 0; ; attempt += 1) {
    const journals = numbered(await entries(join(data, 'journal')));
    const ranges = (await entries(join(data, 'segments'))).flatMap(
      (name) => parseSegmentName(name) ?? [],
    );
    const chosen = current(ranges);
    try {
      const segments = await Promise.all(chosen.map((range) => read(data, range, known)));
      for (const [name, segment] of known) if (!segments.includes(segment)) known.delete(name);
      return {
        journals: journals.filter((n) => !chosen.some(({ from, to }) => from <= n && n <= to)),
        segments,
        replaced: ranges.filter((range) => !chosen.includes(range)),
      };
    } catch (error) {
      // Replaced between the listing and the reading: what replaced it is in the next listing.
      if (attempt === 9 || !isAbsent(error)) throw storeError(error, join(data, 'segments'));
    }
  }
}

async function entries(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError(error, path);
  }
}

const numbered = (names: string[]): number[] =>
  names
    .flatMap((name) => /^(\d+)\.ndjson$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);

async function read(
  data: string,
  range: SegmentRange,
  known: Map<string, Segment>,
): Promise<Segment> {
  const name = segmentName(range);
  const segment = known.get(name) ?? (await readSegment(join(data, 'segments', name), range));
  known.set(name, segment);
  return segment;
}

/** Throws ENOENT as it is, so that the caller can list again. */
async function readSegment(path: string, range: SegmentRange): Promise<Segment> {
  const file = join(path, 'segment.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw isAbsent(error) ? error : storeError(error, file);
  });
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (typeof manifest.tables === 'object' && manifest.format === 1)
      return { ...range, path, manifest };
  } catch {
    // Said below.
  }
  throw damaged(file);
}

export const damaged = (file: string): StoreError =>
  new StoreError(
    `${file} is damaged: restore its directory from a copy, or move it away to go on without its rows`,
  );

/** The Parquet file of a table in a segment. */
export const tablePath = (segment: Segment, table: string): string =>
  join(segment.path, `${table}.parquet`);

export const tableNames = Object.keys(tables) as TableName[];
