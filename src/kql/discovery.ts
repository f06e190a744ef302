import type { Value } from '../store/store.js';
import type { Rel } from './tree.js';
import { type Column, Refusal, type Span } from './types.js';

/** Columns that the data decide: `bag_unpack` and `pivot` without a schema have one for each property, each value. */
export interface Found {
  /** All columns of the result, in its order. */
  columns: Column[];
  /** Whether Kusto would have them in this order; where it is not known, the order must not show in the result. */
  ordered: boolean;
}

/**
 * A place whose columns have to be looked up before the query can be compiled. Thrown inside the compiler only: the
 * lookup is run, the schema that it finds is written behind the place, and the query is compiled again.
 */
export class Discovery extends Error {
  override name = 'Discovery';
  constructor(
    /** The `evaluate` operator. */
    readonly span: Span & { text: string },
    readonly lookup: Rel,
    /** The columns of the lookup's rows. Throws a Refusal where they cannot be told. */
    readonly read: (rows: Value[][]) => Found,
  ) {
    super('these columns are known only at run time');
  }
}

/** A schema that was found for the place that ends at `at` in the query's text. */
export interface Completion {
  at: number;
  schema: string;
}

/** The name of a column as a Kusto identifier; the letters that one may have. */
function identifier(name: string, span: Span): string {
  if (/^[\p{L}\p{N}_ .-]+$/u.test(name)) return `['${name}']`;
  throw new Refusal(span, `a column named ${JSON.stringify(name)} is not supported`);
}

export const schemaText = (columns: Column[], span: Span): string =>
  `(${columns.map(({ name, type }) => `${identifier(name, span)}:${type}`).join(', ')})`;

/** The query with its schemas written into it. */
export function completed(text: string, completions: readonly Completion[]): string {
  let made = text;
  for (const { at, schema } of byPlace(completions).reverse()) {
    made = `${made.slice(0, at)} : ${schema}${made.slice(at)}`;
  }
  return made;
}

/** Where a place of the completed query stands in the query as it was written. */
export function written(span: Span, completions: readonly Completion[]): Span {
  const place = (from: number): number => {
    let moved = from;
    for (const { at, schema } of byPlace(completions)) {
      const added = schema.length + 3;
      if (moved > at) moved = Math.max(at, moved - added);
    }
    return moved;
  };
  const start = place(span.start);
  return { start, length: Math.max(1, place(span.start + span.length) - start) };
}

const byPlace = (completions: readonly Completion[]): Completion[] =>
  [...completions].sort((one, other) => one.at - other.at);
