import type { Json } from '../../model/row.js';
import type { Importer, Sample } from './importer.js';
import { jsonIn } from './json-in-line.js';
import { recognise } from './recognise.js';
import { at, type Fields, isFields, textOf } from './values.js';

// Collectors, SIEMs and container engines carry a record within one of their own: as a member, as JSON in a text, as a
// line, or behind what a syslog daemon or kubectl puts in front.

/** Where the records of a file are: the member of each of its own records that holds one. */
export interface Wrapping {
  importer: Importer;
  /** Names down to the member, joined by dots. */
  path: string;
  /** Share of the records that the importer fits. */
  fit: number;
}

/** So many members of so many records are looked at, down to this depth. */
const limits = { paths: 300, records: 16, depth: 3 };
/** No record of any format is shorter. */
const shortest = 16;

/** The hits in the answer to a search are records of their own. */
export function recordsIn(outer: Fields): Fields[] {
  const hits = at(outer, 'hits.hits');
  return Array.isArray(hits) ? hits.map((hit) => (isFields(hit) ? hit : {})) : [outer];
}

/** The member in which most records hold one of a known format, or of `only`. */
export function wrappingOf(outer: Fields[], only?: Importer): Wrapping | undefined {
  const looked = outer.flatMap(recordsIn).slice(0, limits.records);
  const members = new Map<string, Json[]>();
  for (const value of looked) collect(value, '', limits.depth, members);
  let best: Wrapping | undefined;
  for (const [path, values] of members) {
    const found = recognise(sampleOf(values), only);
    if (!('importer' in found)) continue;
    const fit = (found.fit * values.length) / looked.length;
    if (fit > (best?.fit ?? 0)) best = { importer: found.importer, path, fit };
  }
  return best;
}

function collect(value: Fields, prefix: string, depth: number, into: Map<string, Json[]>): void {
  for (const [name, member] of Object.entries(value)) {
    const isRecord = isFields(member) || (typeof member === 'string' && member.length >= shortest);
    if (!isRecord) continue;
    const path = prefix + name;
    const known = into.get(path);
    if (known) known.push(member);
    else if (into.size < limits.paths) into.set(path, [member]);
    if (isFields(member) && depth > 1) collect(member, `${path}.`, depth - 1, into);
  }
}

function sampleOf(values: Json[]): Sample {
  const objects = values.flatMap((value) => {
    const object = isFields(value) ? value : jsonIn(textOf(value) ?? '');
    return object === undefined ? [] : [object];
  });
  return { objects, lines: values.flatMap((value) => linesIn(value)) };
}

const linesIn = (value: Json): string[] =>
  typeof value === 'string' ? value.split('\n').filter((line) => line.trim() !== '') : [];

export type Content =
  | { object: Fields }
  | { lines: string[] }
  | { rejected: string }
  | { skipped: string };

/** What a record of another tool's holds; undefined where it holds nothing. */
export function contentOf(outer: Fields, { path, importer }: Wrapping): Content | undefined {
  const value = at(outer, path);
  if (value === undefined || value === null) return undefined;
  if (importer.reads === 'lines')
    return { lines: isFields(value) ? [JSON.stringify(value)] : linesIn(value) };
  const text = textOf(value) ?? '';
  const object = isFields(value) ? value : jsonIn(text);
  if (object) return { object };
  return text.includes('{')
    ? { rejected: `its “${path}” is no whole JSON object` }
    : { skipped: `other texts in “${path}”` };
}

/** The host that a collector names beside what it carries. */
export function hostIn(outer: Fields): string | undefined {
  for (const name of hostNames) {
    const value = textOf(at(outer, name));
    if (value !== undefined) return value;
  }
  return undefined;
}

const hostNames = [
  'host.name',
  'host.hostname',
  'host',
  'hostname',
  'Computer',
  'HostName',
  '_HOSTNAME',
  'agent.name',
  'result.host',
  'labels.host',
  'labels.hostname',
  'beat.hostname',
  'kubernetes.host',
];
