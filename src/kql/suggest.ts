import type { Catalog } from './bind.js';
import type { Span } from './types.js';

/** Number of single edits between two words, case apart. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** The name that is closest to a word; undefined when none is close. */
export function closest(word: string, names: Iterable<string>): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const name of names) {
    if (name === word || Math.abs(name.length - word.length) > 3) continue;
    const edits = distance(word.toLowerCase(), name.toLowerCase());
    if (!best || edits < best.edits) best = { name, edits };
  }
  const limit = Math.max(1, Math.floor(word.length / 4));
  return best && best.edits <= limit ? best.name : undefined;
}

/** The table or column whose name is closest to the word that was not found; undefined when none is close. */
export function suggest(text: string, span: Span, catalog: Catalog): string | undefined {
  const word = text.slice(span.start, span.start + span.length);
  if (!/^\w{2,64}$/.test(word)) return undefined;
  const names = new Set(Object.keys(catalog));
  for (const schema of Object.values(catalog)) {
    for (const match of schema.matchAll(/\['([^']+)'\]/g)) names.add(match[1] ?? '');
  }
  return closest(word, names);
}
