import type { TableRow } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import { excerptOf } from './framer.js';
import type { Found } from './importer.js';

/** A record of a file that could not be read, or was read with a reservation. */
export interface Rejection {
  file: string;
  /** Counts from 1; 0 is the file as a whole. */
  line: number;
  reason: string;
  /** Beginning of the record: hostile. */
  excerpt: string;
}

/** What a piece of a file came to. */
export interface ImportedChunk {
  rows: TableRow[];
  rejected: Rejection[];
  /** Records that gave rows, but not whole or not undoubted. */
  remarks: Rejection[];
  /** Records that no table is for, by what they are. */
  skipped: Record<string, number>;
  /** Bytes of the file that have been read so far, as they lie there. */
  bytes: number;
}

/** Names that a file chooses are counted one by one up to here, then together. */
const maxSkipNames = 100;

export interface Collector {
  add(found: Found[], line: number, text: string): void;
  reject(line: number, reason: string, excerpt: string): void;
  remark(line: number, reason: string, excerpt: string): void;
  /** What came since the last call. */
  chunk(bytes: number): ImportedChunk;
}

export function collector(file: string): Collector {
  const names = new Set<string>();
  const empty = () => ({ rows: [], rejected: [], remarks: [], skipped: dictionary({}) });
  let current: Omit<ImportedChunk, 'bytes'> = empty();

  function skip(what: string): void {
    const name = names.has(what) || names.size < maxSkipNames ? what : 'others';
    names.add(name);
    current.skipped[name] = (current.skipped[name] ?? 0) + 1;
  }

  return {
    add(found, line, text) {
      for (const one of found) {
        if ('table' in one) current.rows.push(one);
        else if ('skipped' in one) skip(excerptOf(one.skipped));
        else if ('remark' in one) this.remark(line, one.remark, excerptOf(text));
        else this.reject(one.line ?? line, one.rejected, excerptOf(one.excerpt ?? text));
      }
    },
    reject(line, reason, excerpt) {
      current.rejected.push({ file, line, reason, excerpt });
    },
    remark(line, reason, excerpt) {
      current.remarks.push({ file, line, reason, excerpt });
    },
    chunk(bytes) {
      const done = { ...current, bytes };
      current = empty();
      return done;
    },
  };
}
