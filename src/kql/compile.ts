import type { Micros } from '../model/row.js';
import type { Query } from '../store/store.js';
import { bind, type Catalog } from './bind.js';
import { locate } from './diagnostic.js';
import { print } from './duckdb/print.js';
import { symbols } from './generated/symbols.js';
import { lower } from './lower.js';
import { suggest } from './suggest.js';
import type { Rel } from './tree.js';
import { type Diagnostic, Refusal } from './types.js';

export interface CompileOptions {
  /** The tables that the query may name; ours when absent. */
  catalog?: Catalog;
}

export type Lowered = { rel: Rel } | { diagnostics: Diagnostic[] };
export type Compiled = { query: Query } | { diagnostics: Diagnostic[] };

/** Binds and lowers a query. What is wrong with it, or not supported, comes back as diagnostics with their place. */
export function lowerText(text: string, { catalog = symbols }: CompileOptions = {}): Lowered {
  const bound = bind(text, catalog);
  if ('problems' in bound) {
    const diagnostics = bound.problems.map((problem) =>
      locate(text, problem, problem.message, suggest(text, problem, catalog)),
    );
    return { diagnostics };
  }
  try {
    return { rel: lower(bound.syntax) };
  } catch (error) {
    if (error instanceof RangeError) return { diagnostics: [tooDeep(text)] };
    if (!(error instanceof Refusal)) throw error;
    return { diagnostics: [locate(text, error.span, error.message, error.suggestion)] };
  }
}

/** KQL as a query of the store over all rows. Where it uses the time, bind it with `withNow` before it runs. */
export function compile(text: string, options: CompileOptions = {}): Compiled {
  const lowered = lowerText(text, options);
  if ('diagnostics' in lowered) return lowered;
  try {
    return { query: print(lowered.rel) };
  } catch (error) {
    if (error instanceof RangeError) return { diagnostics: [tooDeep(text)] };
    throw error;
  }
}

/** The compiler descends into a query; one that is nested thousands deep exhausts the stack. */
const tooDeep = (text: string): Diagnostic =>
  locate(text, { start: 0, length: 1 }, 'the query is nested too deeply');

/** A lowered query as SQL; for those who change the tree first. */
export const printQuery = (rel: Rel): Query => print(rel);

/** The query at an instant: what `now()` and `ago()` count from. */
export function withNow(query: Query, now: Micros): Query {
  if (!('now' in query.parameters)) return query;
  return { ...query, parameters: { ...query.parameters, now } };
}
