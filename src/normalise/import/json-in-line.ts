import { parseExact } from './exact-json.js';
import { type Fields, isFields } from './values.js';

/** Longest text that a syslog daemon, kubectl or compose puts in front of a line. */
const longestPrefix = 400;

/** The JSON object that a line ends in; undefined where it ends in none. */
export function jsonIn(line: string): Fields | undefined {
  const text = jsonTextIn(line);
  if (text === undefined) return undefined;
  try {
    const value = parseExact(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The same as it is written, not yet known to be whole. */
export function jsonTextIn(line: string): string | undefined {
  const start = line.indexOf('{');
  return start >= 0 && start <= longestPrefix && /\}\s*$/.test(line.slice(-32))
    ? line.slice(start)
    : undefined;
}
