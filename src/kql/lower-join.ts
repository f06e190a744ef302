import { dictionary } from '../model/dictionary.js';
import { coerce, isNumeric, wider } from './coerce.js';
import { expression } from './lower-expr.js';
import { parameters } from './parameters.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { column, type Expr, type Join, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

interface Kind {
  type: Join['type'];
  /** Whether one row of the left side per key is enough. */
  unique?: true;
  /** The join with its sides exchanged. */
  swapped?: true;
}

const kinds: Record<string, Kind> = dictionary({
  innerunique: { type: 'inner', unique: true },
  inner: { type: 'inner' },
  leftouter: { type: 'left' },
  rightouter: { type: 'right' },
  fullouter: { type: 'full' },
  leftsemi: { type: 'semi' },
  rightsemi: { type: 'semi', swapped: true },
  leftanti: { type: 'anti' },
  anti: { type: 'anti' },
  leftantisemi: { type: 'anti' },
  rightanti: { type: 'anti', swapped: true },
  rightantisemi: { type: 'anti', swapped: true },
});

type Pairs = Join['on'];

export function join(node: Syntax, left: Rel, scope: Scope): Rel {
  const right = scope.relation(need(node, 'Expression'), scope);
  const kind = kindOf(node, 'innerunique');
  const on = pairs(node, left, right, scope);
  if (kind.type === 'semi' || kind.type === 'anti') {
    const [one, other] = kind.swapped ? [right, left] : [left, right];
    const turned = on.map((pair) => (kind.swapped ? { left: pair.right, right: pair.left } : pair));
    return {
      kind: 'join',
      type: kind.type,
      left: one,
      right: other,
      on: turned,
      columns: one.columns,
      sources: one.columns.map(({ name }) => ({ side: 'left', name })),
    };
  }
  const first: Rel = kind.unique
    ? { kind: 'first', input: left, keys: on.map((pair) => pair.left), columns: left.columns }
    : left;
  return combine(node, kind.type, first, right, on, right.columns);
}

/** `lookup` drops the right side's keys, and its default keeps every row of the left side. */
export function lookup(node: Syntax, left: Rel, scope: Scope): Rel {
  const right = scope.relation(need(node, 'Expression'), scope);
  const kind = kindOf(node, 'leftouter');
  if (kind.unique || (kind.type !== 'left' && kind.type !== 'inner')) {
    throw new Refusal(node, 'this kind of lookup is not supported');
  }
  const on = pairs(node, left, right, scope);
  const keys = new Set(on.map((pair) => (pair.right.kind === 'column' ? pair.right.name : '')));
  const rest = right.columns.filter(({ name }) => !keys.has(name));
  return combine(node, kind.type, left, right, on, rest);
}

function combine(
  node: Syntax,
  type: Join['type'],
  left: Rel,
  right: Rel,
  on: Pairs,
  rightColumns: Column[],
): Rel {
  const sources = [
    ...left.columns.map(({ name }) => ({ side: 'left' as const, name })),
    ...rightColumns.map(({ name }) => ({ side: 'right' as const, name })),
  ];
  const types = [...left.columns, ...rightColumns].map((from) => from.type);
  if (node.type.kind !== 'table' || node.type.columns.length !== sources.length) {
    throw new Refusal(node, 'the columns of this join are not supported');
  }
  const columns = node.type.columns.map(
    ({ name }, index): Column => ({ name, type: types[index] ?? 'string' }),
  );
  return { kind: 'join', type, left, right, on, columns, sources };
}

function kindOf(node: Syntax, fallback: string): Kind {
  const name = parameters(node, ['kind']).get('kind') ?? fallback;
  const kind = kinds[name];
  if (!kind) throw new Refusal(node, `the join kind ${name} is not supported`);
  return kind;
}

function pairs(node: Syntax, left: Rel, right: Rel, scope: Scope): Pairs {
  const clause = field(node, 'ConditionClause') ?? field(node, 'LookupClause');
  if (!clause || clause.kind !== 'JoinOnClause') {
    throw new Refusal(node, 'a join without on is not supported');
  }
  return list(clause, 'Expressions').flatMap((part) => pairsOf(part, left, right, scope));
}

function pairsOf(part: Syntax, left: Rel, right: Rel, scope: Scope): Pairs {
  if (part.kind === 'AndExpression') {
    return [need(part, 'Left'), need(part, 'Right')].flatMap((side) =>
      pairsOf(side, left, right, scope),
    );
  }
  if (part.kind === 'ParenthesizedExpression') {
    return pairsOf(need(part, 'Expression'), left, right, scope);
  }
  if (part.kind === 'NameReference') {
    const name = part.refers;
    const [one, other] = [left, right].map((rel) =>
      rel.columns.find((candidate) => candidate.name === name),
    );
    if (!one || !other) throw new Refusal(part, `${part.text} is not a column of both sides`);
    return [alike(column(one), column(other), part)];
  }
  if (part.kind === 'EqualExpression') {
    const sides = [need(part, 'Left'), need(part, 'Right')];
    const leftSide = sides.find((side) => side.text.startsWith('$left'));
    const rightSide = sides.find((side) => side.text.startsWith('$right'));
    if (leftSide && rightSide) {
      return [alike(expression(leftSide, scope), expression(rightSide, scope), part)];
    }
  }
  throw new Refusal(part, 'this join condition is not supported');
}

function alike(left: Expr, right: Expr, part: Syntax): Pairs[number] {
  if (left.type === 'dynamic' || right.type === 'dynamic') {
    throw new Refusal(part, 'joining on a dynamic is not supported: convert it with tostring()');
  }
  if (left.type === right.type) return { left, right };
  if (isNumeric(left.type) && isNumeric(right.type)) {
    const type = wider(left.type, right.type);
    return { left: coerce(left, type, part), right: coerce(right, type, part) };
  }
  throw new Refusal(part, `joining ${left.type} with ${right.type} is not supported`);
}
