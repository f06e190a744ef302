import { dictionary } from '../model/dictionary.js';

/**
 * Text that may have been written by an attacker, fit for one line of a terminal: what would move the cursor, change
 * colours, turn the reading direction, hide or break the line is shown as an escape instead.
 */
export function printable(text: string, limit = Number.POSITIVE_INFINITY): string {
  if (limit === Number.POSITIVE_INFINITY) return withEscapes(text, escaped);
  let line = '';
  let width = 0;
  for (const character of text) {
    const shown = unprintable.test(character) ? escaped(character) : character;
    const columns = columnsOf(shown);
    if (width + columns > limit) return `${shorten(line, limit - 1)}…`;
    line += shown;
    width += columns;
  }
  return line;
}

/**
 * Controls, format characters (reading direction, zero width, tags), line and paragraph separators, lone surrogates,
 * private use, what is not assigned, and what shows as nothing, such as fillers and variation selectors.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const everyUnprintable = new RegExp(unprintable, 'gu');

/** Text whose characters that are not fit to be shown were replaced; half a surrogate pair is one of them. */
export const withEscapes = (text: string, escape: (character: string) => string): string =>
  text.replace(everyUnprintable, escape);

const named: Record<string, string> = dictionary({
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u001b': '\\e',
});

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = named[character];
  if (short) return short;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that printable text takes on a terminal. */
export function columnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

/** As much of printable text as fits into so many columns. */
export function shorten(text: string, limit: number): string {
  let line = '';
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > limit) break;
    line += character;
  }
  return line;
}
