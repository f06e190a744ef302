import type { Expr } from '../tree.js';

const neverNull: ReadonlySet<string> = new Set([
  'contains',
  'contains_cs',
  'starts_with',
  'starts_with_cs',
  'ends_with',
  'ends_with_cs',
  'has',
  'has_cs',
  'has_prefix',
  'has_prefix_cs',
  'has_suffix',
  'has_suffix_cs',
  'matches',
  'in',
  'is_null',
]);

/** Whether a value is known never to be null. */
export function notNull(expr: Expr): boolean {
  if (expr.type === 'string') return true;
  if (expr.kind === 'literal') return expr.value !== null;
  if (expr.kind === 'now') return true;
  if (expr.kind !== 'call') return false;
  if (neverNull.has(expr.name)) return true;
  const strict = ['and', 'or', 'not', 'add', 'subtract', 'multiply', 'widen', 'equal', 'not_equal'];
  const toNumber = ['to_int', 'to_long'].includes(expr.name) && expr.args[0]?.type === 'bool';
  return (strict.includes(expr.name) || toNumber) && expr.args.every(notNull);
}

/** An upper bound of the bits in a whole number's magnitude. */
function bits(expr: Expr): number {
  if (expr.kind === 'literal' && typeof expr.value === 'bigint') {
    return (expr.value < 0n ? -expr.value : expr.value).toString(2).length;
  }
  const full = expr.type === 'int' ? 31 : 63;
  if (expr.kind !== 'call') return full;
  const [one, other] = expr.args;
  if (!one) return full;
  if (expr.name === 'to_int' || expr.name === 'to_long') {
    return one.type === 'bool' ? 1 : full;
  }
  if (expr.name === 'widen') return bits(one);
  if (!other) return full;
  if (expr.name === 'add' || expr.name === 'subtract') return Math.max(bits(one), bits(other)) + 1;
  if (expr.name === 'multiply') return bits(one) + bits(other);
  return full;
}

/** Whether a sum, difference or product cannot leave its type. */
export const smallSum = (expr: Expr): boolean => bits(expr) <= (expr.type === 'int' ? 31 : 63);
