import type { Fields } from './values.js';

/** A record as it lies in a file. `line` counts from 1. */
export type Framed =
  /** `isCut`: the file ended before the record's line did. */
  | { line: number; text: string; cells?: Fields; isCut?: true }
  | { line: number; rejected: string; excerpt: string }
  | { line: number; remark: string; excerpt: string };

/** Cuts bytes into records, holding no more than one of them. */
export interface Framer {
  push(chunk: Buffer): Framed[];
  /** What is left when the file ends. */
  end(): Framed[];
}

/** Longest record in bytes; a longer one is rejected without being held. */
export const maxRecord = 16 * 1024 * 1024;

export const tooLong = (limit: number): string =>
  `it is longer than ${limit >= 1_048_576 ? `${limit / 1_048_576} MiB` : `${limit} bytes`}`;

export const notUtf8 = 'it is not valid UTF-8: what could not be read stands as U+FFFD';

/** So much of a record is shown when it is rejected. */
const shown = 160;

export const excerptOf = (text: string): string =>
  text.length > shown ? `${text.slice(0, shown)}…` : text;
