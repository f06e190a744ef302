import type { Syntax } from './syntax.js';
import type { AggregateCall, Expr, Rel } from './tree.js';
import type { Column, Scalar } from './types.js';

/** What a name that the query declares stands for. */
export type Named =
  | { kind: 'scalar'; value: Expr }
  | { kind: 'table'; value: Rel }
  | { kind: 'function'; declaration: Syntax; scope: Scope };

/** Where an expression or a relation stands. */
export interface Scope {
  /** Names that `let` or a function's parameters declare. */
  names: ReadonlyMap<string, Named>;
  /** Lowers a tabular expression; handed in so that expressions and relations need not import each other. */
  relation(node: Syntax, scope: Scope): Rel;
  /** Lowers operators that stand without an input, such as those in parentheses of `mv-apply`, on that input. */
  pipeline(node: Syntax, input: Rel, scope: Scope): Rel;
  /** Lowers an expression that yields several columns. */
  several(node: Syntax, scope: Scope): Expr[];
  /** The scope with what a `let` statement declares. */
  declare(statement: Syntax, scope: Scope): Scope;
  /** Types of the row's columns, where they differ from what the binder says: the engine's own word counts. */
  types?: ReadonlyMap<string, Scalar>;
  /** The relation whose row this is. */
  row?: Rel;
  /** Inside `scan`: a column's value in the state of a step. */
  stepValue?(step: string, column: string, node: Syntax): Expr;
  /** What `set` statements say, by the option's name. */
  settings: ReadonlyMap<string, Expr>;
  /** Where rows may have an order: takes columns that are computed over them in that order. */
  window?: WindowSink;
  /** The query's last operator: only there a column may have another name than the binder's. */
  last?: Syntax;
  /** The tables that there are, for those who ask for all of them. */
  tables: ReadonlyMap<string, Column[]>;
  /** What a view that the query declares yields; for a `*` in the place of its name. */
  view(name: string, node: Syntax, scope: Scope): Rel;
  /** What `as` names, as long as the query is compiled. */
  labels: { byName: Map<string, Rel>; byRel: WeakMap<Rel, string> };
  /** Whether `externaldata` may read files. */
  files: boolean;
  /** Whether the rows are only counted: their columns do not matter. */
  counted?: true;
  /** Inside a function with parameters: its text stands for something else in each call. */
  called?: true;
  /** Inside `summarize`: collects the aggregates that expressions call. */
  aggregates?: AggregateSink;
}

export interface AggregateSink {
  calls: AggregateCall[];
  columns: Column[];
  /** The relation that is summarized. */
  input: Rel;
}

export interface WindowSink {
  /** The operator's input with the columns added so far. */
  rel: Rel;
}

/** The query's own scope. */
export const rootScope = (makers: Omit<Scope, 'names'>): Scope => ({
  names: new Map(),
  ...makers,
});

export function withNames(scope: Scope, added: Iterable<[string, Named]>): Scope {
  return { ...scope, names: new Map([...scope.names, ...added]) };
}
