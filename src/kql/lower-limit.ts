import { coerce } from './coerce.js';
import { expression } from './lower-expr.js';
import type { Scope } from './scope.js';
import { need, type Syntax } from './syntax.js';
import type { Expr } from './tree.js';
import { Refusal } from './types.js';
import { holds } from './walk.js';

/** How many rows an operator keeps: a number that does not depend on them. */
export function limitOf(node: Syntax, scope: Scope): Expr {
  const given = need(node, 'Expression');
  const count = coerce(expression(given, scope), 'long', given);
  if (holds(count, ({ kind }) => kind === 'column'))
    throw new Refusal(given, 'a number of rows that a column gives is not supported');
  if (count.kind === 'literal' && !(typeof count.value === 'bigint' && count.value >= 0n))
    throw new Refusal(given, 'a number of rows that is null or negative is not supported');
  return count;
}
