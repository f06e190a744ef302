import type { FunctionName } from './function-names.js';
import type { Column, Scalar } from './types.js';

/**
 * The relational tree between Kusto's syntax and SQL. Its nodes have Kusto's meaning, spelled out: a string is never
 * null, `equal` is false for a null against a value, `has` looks for terms. A dialect prints each node so that its
 * engine gives that answer.
 */
export type Rel =
  | Table
  | Values
  | Filter
  | Project
  | Aggregate
  | Join
  | Union
  | Sort
  | Limit
  | Distinct
  | FirstPerKey
  | Expand
  | Sequence
  | Window
  | Fold
  | Apply
  | Outer;

export type RelKind = Rel['kind'];

/** `main` holds all rows; while a batch is staged, `new` holds its rows and `old` all others. */
export type Version = 'main' | 'new' | 'old';

export interface Table {
  kind: 'table';
  name: string;
  version: Version;
  columns: Column[];
}

/** Rows written in the query itself. */
export interface Values {
  kind: 'values';
  columns: Column[];
  rows: Expr[][];
}

/** Rows for which the condition is true: neither false nor null. */
export interface Filter {
  kind: 'filter';
  input: Rel;
  condition: Expr;
  columns: Column[];
}

/** One value for each column, computed from the input's row. */
export interface Project {
  kind: 'project';
  input: Rel;
  columns: Column[];
  values: Expr[];
}

/** One row per combination of keys; without keys one row in all. Columns are the keys, then the aggregates. */
export interface Aggregate {
  kind: 'aggregate';
  input: Rel;
  keys: Expr[];
  aggregates: AggregateCall[];
  columns: Column[];
}

export interface AggregateCall {
  name: AggregateName;
  type: Scalar;
  args: Expr[];
  /** Rows that count; all when absent. */
  where?: Expr;
  /** How many elements `list` or `set` has at most. */
  limit?: number;
  /** Order in which `list` collects, taken from a sorted input. */
  order?: SortKey[];
}

/** Every output column is a column of one side. Strings that an outer join has to pad are empty, all else null. */
export interface Join {
  kind: 'join';
  type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  left: Rel;
  right: Rel;
  /** Null equals null; otherwise it equals nothing. */
  nullsEqual?: boolean;
  /** Pairs that must be equal; without any, each row meets each. */
  on: { left: Expr; right: Expr }[];
  /** A function of a value of each side that must be true, too. */
  also?: { name: FunctionName; left: Expr; right: Expr; rest: Expr[] };
  columns: Column[];
  /** Where each output column comes from. */
  sources: { side: 'left' | 'right'; name: string }[];
}

/** All rows of all inputs, which have the same columns in the same order. */
export interface Union {
  kind: 'union';
  inputs: Rel[];
  columns: Column[];
}

export interface SortKey {
  value: Expr;
  descending: boolean;
  nullsFirst: boolean;
}

export interface Sort {
  kind: 'sort';
  input: Rel;
  keys: SortKey[];
  columns: Column[];
}

export interface Limit {
  kind: 'limit';
  input: Rel;
  count: Expr;
  columns: Column[];
}

export interface Distinct {
  kind: 'distinct';
  input: Rel;
  columns: Column[];
}

/** Any one row for each combination of the keys. */
export interface FirstPerKey {
  kind: 'first';
  input: Rel;
  keys: Expr[];
  columns: Column[];
}

/**
 * One row for each element of the arrays, side by side; what is shorter is padded with null. The elements are the last
 * columns, dynamic. An empty array has no element, null has one: itself.
 */
export interface Expand {
  kind: 'expand';
  input: Rel;
  arrays: Expr[];
  columns: Column[];
  /** A bag's properties become arrays of key and value instead of bags of one property. */
  pairs?: boolean;
  /** How many elements of each row there are at most. */
  limit?: number;
  /** Whether a last column, long, has the element's place from 0. */
  numbered?: boolean;
}

/** A value computed from rows in the input's order; it is the last column. The order stays. */
export interface Window {
  kind: 'window';
  input: Rel;
  name: WindowName;
  args: Expr[];
  /** Rows that are looked at together: those with the same value. */
  within?: Expr;
  columns: Column[];
}

/**
 * Goes through the rows in the input's order with a state. Of a row and the state first values are computed, stage after
 * stage: each may use those before. Then come the rows that it gives, of those whose condition holds, and the next state.
 */
export interface Fold {
  kind: 'fold';
  input: Rel;
  /** The state's parts, and what they are before the first row. */
  state: { column: Column; initial: Expr }[];
  stages: { column: Column; value: Expr }[][];
  /** One for each part of the state. */
  next: Expr[];
  outputs: { when: Expr; values: Expr[] }[];
  columns: Column[];
}

export const windowNames = [
  'row_number',
  'previous',
  'next',
  'running_sum',
  'running_max',
] as const;

export type WindowName = (typeof windowNames)[number];

/** For each row of the input the rows of a relation that may look at it through `Outer`. */
export interface Apply {
  kind: 'apply';
  mark: symbol;
  input: Rel;
  inner: Rel;
  columns: Column[];
  /** Where each output column comes from. */
  sources: { side: 'input' | 'inner'; name: string }[];
}

/** The row of the `Apply` around it with that mark. */
export interface Outer {
  kind: 'outer';
  mark: symbol;
  columns: Column[];
}

/** Values from, to (inclusive) by step, as one column. */
export interface Sequence {
  kind: 'sequence';
  from: Expr;
  to: Expr;
  step: Expr;
  columns: Column[];
}

export type Expr = ColumnRef | Literal | Now | Call | Case | ScalarQuery | Member;

export type ExprKind = Expr['kind'];

export interface ColumnRef {
  kind: 'column';
  type: Scalar;
  name: string;
}

/**
 * A constant. `value` by type: string text; long and int bigint; real number; bool boolean; datetime microseconds since
 * 1970 and timespan ticks of 100 ns, both bigint; dynamic its JSON text; guid text. Null is unknown, never a string.
 */
export interface Literal {
  kind: 'literal';
  type: Scalar;
  value: string | number | bigint | boolean | null;
}

/** The instant at which the query runs: one per query. */
export interface Now {
  kind: 'now';
  type: 'datetime';
}

export interface Call {
  kind: 'call';
  type: Scalar;
  name: FunctionName;
  args: Expr[];
}

/** The value of the first branch whose condition is true. */
export interface Case {
  kind: 'case';
  type: Scalar;
  branches: { when: Expr; result: Expr }[];
  otherwise: Expr;
}

/** The first column of a query's single row. */
export interface ScalarQuery {
  kind: 'scalar';
  type: Scalar;
  input: Rel;
}

/** Whether a value is among those of a query's single column. */
export interface Member {
  kind: 'member';
  type: 'bool';
  value: Expr;
  input: Rel;
}

export type { FunctionName } from './function-names.js';

/** Functions of many rows. */
export const aggregateNames = [
  'count',
  'sum',
  'min',
  'max',
  'average',
  'distinct_count',
  'list',
  // with nulls among the elements
  'full_list',
  'set',
  // of the elements of arrays
  'set_of_elements',
  'bag',
  // the second argument is the share of rows, from 0 to 1
  'percentile',
  'percentile_array',
  // the third argument is how often the value counts; of the array the second, before the shares
  'weighted_percentile',
  'weighted_percentile_array',
  'deviation',
  'deviation_of_all',
  'variance',
  'variance_of_all',
  'covariance',
  'covariance_of_all',
  'all_and',
  'all_or',
  'all_xor',
  'any',
  'value_at_max',
  'value_at_min',
] as const;

export type AggregateName = (typeof aggregateNames)[number];

export const column = (from: Column): ColumnRef => ({
  kind: 'column',
  type: from.type,
  name: from.name,
});

export const literal = (type: Scalar, value: Literal['value']): Literal => ({
  kind: 'literal',
  type,
  value: type === 'string' && value === null ? '' : value,
});

export const call = (name: FunctionName, type: Scalar, ...args: Expr[]): Call => ({
  kind: 'call',
  type,
  name,
  args,
});
