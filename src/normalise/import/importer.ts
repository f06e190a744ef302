import type { Device, TableRow } from '../../model/batch.js';
import type { Fields } from './values.js';

/** What one record of a source came to. A record that is several things (or part of one) gives several (or none yet). */
export type Found =
  | TableRow
  /** Could not be read. `line` and `excerpt` are the record's own unless it was an earlier one. */
  | { rejected: string; line?: number; excerpt?: string }
  /** Was read, and is nothing that a table is for: counted under this name. */
  | { skipped: string }
  /** Gave rows, but not everything in it could be believed or kept. */
  | { remark: string };

/** How a file falls into records. */
export interface Records {
  /** Text without its line end. */
  lines: string;
  /**
   * JSON objects, one to a line or in arrays and envelopes, and the rows of CSV files. Integers beyond 2^53 are strings
   * of digits; all values of a CSV file are strings.
   */
  objects: Fields;
}

export interface ImportContext {
  /** Stands in where a record does not name its host. */
  device: Partial<Device>;
}

/** One file on its way through an importer. Remembers what it must between records, within fixed limits. */
export interface Opened<R extends keyof Records> {
  /** `line` counts from 1: where the record begins. */
  take(record: Records[R], line: number): Found[];
  /** What was waiting for more. */
  end(): Found[];
}

/** The beginning of a file, as both readings see it. */
export interface Sample {
  lines: string[];
  objects: Fields[];
}

interface Reads<R extends keyof Records> {
  /** Name on the command line: kebab-case. */
  id: string;
  /** For people. */
  title: string;
  reads: R;
  /** Whether its records are a collector's, which may hold a record of any other format. */
  isCarrier?: true;
  /** 0 for no to 1 for certainly, from content alone. */
  recognises(sample: Sample): number;
  open(context: ImportContext): Opened<R>;
}

/** One recorded format: plain values in, rows and rejections out. Knows nothing of files. */
export type Importer =
  | (Reads<'lines'> & {
      /** Whether a line, which may be one of a file of many programs' lines, is of this format. */
      fits?: (line: string) => boolean;
    })
  | Reads<'objects'>;

/** What an importer says of a line that is not of its format: another may know it. */
export const otherLines = 'other lines';

/** Share of the sample's objects that `fits`. */
export function shareOfObjects(fits: (value: Fields) => boolean): (sample: Sample) => number {
  return ({ objects }) => share(objects, fits);
}

/** Share of the sample's lines that `fits`; empty ones do not count. */
export function shareOfLines(fits: (line: string) => boolean): (sample: Sample) => number {
  return ({ lines }) =>
    share(
      lines.filter((line) => line.trim() !== ''),
      fits,
    );
}

function share<T>(items: T[], fits: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter((item) => fits(item)).length / items.length;
}

/** For formats whose records each stand alone. */
export function stateless<R extends keyof Records>(
  take: (record: Records[R]) => Found[],
): Opened<R> {
  return { take, end: () => [] };
}
