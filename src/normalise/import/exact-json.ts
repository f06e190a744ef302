import type { Json } from '../../model/row.js';

/** Deeper than any tool writes; far less than what exhausts a stack. */
export const maxDepth = 64;

export class TooDeep extends Error {
  override name = 'TooDeep';
}

/**
 * Parses JSON without losing digits: integers beyond 2^53, such as nanoseconds since the epoch, become strings. Throws
 * a SyntaxError, or TooDeep for what nests beyond `maxDepth`.
 */
export function parseExact(text: string): Json {
  if (mayBeDeep(text) && depthOf(text) > maxDepth) {
    throw new TooDeep(`it nests deeper than ${maxDepth} levels`);
  }
  const parsed = JSON.parse(text) as Json;
  return hasLongInteger(parsed) ? (JSON.parse(quoteLongIntegers(text)) as Json) : parsed;
}

/** Looking at the values costs less than looking for digits in the text; none nests deeper than `maxDepth`. */
function hasLongInteger(value: Json): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasLongInteger);
  for (const name in value) if (hasLongInteger(value[name] ?? null)) return true;
  return false;
}

/** Counting all brackets costs little, and few records have as many. */
function mayBeDeep(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > maxDepth) return true;
    }
  }
  return false;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

const longInteger = /-?\d{16,}/y;

function quoteLongIntegers(text: string): string {
  let result = '';
  let copied = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34) {
      index = endOfString(text, index);
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      longInteger.lastIndex = index;
      const digits = longInteger.exec(text)?.[0];
      const end = digits === undefined ? endOfNumber(text, index) : index + digits.length;
      if (
        digits !== undefined &&
        !/[.eE\d]/.test(text[end] ?? '') &&
        !Number.isSafeInteger(Number(digits))
      ) {
        result += `${text.slice(copied, index)}"${digits}"`;
        copied = end;
      }
      index = Math.max(end, endOfNumber(text, index)) - 1;
    }
  }
  return result + text.slice(copied);
}

const numberBody = /[-+.eE\d]+/y;

function endOfNumber(text: string, start: number): number {
  numberBody.lastIndex = start;
  return start + (numberBody.exec(text)?.[0].length ?? 1);
}

/** Index of the quote that closes the string which opens at `start`, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
