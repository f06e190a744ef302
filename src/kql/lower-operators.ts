import { coerce } from './coerce.js';
import { condition, expression } from './lower-expr.js';
import { join, lookup } from './lower-join.js';
import { summarize } from './lower-summarize.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel, type SortKey } from './tree.js';
import { type Column, Refusal } from './types.js';

type Lowering = (node: Syntax, input: Rel | undefined, scope: Scope) => Rel;
type Operator = (node: Syntax, input: Rel, scope: Scope) => Rel;

/** An operator that stands after a bar. */
function after(operator: Operator): Lowering {
  return (node, input, scope) => {
    if (!input) throw new Refusal(node, 'this is not supported without an input');
    const types = new Map(input.columns.map(({ name, type }) => [name, type]));
    return operator(node, input, { ...scope, types });
  };
}

/** The columns that the binder gives the operator's result. */
export function columnsOf(node: Syntax): Column[] {
  if (node.type.kind !== 'table') throw new Refusal(node, `${node.kind} is not supported`);
  return node.type.columns;
}

/** Values of the operator's parameters by name, as written; hints are only hints. */
export function parameters(node: Syntax, known: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const parameter of list(node, 'Parameters')) {
    const name = need(parameter, 'Name').text;
    if (name.startsWith('hint.')) continue;
    if (!known.includes(name)) throw new Refusal(parameter, `${name} is not supported here`);
    found.set(name, need(parameter, 'Expression').text);
  }
  return found;
}

const project = (input: Rel, entries: { name: string; value: Expr }[]): Rel => ({
  kind: 'project',
  input,
  columns: entries.map(({ name, value }) => ({ name, type: value.type })),
  values: entries.map(({ value }) => value),
});

/** The input's columns, some of them, in the order of the result. */
const keep = (node: Syntax, input: Rel): Rel => ({
  kind: 'project',
  input,
  columns: columnsOf(node),
  values: columnsOf(node).map(column),
});

const projectOperator: Operator = (node, input, scope) => {
  const columns = columnsOf(node);
  const entries = list(node, 'Expressions').map((part, index) => {
    const name = columns[index]?.name;
    if (name === undefined || part.type.kind === 'tuple') {
      throw new Refusal(part, 'an expression of several columns is not supported here');
    }
    return { name, value: expression(part, scope) };
  });
  return project(input, entries);
};

const extend: Operator = (node, input, scope) => {
  const columns = columnsOf(node);
  const entries = input.columns.map((from): { name: string; value: Expr } => ({
    name: from.name,
    value: column(from),
  }));
  for (const part of list(node, 'Expressions')) {
    if (part.type.kind === 'tuple' || part.kind === 'CompoundNamedExpression') {
      throw new Refusal(part, 'an expression of several columns is not supported here');
    }
    const own = part.kind === 'SimpleNamedExpression' ? declared(part) : undefined;
    const plain = part.kind === 'NameReference' ? part.refers : undefined;
    const name = own ?? plain ?? columns[entries.length]?.name;
    if (name === undefined) throw new Refusal(part, 'the name of this column is not known');
    const value = expression(part, scope);
    const place = entries.findIndex((entry) => entry.name === name);
    if (place >= 0) entries[place] = { name, value };
    else entries.push({ name, value });
  }
  return project(input, entries);
};

/** The name before the equal sign. */
export function declared(node: Syntax): string {
  const name = need(node, 'Name');
  return name.refers || name.text;
}

const rename: Operator = (node, input) => {
  const columns = columnsOf(node);
  return {
    kind: 'project',
    input,
    columns,
    values: input.columns.map(column),
  };
};

function sortKeys(nodes: Syntax[], scope: Scope): SortKey[] {
  return nodes.map((node) => {
    const ordered = node.kind === 'OrderedExpression';
    const value = expression(ordered ? need(node, 'Expression') : node, scope);
    if (value.type === 'dynamic') throw new Refusal(node, 'ordering by a dynamic is not supported');
    const ordering = ordered ? field(node, 'Ordering') : undefined;
    const direction = (ordering && field(ordering, 'AscOrDescKeyword')?.text) ?? 'desc';
    const nulls = ordering && field(ordering, 'NullsClause')?.text;
    const descending = !/^(asc|granny-asc)$/.test(direction);
    if (direction.startsWith('granny')) throw new Refusal(node, `${direction} is not supported`);
    const nullsFirst = nulls ? nulls.endsWith('first') : !descending;
    return { value, descending, nullsFirst };
  });
}

const sort: Operator = (node, input, scope) => {
  parameters(node, []);
  const keys = sortKeys(list(node, 'Expressions'), scope);
  return { kind: 'sort', input, keys, columns: input.columns };
};

const limitOf = (node: Syntax, scope: Scope): Expr =>
  coerce(expression(need(node, 'Expression'), scope), 'long', node);

const top: Operator = (node, input, scope) => {
  parameters(node, []);
  const keys = sortKeys([need(node, 'ByExpression')], scope);
  const sorted: Rel = { kind: 'sort', input, keys, columns: input.columns };
  return { kind: 'limit', input: sorted, count: limitOf(node, scope), columns: input.columns };
};

const take: Operator = (node, input, scope) => {
  parameters(node, []);
  return { kind: 'limit', input, count: limitOf(node, scope), columns: input.columns };
};

const distinct: Operator = (node, input, scope) => {
  const columns = columnsOf(node);
  const parts = list(node, 'Expressions');
  if (parts.some((part) => part.kind === 'StarExpression')) {
    return { kind: 'distinct', input, columns: input.columns };
  }
  const values = parts.map((part) => expression(part, scope));
  return { kind: 'distinct', input: { kind: 'project', input, columns, values }, columns };
};

const count: Operator = (node, input) => ({
  kind: 'aggregate',
  input,
  keys: [],
  aggregates: [{ name: 'count', type: 'long', args: [] }],
  columns: columnsOf(node),
});

const print: Lowering = (node, _input, scope) => {
  const columns = columnsOf(node);
  const values = list(node, 'Expressions').map((part, index) => {
    const value = expression(part, scope);
    if (part.type.kind === 'tuple' || !columns[index]) {
      throw new Refusal(part, 'this value is not supported in print');
    }
    return value;
  });
  const typed = columns.map(
    ({ name }, index): Column => ({ name, type: values[index]?.type ?? 'dynamic' }),
  );
  return { kind: 'values', columns: typed, rows: [values] };
};

const union: Lowering = (node, input, scope) => {
  const given = parameters(node, ['kind', 'isfuzzy']);
  const columns = columnsOf(node);
  if (list(node, 'Expressions').some((part) => /^\S*\*\S*$/.test(part.text))) {
    throw new Refusal(node, 'union of tables by wildcard is not supported');
  }
  const inputs = [
    ...(input ? [input] : []),
    ...list(node, 'Expressions').map((part) => scope.relation(part, scope)),
  ];
  if (given.get('kind') === 'inner' && columns.length === 0) {
    throw new Refusal(node, 'a union without common columns is not supported');
  }
  return { kind: 'union', inputs: inputs.map((part) => conform(part, columns)), columns };
};

/** A union's input with the union's columns: those that it lacks are null or empty; a clash of types has the type in its name. */
function conform(input: Rel, columns: Column[]): Rel {
  const values = columns.map((wanted) => {
    const same = input.columns.find(
      (from) => from.type === wanted.type && (from.name === wanted.name || clashes(from, wanted)),
    );
    return same ? column(same) : literal(wanted.type, null);
  });
  return { kind: 'project', input, columns, values };
}

const clashes = (from: Column, wanted: Column): boolean =>
  `${from.name}_${from.type}` === wanted.name;

const range: Lowering = (node, _input, scope) => {
  const columns = columnsOf(node);
  const [from, to, step] = ['From', 'To', 'Step'].map((name) => {
    const part = need(node, name);
    return expression(part, scope);
  }) as [Expr, Expr, Expr];
  const type = columns[0]?.type;
  if (type === 'datetime') {
    const made = coerce(step, 'timespan', node);
    return { kind: 'sequence', from, to: coerce(to, type, node), step: made, columns };
  }
  if (!type || !['long', 'int', 'timespan'].includes(type)) {
    throw new Refusal(node, `a range of ${type ?? 'nothing'} is not supported`);
  }
  const as = (expr: Expr) => coerce(expr, type, node);
  return { kind: 'sequence', from: as(from), to: as(to), step: as(step), columns };
};

const mvExpand: Operator = (node, input, scope) => {
  const given = parameters(node, ['bagexpansion', 'kind']);
  if (given.size > 0) throw new Refusal(node, `${[...given.keys()]} of mv-expand is not supported`);
  if (field(node, 'RowLimitClause')) {
    throw new Refusal(node, 'a limit of mv-expand is not supported');
  }
  const columns = columnsOf(node);
  const parts = list(node, 'Expressions').map((part) => {
    const inner = part.kind === 'MvExpandExpression' ? need(part, 'Expression') : part;
    const value = expression(inner, scope);
    if (value.type !== 'dynamic') throw new Refusal(part, 'only a dynamic can be expanded');
    const name = inner.kind === 'SimpleNamedExpression' ? declared(inner) : inner.refers;
    if (!name) throw new Refusal(part, 'an expression without a name is not supported here');
    return { name, value, part };
  });
  const hidden = parts.map((_, index): Column => ({ name: `$${index}`, type: 'dynamic' }));
  const expanded: Rel = {
    kind: 'expand',
    input,
    arrays: parts.map(({ value }) => value),
    columns: [...input.columns, ...hidden],
  };
  const values = columns.map((wanted): Expr => {
    const index = parts.findIndex(({ name }) => name === wanted.name);
    const from = index >= 0 ? hidden[index] : undefined;
    if (!from) return column(wanted);
    return convertElement(column(from), wanted, node);
  });
  return { kind: 'project', input: expanded, columns, values };
};

/** `to typeof()` casts: an element of another kind is null, and not read as that kind. */
function convertElement(value: Expr, wanted: Column, node: Syntax): Expr {
  if (wanted.type === 'dynamic') return value;
  if (wanted.type === 'string') return call('to_string', 'string', value);
  if (wanted.type === 'bool') return call('bool_of_dynamic', 'bool', value);
  if (wanted.type === 'long' || wanted.type === 'int' || wanted.type === 'real') {
    return call('number_of_dynamic', wanted.type, value);
  }
  throw new Refusal(node, `expanding to ${wanted.type} is not supported`);
}

/** Operators by the kind that the grammar gives them. */
export const operators: Readonly<Record<string, Lowering>> = {
  FilterOperator: after((node, input, scope) => {
    parameters(node, []);
    const made = condition(need(node, 'Condition'), scope);
    return { kind: 'filter', input, condition: made, columns: input.columns };
  }),
  ExtendOperator: after(extend),
  ProjectOperator: after(projectOperator),
  ProjectAwayOperator: after(keep),
  ProjectKeepOperator: after(keep),
  ProjectReorderOperator: after(keep),
  ProjectRenameOperator: after(rename),
  SummarizeOperator: after(summarize),
  JoinOperator: after(join),
  LookupOperator: after(lookup),
  SortOperator: after(sort),
  TopOperator: after(top),
  TakeOperator: after(take),
  DistinctOperator: after(distinct),
  CountOperator: after(count),
  MvExpandOperator: after(mvExpand),
  AsOperator: after((_node, input) => input),
  RenderOperator: after((_node, input) => input),
  UnionOperator: union,
  PrintOperator: print,
  RangeOperator: range,
};
