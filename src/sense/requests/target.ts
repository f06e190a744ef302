import { decoded } from './head.js';
import { redactParameter } from './redact-parameter.js';

/** What a request asks for, without the values of build arguments and credentials. */
export interface Target {
  /** Without version and query, escapes resolved. */
  path: string;
  /** `1.41`; '' when the request names none. */
  apiVersion: string;
  parameters: Record<string, string[]>;
}

const maxPath = 4096;
const maxValue = 4096;
const maxParameters = 200;

/** Reads a request target, also one with scheme and host (RFC 9112, 3.2). */
export function readTarget(target: string): Target {
  const [whole = '', query = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split(/\?(.*)/s, 2);
  const [, apiVersion = '', path = whole] = /^\/v([0-9.]{1,16})(\/.*)$/s.exec(decoded(whole)) ?? [];
  return {
    path: cut(apiVersion === '' ? decoded(whole) : path, maxPath),
    apiVersion,
    parameters: parametersOf(query),
  };
}

function parametersOf(query: string): Record<string, string[]> {
  const found = new Map<string, string[]>();
  let count = 0;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    count += 1;
    if (count > maxParameters) break;
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2).map(unescaped);
    const values = found.get(cut(name, 256)) ?? [];
    found.set(cut(name, 256), values);
    values.push(cut(redactParameter(name, value), maxValue));
  }
  return Object.fromEntries(found);
}

const unescaped = (text: string): string => decoded(text.replaceAll('+', ' '));
const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
