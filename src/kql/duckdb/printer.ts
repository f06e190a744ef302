import type { Call, Expr } from '../tree.js';
import { quoteText } from './text.js';

/** Prints the arguments of a call. */
export interface Printing {
  /** The exact value. */
  value(expr: Expr): string;
  /** A condition in a place where null and false mean the same. */
  truth(expr: Expr): string;
}

export type Printer = (args: string[], call: Call, print: Printing) => string;

export const simple =
  (name: string): Printer =>
  (args) =>
    `${name}(${args.join(', ')})`;

/** The constant text that the lowering put there. */
export function constant(call: Call, index: number): string {
  const arg = call.args[index];
  if (arg?.kind !== 'literal' || arg.value === null) throw new Error(`${call.name}: no constant`);
  return `${arg.value}`;
}

/** A value that is used several times, computed once. */
export const bind = (value: string, name: string, body: string): string =>
  `list_transform([${value}], lambda ${name}: ${body})[1]`;

/**
 * What is made of values, null where that fails. DuckDB tries nothing that may end the query or is random: such values
 * are computed before.
 */
export function attempt(values: string[], make: (...values: string[]) => string): string {
  if (!values.some((value) => /\b(error|random|uuid)\(/.test(value)))
    return `try(${make(...values)})`;
  const packed = values.map((value, at) => `a${at} := ${value}`).join(', ');
  const parts = values.map((_, at) => `struct_extract(v, 'a${at}')`);
  return bind(`struct_pack(${packed})`, 'v', `try(${make(...parts)})`);
}

/**
 * Ends the query with an error that names what is not supported. A value of the row is part of the text, so that DuckDB
 * does not compute it before there is such a row.
 */
export const unsupported = (what: string, row: string, type: string): string =>
  `CAST(error(${quoteText(`${what} is not supported`)} || left(CAST(${row} AS VARCHAR), 0)) AS ${type})`;

/** JSON's null is Kusto's null. */
export const present = (json: string): string => `nullif(${json}, CAST('null' AS JSON))`;
