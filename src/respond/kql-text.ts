import { printable } from '../explain/printable.js';
import type { Micros } from '../model/row.js';

/** A KQL string literal that stands for the text as it is, on one line. Half a surrogate pair becomes U+FFFD. */
export function kqlText(text: string): string {
  const inner = [...text].map((character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (/^[\ud800-\udfff]$/.test(character)) return '\ufffd';
    if (printable(character) === character) return character;
    return [...unitsOf(character)]
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join('');
  });
  return `"${inner.join('')}"`;
}

function* unitsOf(character: string): Generator<number> {
  for (let index = 0; index < character.length; index += 1) yield character.charCodeAt(index);
}

/** `("a", "b")` for the operator `in`. */
export const kqlList = (texts: readonly string[]): string => `(${texts.map(kqlText).join(', ')})`;

export function kqlTime(time: Micros): string {
  return `datetime(${new Date(Math.trunc(time / 1000)).toISOString()})`;
}
