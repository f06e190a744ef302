import type { Expr, Rel } from './tree.js';
import { childrenOf, expressionsOf, holds } from './walk.js';

/**
 * Whether every column that the relation's expressions name is one of their input: not so where a query inside a scalar
 * looks at the row around it, which Kusto does not have either.
 */
export function isResolved(rel: Rel): boolean {
  return ownColumns(rel) && childrenOf(rel).every(isResolved);
}

function ownColumns(rel: Rel): boolean {
  if (rel.kind === 'join') {
    const pairs = rel.also ? [...rel.on, rel.also] : rel.on;
    return pairs.every(({ left, right }) => known(left, rel.left) && known(right, rel.right));
  }
  // A fold's values are of its own making, beside its input's.
  if (rel.kind === 'fold') return true;
  const input = 'input' in rel ? rel.input : undefined;
  return expressionsOf(rel).every((expr) => known(expr, input));
}

function known(expr: Expr, input: Rel | undefined): boolean {
  const names = new Set(input?.columns.map(({ name }) => name));
  return !holds(expr, (part) => part.kind === 'column' && !names.has(part.name));
}
