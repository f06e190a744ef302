import { chunkBytes } from './language.js';

/** Bytes that the script read from memory and printed in pieces, by the key that a head line and its pieces share. */
export interface Pieces {
  /** So many pieces belong to the key. */
  expect(key: string, count: number): void;
  piece(key: string, index: number, bytes: Buffer): void;
  isComplete(key: string): boolean;
  /** The bytes up to the first piece that is missing. */
  finish(key: string): Buffer;
}

/** Far more only pile up when head lines were lost. */
const maxWaiting = 10_000;
/** The script prints fewer. */
const maxPieces = 64;

export function createPieces(): Pieces {
  const waiting = new Map<string, { count: number | null; pieces: Buffer[] }>();

  const entry = (key: string): { count: number | null; pieces: Buffer[] } => {
    const known = waiting.get(key);
    if (known !== undefined) return known;
    if (waiting.size >= maxWaiting) waiting.clear();
    const fresh = { count: null, pieces: [] };
    waiting.set(key, fresh);
    return fresh;
  };
  const before = ({ count, pieces }: { count: number | null; pieces: Buffer[] }): Buffer[] => {
    const missing = Array.from({ length: count ?? 0 }, (_, at) => pieces[at]).indexOf(undefined);
    return pieces.slice(0, missing < 0 ? (count ?? 0) : missing);
  };

  return {
    expect(key, count) {
      entry(key).count = count;
    },
    piece(key, index, bytes) {
      if (index < maxPieces) entry(key).pieces[index] = bytes.subarray(0, chunkBytes);
    },
    isComplete(key) {
      const known = waiting.get(key);
      return known !== undefined && known.count !== null && before(known).length === known.count;
    },
    finish(key) {
      const known = waiting.get(key);
      waiting.delete(key);
      return known === undefined ? Buffer.alloc(0) : Buffer.concat(before(known));
    },
  };
}
