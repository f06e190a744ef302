import type { ResultType } from '../store/store.js';

/** Kusto's scalar types. */
export type Scalar = ResultType;

const scalars: ReadonlySet<string> = new Set<Scalar>([
  'string',
  'long',
  'int',
  'real',
  'bool',
  'datetime',
  'timespan',
  'dynamic',
  'guid',
  'decimal',
]);

/** The scalar of that name; undefined for what is none, such as `type` or an unresolved column. */
export function scalarNamed(name: string): Scalar | undefined {
  return scalars.has(name) ? (name as Scalar) : undefined;
}

export interface Column {
  name: string;
  type: Scalar;
}

/** What is wrong with a query, and where. Lines and columns count from 1, columns and length in UTF-16 units. */
export interface Diagnostic {
  line: number;
  column: number;
  length: number;
  message: string;
  /** A name that is close to the one that was not found, or what to write instead. */
  suggestion?: string;
}

/** A part of the query text. */
export interface Span {
  start: number;
  length: number;
}

/** A query that cannot be compiled. Thrown inside the compiler only; its callers get diagnostics. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly span: Span,
    message: string,
    readonly suggestion?: string,
  ) {
    super(message);
  }
}
