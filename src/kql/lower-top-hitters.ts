import { coerce, computed, isNumeric } from './coerce.js';
import { expression } from './lower-expr.js';
import { limitOf } from './lower-limit.js';
import type { Scope } from './scope.js';
import { field, need, type Syntax } from './syntax.js';
import { type AggregateCall, column, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

/** `top-hitters N of value [by number]`: the values that most rows have, or whose numbers sum up highest. Exact, where Kusto estimates. */
export function topHitters(node: Syntax, input: Rel, scope: Scope): Rel {
  const [named, counted] = node.type.kind === 'table' ? node.type.columns : [];
  if (!named || !counted) throw new Refusal(node, 'this top-hitters is not supported');
  const key = expression(need(node, 'OfExpression'), scope);
  if (key.type === 'dynamic') throw new Refusal(node, 'grouping by a dynamic is not supported');
  const clause = field(node, 'ByClause');
  const by = clause && expression(need(clause, 'Expression'), scope);
  if (by && !isNumeric(by.type)) {
    throw new Refusal(node, `top-hitters by ${by.type} is not supported`);
  }
  const made: AggregateCall = by
    ? { name: 'sum', type: computed(by.type), args: [coerce(by, computed(by.type), node)] }
    : { name: 'count', type: 'long', args: [] };
  const columns: Column[] = [
    { name: named.name, type: key.type },
    { name: counted.name, type: made.type },
  ];
  const grouped: Rel = { kind: 'aggregate', input, keys: [key], aggregates: [made], columns };
  const value = column({ name: counted.name, type: made.type });
  const keys = [{ value, descending: true, nullsFirst: false }];
  const sorted: Rel = { kind: 'sort', input: grouped, keys, columns };
  return { kind: 'limit', input: sorted, count: limitOf(node, scope), columns };
}
