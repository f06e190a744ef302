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
  | Sequence;

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
  /** Order in which `list` collects, taken from a sorted input. */
  order?: SortKey[];
}

/** Every output column is a column of one side. Strings that an outer join has to pad are empty, all else null. */
export interface Join {
  kind: 'join';
  type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  left: Rel;
  right: Rel;
  /** Pairs that must be equal; null equals nothing. */
  on: { left: Expr; right: Expr }[];
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

/** Functions of one row. Each has a printer in every dialect. */
export const functionNames = [
  // logic
  'and',
  'or',
  'not',
  'is_null',
  'coalesce',
  // comparison; both sides have one type
  'equal',
  'not_equal',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
  'in',
  // arithmetic; both sides have the result's type, except where the name says otherwise
  'negate',
  'add',
  'subtract',
  'multiply',
  'divide',
  'modulo',
  'datetime_add_timespan',
  'datetime_subtract_timespan',
  'datetime_subtract',
  'timespan_ratio',
  'timespan_scale',
  'bin',
  'abs',
  'ceiling',
  'sqrt',
  'exp',
  'log',
  'log10',
  'log2',
  'pow',
  'min_of',
  'max_of',
  'is_nan',
  'is_finite',
  'is_inf',
  'bit_and',
  'bit_or',
  'bit_xor',
  'bit_not',
  // strings
  'lower',
  'upper',
  'concat',
  'length',
  'byte_length',
  'contains',
  'contains_cs',
  'starts_with',
  'starts_with_cs',
  'ends_with',
  'ends_with_cs',
  // the first argument against any of the others
  'has',
  'has_cs',
  'has_prefix',
  'has_prefix_cs',
  'has_suffix',
  'has_suffix_cs',
  'matches',
  'extract',
  'substring',
  'split',
  'index_of',
  'replace_text',
  'replace_regex',
  'trim',
  'trim_start',
  'trim_end',
  'reverse',
  'base64_encode',
  'md5',
  'sha1',
  'sha256',
  // conversions
  'widen',
  'to_string',
  'to_long',
  'to_int',
  'to_real',
  'to_bool',
  'to_datetime',
  'to_timespan',
  'to_dynamic',
  'to_guid',
  'parse_json',
  'number_of_dynamic',
  'bool_of_dynamic',
  // time
  'start_of',
  'end_of',
  'date_part',
  'from_unix_time',
  'day_of_week',
  // dynamic
  'member',
  'element',
  'array_length',
  'array',
  'bag',
  'bag_keys',
  'array_concat',
  'array_join',
  // whether an array's elements, as text, hold a text; whether a text has any, or all, of them as terms
  'array_has_text',
  'has_any_of_array',
  'has_all_of_array',
  // addresses
  'ipv4_is_private',
  'ipv4_in_range',
  'ipv4_number',
] as const;

export type FunctionName = (typeof functionNames)[number];

/** Functions of many rows. */
export const aggregateNames = [
  'count',
  'sum',
  'min',
  'max',
  'average',
  'distinct_count',
  'list',
  'set',
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
