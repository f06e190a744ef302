import { dictionary } from '../model/dictionary.js';
import type { Expr, Rel, Table } from './tree.js';
import { childrenOf } from './walk.js';

/**
 * A test of a column, or of a value inside one, that needs no database. Text is compared as it is, or with its case
 * folded; numbers and truth values as they are written.
 */
export interface Test {
  column: string;
  /** Names of members that lead to the value, in a dynamic column. */
  path: string[];
  op: 'in' | 'out' | 'contains' | 'starts' | 'ends' | 'nonempty';
  fold: boolean;
  values: string[];
}

/** A place in which a query reads new rows: only rows matter for which of each list of tests one holds. */
export interface Guard {
  table: string;
  clauses: Test[][];
}

/**
 * For each place in which a query made by `delta` reads the batch, what can be told of its rows without the database.
 * When no row of a batch passes a guard, the query has no result on it and need not be run.
 */
export function guards(root: Rel): Guard[] {
  const found: Guard[] = [];
  const seen = new Set<Rel>();
  const visit = (rel: Rel, conditions: Expr[]): void => {
    if (rel.kind === 'filter') visit(rel.input, [...conditions, ...partsOf('and', rel.condition)]);
    else if (rel.kind === 'table') {
      if (rel.version === 'new') found.push(guardOf(rel, conditions));
    } else if (!seen.has(rel)) {
      seen.add(rel);
      for (const child of childrenOf(rel)) visit(child, []);
    }
  };
  visit(root, []);
  return found;
}

const partsOf = (name: 'and' | 'or', expr: Expr): Expr[] =>
  expr.kind === 'call' && expr.name === name
    ? expr.args.flatMap((part) => partsOf(name, part))
    : [expr];

/** Conditions that are no such tests are left out: a guard lets through more than the query does, never less. */
function guardOf({ name }: Table, conditions: Expr[]): Guard {
  const clauses = conditions.flatMap((condition) => {
    const tests = partsOf('or', condition).map(testOf);
    return tests.every((test) => test !== undefined) ? [tests] : [];
  });
  return { table: name, clauses };
}

/** A term that a text has, it contains: the other way round is the database's business. */
const operations: Record<string, { op: Test['op']; fold: boolean }> = dictionary({
  equal: { op: 'in', fold: false },
  in: { op: 'in', fold: false },
  not_equal: { op: 'out', fold: false },
  has: { op: 'contains', fold: true },
  has_cs: { op: 'contains', fold: false },
  contains: { op: 'contains', fold: true },
  contains_cs: { op: 'contains', fold: false },
  starts_with: { op: 'starts', fold: true },
  starts_with_cs: { op: 'starts', fold: false },
  ends_with: { op: 'ends', fold: true },
  ends_with_cs: { op: 'ends', fold: false },
});

const negated: Partial<Record<Test['op'], Test['op']>> = { in: 'out', out: 'in' };

function testOf(expr: Expr): Test | undefined {
  if (expr.kind === 'column' && expr.type === 'bool')
    return { column: expr.name, path: [], op: 'in', fold: false, values: ['true'] };
  if (expr.kind !== 'call') return undefined;
  const [left, ...rest] = expr.args;
  if (!left) return undefined;
  if (expr.name === 'not') return negation(left);
  if (expr.name === 'greater' && left.kind === 'call' && left.name === 'array_length') {
    const [array] = left.args;
    const [least] = rest;
    const place = array && placeOf(array);
    if (!place || least?.kind !== 'literal' || least.value !== 0n) return undefined;
    return { ...place, op: 'nonempty', fold: false, values: [] };
  }
  const operation = operations[expr.name];
  const subject = unfolded(left);
  const place = placeOf(subject.expr);
  if (!operation || !place) return undefined;
  const values: string[] = [];
  for (const option of rest) {
    const { expr: constant } = unfolded(option);
    if (constant.kind !== 'literal' || !plainTypes.has(constant.type)) return undefined;
    values.push(String(constant.value));
  }
  const { op, fold } = operation;
  return { ...place, op, fold: fold || subject.fold, values };
}

/** Types whose values are written alike here and there. */
const plainTypes = new Set<string>(['string', 'int', 'long', 'bool']);

/** What is unknown is neither in a list nor out of it, in the database. Here it counts as text that is empty. */
function negation(inner: Expr): Test | undefined {
  const test = testOf(inner);
  const op = test && negated[test.op];
  return test && op ? { ...test, op } : undefined;
}

/** The column, and the members of it, whose text, number or truth value an expression stands for. */
function placeOf(expr: Expr): Pick<Test, 'column' | 'path'> | undefined {
  if (expr.kind === 'column') {
    const isKnown = plainTypes.has(expr.type) || expr.type === 'dynamic';
    return isKnown ? { column: expr.name, path: [] } : undefined;
  }
  if (expr.kind !== 'call') return undefined;
  const [inner, name] = expr.args;
  if (!inner) return undefined;
  if (['widen', 'to_string', 'dynamic_text'].includes(expr.name)) return placeOf(inner);
  if (expr.name !== 'member' || name?.kind !== 'literal' || typeof name.value !== 'string')
    return undefined;
  const place = placeOf(inner);
  return place && { ...place, path: [...place.path, name.value] };
}

/** What stands inside `lower`, which `=~` and `in~` put around both sides. */
function unfolded(expr: Expr): { expr: Expr; fold: boolean } {
  const [inner] = expr.kind === 'call' && expr.name === 'lower' ? expr.args : [];
  return inner ? { expr: inner, fold: true } : { expr, fold: false };
}
