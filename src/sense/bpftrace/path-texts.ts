import { text } from './decode.js';
import { chunkBytes, maxPathBytes } from './language.js';

/** The two paths that a renaming names, sent in pieces: 0 the new one, 1 the old one. */
export interface PathTexts {
  piece(key: string, which: number, index: number, length: number, bytes: Buffer): void;
  isComplete(key: string): boolean;
  /** What is missing is cut off, and marked with "…". */
  finish(key: string): [string, string];
}

const maxWaiting = 10_000;

export function createPathTexts(): PathTexts {
  const waiting = new Map<string, { length: number; pieces: Buffer[] }[]>();
  const isWhole = (one: { length: number; pieces: Buffer[] } | undefined): boolean =>
    one !== undefined &&
    Array.from({ length: Math.ceil(one.length / chunkBytes) }, (_, index) => index).every(
      (index) => one.pieces[index] !== undefined,
    );
  const read = (one: { length: number; pieces: Buffer[] } | undefined): string => {
    if (one === undefined) return '';
    const isCut = one.length >= maxPathBytes || !isWhole(one);
    return `${text(Buffer.concat(one.pieces.filter((piece) => piece !== undefined)))}${isCut ? '…' : ''}`;
  };

  return {
    piece(key, which, index, length, bytes) {
      if (!waiting.has(key) && waiting.size >= maxWaiting) waiting.clear();
      const both = waiting.get(key) ?? [];
      waiting.set(key, both);
      const one = both[which] ?? { length, pieces: [] };
      both[which] = one;
      one.pieces[index] = bytes.subarray(0, chunkBytes);
    },
    isComplete(key) {
      const both = waiting.get(key);
      return both !== undefined && isWhole(both[0]) && isWhole(both[1]);
    },
    finish(key) {
      const both = waiting.get(key);
      waiting.delete(key);
      return [read(both?.[0]), read(both?.[1])];
    },
  };
}
