import type { Micros } from '../model/row.js';
import type { Query, Reader } from '../store/store.js';
import { bind, type Catalog } from './bind.js';
import { locate } from './diagnostic.js';
import { type Completion, completed, Discovery, schemaText, written } from './discovery.js';
import { print } from './duckdb/print.js';
import { symbols } from './generated/symbols.js';
import { lower } from './lower.js';
import { suggest } from './suggest.js';
import type { Rel } from './tree.js';
import { type Column, type Diagnostic, Refusal, scalarNamed } from './types.js';

export interface CompileOptions {
  /** The tables that the query may name; ours when absent. */
  catalog?: Catalog;
  /** Whether `externaldata` may read files of this machine: for what a user asks on a command line, never for a rule. */
  files?: boolean;
}

export type Lowered = { rel: Rel } | { diagnostics: Diagnostic[] };
export type Compiled = { query: Query } | { diagnostics: Diagnostic[] };

/** A query whose columns the data decide: it cannot be compiled before the lookup was run. */
interface Open {
  discovery: Discovery;
}

function lowerOnce(
  original: string,
  { catalog = symbols, files = false }: CompileOptions,
  completions: readonly Completion[],
): Lowered | Open {
  const text = completed(original, completions);
  const bound = bind(text, catalog);
  if ('problems' in bound) {
    const diagnostics = bound.problems.map((problem) =>
      locate(
        original,
        written(problem, completions),
        problem.message,
        suggest(text, problem, catalog),
      ),
    );
    return { diagnostics };
  }
  try {
    return { rel: lower(bound.syntax, { files, tables: tablesOf(catalog) }) };
  } catch (error) {
    if (error instanceof Discovery) return { discovery: error };
    return { diagnostics: [diagnosticOf(error, original, completions)] };
  }
}

const tables = new WeakMap<Catalog, ReadonlyMap<string, Column[]>>();

/** The tables of a catalog with their columns. */
function tablesOf(catalog: Catalog): ReadonlyMap<string, Column[]> {
  const known = tables.get(catalog);
  if (known) return known;
  const made = new Map(
    Object.entries(catalog).map(([table, schema]) => [
      table,
      [...schema.matchAll(/\['([^']+)'\]:(\w+)/g)].map(
        ([, name = '', type = '']): Column => ({ name, type: scalarNamed(type) ?? 'dynamic' }),
      ),
    ]),
  );
  tables.set(catalog, made);
  return made;
}

/** What a failure of the compiler says to the user; a mistake of ours is thrown on. */
function diagnosticOf(
  error: unknown,
  text: string,
  completions: readonly Completion[] = [],
): Diagnostic {
  if (error instanceof RangeError) return tooDeep(text);
  if (!(error instanceof Refusal)) throw error;
  return locate(text, written(error.span, completions), error.message, error.suggestion);
}

/** Binds and lowers a query. What is wrong with it, or not supported, comes back as diagnostics with their place. */
export function lowerText(text: string, options: CompileOptions = {}): Lowered {
  const lowered = lowerOnce(text, options, []);
  if (!('discovery' in lowered)) return lowered;
  const message =
    'columns that are known only at run time are not supported here: write them behind it, as in : (*, Name:string)';
  return { diagnostics: [locate(text, lowered.discovery.span, message)] };
}

/** What is wrong with a query, as far as it shows without rows: of what is behind columns that rows decide, nothing. */
export function problemsOf(text: string, options: CompileOptions = {}): Diagnostic[] {
  const lowered = lowerOnce(text, options, []);
  return 'diagnostics' in lowered ? lowered.diagnostics : [];
}

/** KQL as a query of the store over all rows. Where it uses the time, bind it with `withNow` before it runs. */
export function compile(text: string, options: CompileOptions = {}): Compiled {
  return printed(text, lowerText(text, options));
}

/**
 * Characters of SQL, of it for each of the query, and for each table that it reads: an argument that is named twice is
 * written twice, and again within each that it is within. `search` writes a condition for each column there is.
 */
const maxSql = 500_000;
const maxSqlOfTable = 20_000;
const maxGrowth = 12;
const tooLarge = (text: string): Diagnostic =>
  locate(
    text,
    { start: 0, length: 1 },
    'the query nests functions that grow too large for the store',
  );

function printed(text: string, lowered: Lowered): Compiled {
  if ('diagnostics' in lowered) return lowered;
  try {
    const query = print(lowered.rel);
    const bound = Math.max(maxSql, maxGrowth * text.length, maxSqlOfTable * query.tables.length);
    return query.sql.length > bound ? { diagnostics: [tooLarge(text)] } : { query };
  } catch (error) {
    return { diagnostics: [diagnosticOf(error, text)] };
  }
}

/**
 * Compiles a query for the rows that are there: where they decide which columns it has (`bag_unpack` and `pivot` without
 * a schema), those are looked up first. The time is bound. A rule cannot be compiled so: its columns must not change
 * with the rows.
 */
export async function compileOn(
  reader: Pick<Reader, 'query'>,
  text: string,
  now: Micros,
  options: CompileOptions = {},
): Promise<Compiled> {
  const completions: Completion[] = [];
  const reversed: Completion[] = [];
  for (;;) {
    const lowered = lowerOnce(text, options, completions);
    if (!('discovery' in lowered)) {
      const compiled = printed(text, lowered);
      if ('diagnostics' in compiled) return compiled;
      const shown = orderShows(text, compiled.query, options, completions, reversed);
      return shown ?? { query: withNow(compiled.query, now) };
    }
    const { span, lookup, read } = lowered.discovery;
    try {
      const place = written(span, completions);
      const at = place.start + place.length;
      if (!text.slice(0, at).endsWith(span.text)) {
        throw new Refusal(span, 'columns that are known only at run time are not supported here');
      }
      const { rows } = await reader.query(withNow(print(lookup), now));
      const { columns, ordered } = read(rows);
      completions.push({ at, schema: schemaText(columns, span) });
      reversed.push({
        at,
        schema: schemaText(ordered ? columns : columns.toReversed(), span),
      });
    } catch (error) {
      return { diagnostics: [diagnosticOf(error, text, completions)] };
    }
  }
}

/** A refusal where the result's columns would stand in an order that is not known to be Kusto's. */
function orderShows(
  text: string,
  query: Query,
  options: CompileOptions,
  completions: readonly Completion[],
  reversed: readonly Completion[],
): Compiled | undefined {
  const [first] = completions;
  if (!first) return undefined;
  // The first order that is not known stands for all.
  const other = lowerOnce(text, options, reversed);
  if ('rel' in other && sameColumns(other.rel.columns, query.columns)) return undefined;
  const message = `the order of these columns is not known: name them with project, or write them as in : ${first.schema}`;
  return { diagnostics: [locate(text, { start: first.at - 1, length: 1 }, message)] };
}

const sameColumns = (one: Query['columns'], other: Query['columns']): boolean =>
  one.length === other.length &&
  one.every(({ name, type }, at) => name === other[at]?.name && type === other[at]?.type);

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
