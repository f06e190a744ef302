import type { Json } from '../../model/row.js';

// Readers of recorded values: tools disagree on whether a number is a number, and some records are hostile. Whatever is
// missing or of another kind is undefined.

export type Fields = { [key: string]: Json };

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: Json | undefined): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty, or a number as text. Half of a surrogate pair, which has no UTF-8 form, becomes U+FFFD. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.toWellFormed();
  return typeof value === 'number' ? String(value) : undefined;
}

export function textsOf(value: Json | undefined): string[] | undefined {
  return Array.isArray(value)
    ? value.flatMap((item) => (typeof item === 'string' ? [item.toWellFormed()] : []))
    : undefined;
}

/** A whole number that a double holds exactly, also as text. */
export function wholeOf(value: Json | undefined): number | undefined {
  const number =
    typeof value === 'string' && /^-?\d{1,16}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** A number of a process, port or user: whole and not negative. */
export function countOf(value: Json | undefined): number | undefined {
  const number = wholeOf(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

export function portOf(value: Json | undefined): number | undefined {
  const number = countOf(value);
  return number !== undefined && number <= 65_535 ? number : undefined;
}

/** An audit uid; null for 4294967295 (and -1), which mean that no login led here. */
export function loginOf(value: Json | undefined): number | null | undefined {
  const number = wholeOf(value);
  return number === 4_294_967_295 || number === -1 ? null : countOf(value);
}

export function flagOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1 || (typeof value === 'string' && /^(true|1)$/i.test(value))) return true;
  if (value === 0 || (typeof value === 'string' && /^(false|0)$/i.test(value))) return false;
  return undefined;
}

/**
 * The value at a path of names. Objects may nest or, as some exporters have it, carry the path as one dotted name, at
 * any depth.
 */
export function at(value: Json | undefined, path: string): Json | undefined {
  if (!isFields(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    if (!Object.hasOwn(value, head)) continue;
    const found = at(value[head], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
