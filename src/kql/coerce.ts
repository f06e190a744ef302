import { call, type Expr, literal } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';

const ranks: Partial<Record<Scalar, number>> = { int: 1, long: 2, real: 3 };

export const isNumeric = (type: Scalar): boolean => ranks[type] !== undefined;

/** The smallest numeric type that holds both. */
export function wider(one: Scalar, other: Scalar): Scalar {
  return (ranks[one] ?? 0) >= (ranks[other] ?? 0) ? one : other;
}

/** The type of what is computed from numbers of a type: Kusto computes with longs, and an int is one first. */
export const computed = (type: Scalar): Scalar => (type === 'int' ? 'long' : type);

const name = (expr: Expr): string => (expr.type === 'dynamic' ? 'a dynamic' : `a ${expr.type}`);

/** The expression as that type, where Kusto converts without being asked; refused elsewhere. */
export function coerce(expr: Expr, type: Scalar, span: Span): Expr {
  if (expr.type === type) return expr;
  if (expr.kind === 'literal' && expr.value === null && expr.type !== 'string') {
    return literal(type, null);
  }
  if (isNumeric(type) && isNumeric(expr.type) && wider(type, expr.type) === type) {
    if (expr.kind === 'literal' && type === 'long') return literal('long', expr.value);
    if (expr.kind === 'literal' && type === 'real') return literal('real', Number(expr.value));
    return call('widen', type, expr);
  }
  if (type === 'int' && expr.kind === 'literal' && expr.type === 'long') {
    if (typeof expr.value === 'bigint' && BigInt.asIntN(32, expr.value) === expr.value) {
      return literal('int', expr.value);
    }
  }
  if (expr.type === 'dynamic') {
    if (type === 'string') return call('to_string', 'string', expr);
    if (isNumeric(type)) return call('number_of_dynamic', type, expr);
    if (type === 'bool') return call('bool_of_dynamic', 'bool', expr);
  }
  if (type === 'dynamic') return toDynamic(expr, span);
  throw new Refusal(span, `using ${name(expr)} as ${type} is not supported`);
}

/** The expression as a value inside an array or a bag. */
export function toDynamic(expr: Expr, span: Span): Expr {
  if (expr.type === 'dynamic') return expr;
  if (expr.type === 'decimal') throw new Refusal(span, 'decimal values are not supported');
  return call('to_dynamic', 'dynamic', expr);
}
