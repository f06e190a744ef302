import type { Expr, Rel } from './tree.js';

/** Expressions directly inside an expression. */
export function partsOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'call':
      return expr.args;
    case 'case':
      return [...expr.branches.flatMap(({ when, result }) => [when, result]), expr.otherwise];
    case 'member':
      return [expr.value];
    case 'column':
    case 'literal':
    case 'now':
    case 'scalar':
      return [];
  }
}

/** Calls `visit` for the expression and all within it, but not for those of queries inside it. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const part of partsOf(expr)) walk(part, visit);
}

/** Whether it or something within it is of a kind; queries inside it are not looked into. */
export function holds(expr: Expr, isIt: (expr: Expr) => boolean): boolean {
  return isIt(expr) || partsOf(expr).some((part) => holds(part, isIt));
}

export const holdsQuery = (expr: Expr): boolean =>
  holds(expr, ({ kind }) => kind === 'scalar' || kind === 'member');

/** Names of the row's columns that the expressions use; queries inside them are handed to `query`. */
export function columnsIn(exprs: Expr[], query: (rel: Rel) => void): Set<string> {
  const names = new Set<string>();
  for (const expr of exprs) {
    walk(expr, (part) => {
      if (part.kind === 'column') names.add(part.name);
      if (part.kind === 'scalar' || part.kind === 'member') query(part.input);
    });
  }
  return names;
}

/** The expressions that a relation itself holds. */
export function expressionsOf(rel: Rel): Expr[] {
  switch (rel.kind) {
    case 'table':
    case 'union':
    case 'distinct':
    case 'apply':
    case 'outer':
      return [];
    case 'window':
      return [...rel.args, ...(rel.within ? [rel.within] : [])];
    case 'fold':
      return [
        ...rel.state.map(({ initial }) => initial),
        ...rel.stages.flatMap((stage) => stage.map(({ value }) => value)),
        ...rel.next,
        ...rel.outputs.flatMap(({ when, values }) => [when, ...values]),
      ];
    case 'values':
      return rel.rows.flat();
    case 'filter':
      return [rel.condition];
    case 'project':
      return rel.values;
    case 'aggregate':
      return [
        ...rel.keys,
        ...rel.aggregates.flatMap(({ args, where, order }) => [
          ...args,
          ...(where ? [where] : []),
          ...(order ?? []).map(({ value }) => value),
        ]),
      ];
    case 'join':
      return [...rel.on, ...(rel.also ? [rel.also] : [])].flatMap(({ left, right }) => [
        left,
        right,
      ]);
    case 'sort':
      return rel.keys.map(({ value }) => value);
    case 'limit':
      return [rel.count];
    case 'first':
      return rel.keys;
    case 'expand':
      return rel.arrays;
    case 'sequence':
      return [rel.from, rel.to, rel.step];
  }
}

/** Relations directly inside, those within expressions included. */
export function childrenOf(rel: Rel): Rel[] {
  const children = 'input' in rel ? [rel.input] : [];
  if (rel.kind === 'join') children.push(rel.left, rel.right);
  if (rel.kind === 'apply') children.push(rel.inner);
  if (rel.kind === 'union') children.push(...rel.inputs);
  columnsIn(expressionsOf(rel), (query) => children.push(query));
  return children;
}
