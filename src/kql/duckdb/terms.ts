import type { Call } from '../tree.js';
import { quoteText } from './text.js';

/** How a term search treats case, and at which edges it wants a term to begin or end. */
interface Search {
  folded: boolean;
  start: boolean;
  end: boolean;
}

const outside = String.raw`[^\pL\pN]`;
/** What surely is outside a term, and what may be. */
const surelyOutside = String.raw`[^0-9A-Za-z\x{80}-\x{10FFFF}]`;
const maybeOutside = '[^0-9A-Za-z]';
const before = `(?:^|${outside})`;
const behind = `(?:${outside}|$)`;

const escapeRegex = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/**
 * A term is a maximal run of letters and digits. A needle has to begin and end where terms do only at those of its edges
 * that are letters or digits: `/tmp/` is found anywhere, `build` only as a whole term.
 */
export function hasTerm(args: string[], call: Call, search: Search): string {
  const [text = '', ...needles] = args;
  const subject = search.folded ? `lower(${text})` : text;
  const found = needles.map((needle, index) => {
    const given = call.args[index + 1];
    if (given?.kind !== 'literal' || typeof given.value !== 'string') {
      return { kind: 'computed' as const, sql: computed(subject, needle, search) };
    }
    return edges(search.folded ? given.value.toLowerCase() : given.value, search);
  });
  if (found.some((one) => one.kind === 'always')) return 'TRUE';
  const parts: string[] = [];
  const groups = new Map<string, Constant[]>();
  for (const one of found) {
    if (one.kind === 'computed') parts.push(one.sql);
    else if (one.kind === 'constant') {
      const key = `${one.prefix} ${one.suffix}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
  }
  for (const group of groups.values()) parts.push(alternatives(subject, group));
  if (parts.length === 1) return parts[0] ?? 'FALSE';
  return parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`;
}

interface Constant {
  kind: 'constant';
  text: string;
  prefix: string;
  suffix: string;
}

function edges(text: string, search: Search): Constant | { kind: 'always' } {
  if (text === '') return { kind: 'always' };
  const prefix = search.start && /^[\p{L}\p{N}]/u.test(text) ? before : '';
  const suffix = search.end && /[\p{L}\p{N}]$/u.test(text) ? behind : '';
  return { kind: 'constant', text, prefix, suffix };
}

/**
 * One expression for needles with the same edges. The classes of all letters and digits take DuckDB milliseconds to
 * prepare, so they are kept for rows in which a needle has a neighbour outside ASCII; joined to an empty piece of the
 * row the pattern is no constant, and is not prepared before such a row comes. What most rows are decided by is asked
 * first: of one needle that it is there, of several that none may be.
 */
function alternatives(subject: string, group: Constant[]): string {
  const [first] = group;
  if (!first) return 'FALSE';
  const words = group.map(({ text }) => escapeRegex(text)).join('|');
  const inner = group.length === 1 ? words : `(?:${words})`;
  const between = (edge: string): string =>
    quoteText(`${first.prefix && `(?:^|${edge})`}${inner}${first.suffix && `(?:${edge}|$)`}`);
  const matches = (pattern: string): string => `regexp_matches(${subject}, ${pattern})`;
  const contains = `contains(${subject}, ${quoteText(first.text)})`;
  if (first.prefix === '' && first.suffix === '')
    return group.length > 1 ? matches(quoteText(words)) : contains;
  const [surely, maybe] = [matches(between(surelyOutside)), matches(between(maybeOutside))];
  const exactly = matches(`${between(outside)} || left(${subject}, 0)`);
  return group.length > 1
    ? `(CASE WHEN NOT ${maybe} THEN FALSE WHEN ${surely} THEN TRUE ELSE ${exactly} END)`
    : `(${contains} AND (CASE WHEN ${surely} THEN TRUE WHEN ${maybe} THEN ${exactly} ELSE FALSE END))`;
}

/** `has` for a needle that is computed, case apart. */
export const hasComputedTerm = (text: string, needle: string): string =>
  computed(`lower(${text})`, needle, { folded: true, start: true, end: true });

function computed(subject: string, needle: string, search: Search): string {
  const text = search.folded ? `lower(${needle})` : needle;
  const prefix = search.start
    ? `CASE WHEN regexp_matches(${needle}, '^[\\pL\\pN]') THEN ${quoteText(before)} ELSE '' END || `
    : '';
  const suffix = search.end
    ? ` || CASE WHEN regexp_matches(${needle}, '[\\pL\\pN]$') THEN ${quoteText(behind)} ELSE '' END`
    : '';
  return `(${needle} = '' OR regexp_matches(${subject}, ${prefix}regexp_escape(${text})${suffix}))`;
}
