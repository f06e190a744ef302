import { withEscapes } from '../explain/printable.js';
import type { Micros } from '../model/row.js';

/** A KQL string literal that stands for the text as it is, on one line. Half a surrogate pair becomes U+FFFD. */
export const kqlText = (text: string): string =>
  `"${withEscapes(text.replace(/["\\]/g, '\\$&'), escaped)}"`;

function escaped(character: string): string {
  if (/^[\ud800-\udfff]$/.test(character)) return '\ufffd';
  const units = character.split('').map((unit) => unit.charCodeAt(0));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** `("a", "b")` for the operator `in`. */
export const kqlList = (texts: readonly string[]): string => `(${texts.map(kqlText).join(', ')})`;

export function kqlTime(time: Micros): string {
  return `datetime(${new Date(Math.trunc(time / 1000)).toISOString()})`;
}
