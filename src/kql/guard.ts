import type { Expr, Rel, Table } from './tree.js';
import { childrenOf } from './walk.js';

/** A test of a column that needs no database. Text is compared as it is, or with its case folded. */
export interface Test {
  column: string;
  op: 'in' | 'contains' | 'starts' | 'ends' | 'nonempty';
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

const operations: Record<string, { op: Test['op']; fold: boolean }> = {
  equal: { op: 'in', fold: false },
  in: { op: 'in', fold: false },
  contains: { op: 'contains', fold: true },
  contains_cs: { op: 'contains', fold: false },
  starts_with: { op: 'starts', fold: true },
  starts_with_cs: { op: 'starts', fold: false },
  ends_with: { op: 'ends', fold: true },
  ends_with_cs: { op: 'ends', fold: false },
};

function testOf(expr: Expr): Test | undefined {
  if (expr.kind !== 'call') return undefined;
  const [left, ...rest] = expr.args;
  if (expr.name === 'greater' && left?.kind === 'call' && left.name === 'array_length') {
    const [array] = left.args;
    const [least] = rest;
    if (array?.kind !== 'column' || least?.kind !== 'literal' || least.value !== 0n)
      return undefined;
    return { column: array.name, op: 'nonempty', fold: false, values: [] };
  }
  const operation = operations[expr.name];
  const subject = left && unfolded(left);
  if (!operation || !subject || subject.expr.kind !== 'column') return undefined;
  if (subject.expr.type !== 'string') return undefined;
  const values: string[] = [];
  for (const option of rest) {
    const { expr: constant } = unfolded(option);
    if (constant.kind !== 'literal' || typeof constant.value !== 'string') return undefined;
    values.push(constant.value);
  }
  const { op, fold } = operation;
  return { column: subject.expr.name, op, fold: fold || subject.fold, values };
}

/** What stands inside `lower`, which `=~` and `in~` put around both sides. */
function unfolded(expr: Expr): { expr: Expr; fold: boolean } {
  const [inner] = expr.kind === 'call' && expr.name === 'lower' ? expr.args : [];
  return inner ? { expr: inner, fold: true } : { expr, fold: false };
}
