import { parseExact } from './exact-json.js';
import { type Fields, isFields } from './values.js';

/** A syslog daemon names the host behind the time; a container engine what was written to. */
const syslogHost =
  /^(?:<\d{1,3}>(?:1 )?)?(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT\S{8,24}) (?!std(?:out|err) )([^\s:[\]]{1,255}) /;

export const hostBefore = (line: string): string | undefined => syslogHost.exec(line)?.[1];

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
