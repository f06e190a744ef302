import type { Call, Expr } from '../tree.js';
import { notNull } from './analysis.js';
import type { Printer } from './printer.js';

/** Both null: null. One null: unequal. */
export function equality(same: boolean): Printer {
  return ([left = '', right = ''], call) => {
    const [one, other] = call.args;
    if (one?.type === 'real') return realEquality(same, left, right, call);
    if (one && other && notNull(one) && notNull(other)) {
      return `(${left} ${same ? '=' : '<>'} ${right})`;
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
  const made = `(${value} IN (${options.join(', ')}))`;
  return call.args.every(notNull) ? made : `coalesce(${made}, FALSE)`;
};
