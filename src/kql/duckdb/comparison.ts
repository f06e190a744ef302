import type { Call, Expr } from '../tree.js';
import { notNull } from './analysis.js';
import type { Printer } from './printer.js';
import { isPlain } from './strings.js';

/** Both null: null. One null: unequal. */
export function equality(same: boolean): Printer {
  return ([left = '', right = ''], call) => {
    const [one, other] = call.args;
    if (one?.type === 'real') return realEquality(same, left, right, call);
    if (one && other && notNull(one) && notNull(other)) {
      if (same) return equals(one, left, other, right);
      const alike = inAnyCase(one, left, [other], [right]);
      return alike ? `(NOT ${alike})` : `(${left} <> ${right})`;
    }
    const distinct = `(${left} IS ${same ? 'NOT ' : ''}DISTINCT FROM ${right})`;
    if ((one && notNull(one)) || (other && notNull(other))) return distinct;
    return `CASE WHEN ${left} IS NOT NULL OR ${right} IS NOT NULL THEN ${distinct} END`;
  };
}

/** What is no number equals nothing, itself neither; DuckDB says that it does. */
function realEquality(same: boolean, left: string, right: string, call: Call): string {
  const distinct = `(${left} IS ${same ? 'NOT ' : ''}DISTINCT FROM ${right})`;
  const both = `CASE WHEN ${left} IS NOT NULL OR ${right} IS NOT NULL THEN ${distinct} END`;
  if (call.args.some(isNumber)) return call.args.some(notNull) ? distinct : both;
  return `CASE WHEN isnan(${left}) THEN ${same ? 'FALSE' : 'TRUE'} ELSE ${both} END`;
}

/** Whether it is a constant other than NaN. */
const isNumber = (expr: Expr): boolean =>
  expr.kind === 'literal' && expr.value !== null && !Number.isNaN(expr.value);

/** DuckDB has NaN larger than all else; Kusto has it in no order. */
export const compare =
  (operator: '<' | '<=' | '>' | '>='): Printer =>
  ([left = '', right = ''], call) => {
    const made = `(${left} ${operator} ${right})`;
    const larger = operator.startsWith('>') ? 0 : 1;
    const expr = call.args[larger];
    if (expr?.type !== 'real' || isNumber(expr)) return made;
    return `(${made} AND NOT isnan(${larger === 0 ? left : right}))`;
  };

export const isIn: Printer = ([value = '', ...options], call) => {
  const made = isAmong(call, value, options);
  return call.args.every(notNull) ? made : `coalesce(${made}, FALSE)`;
};

/** Null where either is. */
export function equals(one: Expr, left: string, other: Expr, right: string): string {
  return inAnyCase(one, left, [other], [right]) ?? `(${left} = ${right})`;
}

/** Null where one is that decides it. */
export function isAmong({ args }: Call, value: string, options: readonly string[]): string {
  const [one, ...others] = args;
  const alike = one && inAnyCase(one, value, others, options);
  return alike ?? `(${value} IN (${options.join(', ')}))`;
}

/** So many constants are compared one by one in less time than it takes to make a lower-case text to look them up by. */
const maxAlike = 3;
/**
 * Whether a text in lower case is one of a few constants, likewise: ILIKE compares so and makes no text anew. Undefined
 * where it is something else that is compared.
 */
function inAnyCase(
  one: Expr,
  value: string,
  others: readonly Expr[],
  options: readonly string[],
): string | undefined {
  const isLower = (expr: Expr): expr is Call => expr.kind === 'call' && expr.name === 'lower';
  const isSuch = (expr: Expr): boolean => isLower(expr) && expr.args.every(isPlain);
  const [text] = isLower(one) ? one.args : [];
  if (text === undefined || text.kind === 'literal' || others.length === 0) return undefined;
  if (others.length > maxAlike || !others.every(isSuch)) return undefined;
  const bare = /^lower\(([\s\S]*)\)$/.exec(value)?.[1];
  return bare && `(${options.map((option) => `${bare} ILIKE ${option}`).join(' OR ')})`;
}
