import { trimEndOf } from '../../model/trim.js';

/** No system has a longer path. */
const longest = 4096;

/**
 * Tells which paths fit a shell's pattern: `*`, `?`, `[…]`, and `/**` for directories of any depth. Takes time in
 * proportion to both lengths at the most, where a RegExp would try every way to part the path among the stars.
 */
export function globOf(pattern: string): (path: string) => boolean {
  const literal = trimEndOf(/^[^*?[]*/.exec(pattern)?.[0] ?? '', '/');
  const tokens = pattern.match(/\/\*\*|\*+|\[[!^]?\]?[^\]]{0,100}\]|[^]/g)?.map(readToken) ?? [];
  const fits = pattern.includes('/**') ? fitsDeep : fitsFlat;
  return (path) => path.length <= longest && path.startsWith(literal) && fits(tokens, path);
}

/** One character of a name, or as many as come. */
type Token = '*' | '/**' | ((character: string) => boolean);

function readToken(text: string): Token {
  if (text === '/**') return text;
  if (text.startsWith('*')) return '*';
  if (text === '?') return (character) => character !== '/';
  if (text.length === 1) return (character) => character === text;
  const [, not, members = ''] = /^\[([!^]?)([^]*)\]$/.exec(text) ?? [];
  return (character) => isAmong(character, members) === (not === '') && character !== '/';
}

/** `a-z` stands for all between. */
function isAmong(character: string, members: string): boolean {
  for (const [range] of members.matchAll(/[^]-[^]|[^]/g))
    if (character >= range.charAt(0) && character <= range.charAt(range.length - 1)) return true;
  return false;
}

/** Without `/**` a later star never needs more of what an earlier one took: to try the last one further is enough. */
function fitsFlat(tokens: readonly Token[], path: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let taken = 0;
  while (at < path.length) {
    const token = tokens[next];
    if (token === '*') {
      star = next;
      taken = at;
      next += 1;
    } else if (typeof token === 'function' && token(path.charAt(at))) {
      at += 1;
      next += 1;
    } else {
      if (star < 0 || path[taken] === '/') return false;
      taken += 1;
      at = taken;
      next = star + 1;
    }
  }
  return tokens.slice(next).every((token) => token === '*');
}

function fitsDeep(tokens: readonly Token[], path: string): boolean {
  /** Whether what was read of the pattern fits the path up to each place. */
  let fits = new Uint8Array(path.length + 1);
  fits[0] = 1;
  for (const token of tokens) {
    const next = new Uint8Array(fits.length);
    let isBelow = false;
    for (let at = 0; at <= path.length; at += 1) {
      const isHere = fits[at] === 1;
      if (typeof token === 'function') {
        if (isHere && at < path.length && token(path.charAt(at))) next[at + 1] = 1;
      } else {
        const isTaken =
          token === '*' ? at > 0 && next[at - 1] === 1 && path[at - 1] !== '/' : isBelow;
        next[at] = Number(isHere || isTaken);
        isBelow ||= isHere && path[at] === '/';
      }
    }
    if (!next.includes(1)) return false;
    fits = next;
  }
  return fits[path.length] === 1;
}
