import { dictionary } from '../model/dictionary.js';
import { coerce } from './coerce.js';
import { evaluate } from './lower-evaluate.js';
import { mvApply, mvExpand, partition } from './lower-expand.js';
import { condition, expression } from './lower-expr.js';
import { find } from './lower-find.js';
import { join, lookup } from './lower-join.js';
import { limitOf } from './lower-limit.js';
import { parse } from './lower-parse.js';
import { parseKv } from './lower-parse-kv.js';
import { scan } from './lower-scan.js';
import { search } from './lower-search.js';
import { makeSeries } from './lower-series.js';
import { severalNames, severalValues } from './lower-several.js';
import { summarize } from './lower-summarize.js';
import { topHitters } from './lower-top-hitters.js';
import { topNested } from './lower-top-nested.js';
import { union } from './lower-union.js';
import { serialized } from './lower-window.js';
import { parameters } from './parameters.js';
import type { Scope, WindowSink } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel, type SortKey } from './tree.js';
import { type Column, Refusal, type Scalar } from './types.js';

type Lowering = (node: Syntax, input: Rel | undefined, scope: Scope) => Rel;
type Operator = (node: Syntax, input: Rel, scope: Scope) => Rel;

/** An operator that stands after a bar. */
function after(operator: Operator): Lowering {
  return (node, input, scope) => {
    if (!input) throw new Refusal(node, 'this is not supported without an input');
    const types = new Map(input.columns.map(({ name, type }) => [name, type]));
    return operator(node, input, { ...scope, types, row: input });
  };
}

/** The columns that the binder gives the operator's result. */
function columnsOf(node: Syntax): Column[] {
  if (node.type.kind !== 'table') throw new Refusal(node, `${node.kind} is not supported`);
  return node.type.columns;
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

const isSeveral = (part: Syntax): boolean =>
  part.type.kind === 'tuple' || part.kind === 'CompoundNamedExpression';

const projectOperator: Operator = (node, input, scope) => {
  const columns = columnsOf(node);
  const sink: WindowSink = { rel: input };
  const inner = { ...scope, window: sink };
  const values = list(node, 'Expressions').flatMap((part) =>
    isSeveral(part) ? severalValues(part, inner) : [expression(part, inner)],
  );
  const entries = values.map((value, index) => {
    const name = columns[index]?.name;
    if (name === undefined) throw new Refusal(node, 'the columns of this project are not known');
    return { name, value };
  });
  return project(sink.rel, entries);
};

const extend: Operator = (node, input, scope) => {
  const columns = columnsOf(node);
  const entries = input.columns.map((from): { name: string; value: Expr } => ({
    name: from.name,
    value: column(from),
  }));
  const sink: WindowSink = { rel: input };
  const inner = { ...scope, window: sink };
  for (const part of list(node, 'Expressions')) {
    if (isSeveral(part)) {
      const values = severalValues(part, inner);
      for (const [index, { name, written }] of severalNames(part).entries()) {
        const value = values[index];
        const place = entries.findIndex((entry) => entry.name === name);
        if (!value) throw new Refusal(part, 'these names are more than there are columns');
        if (place < 0) entries.push({ name, value });
        else if (written) entries[place] = { name, value };
        else throw new Refusal(part, `another column named ${name} is not supported`);
      }
      continue;
    }
    const own = part.kind === 'SimpleNamedExpression' ? declared(part) : undefined;
    const plain = part.kind === 'NameReference' ? part.refers : undefined;
    const name = own ?? plain ?? columns[entries.length]?.name;
    if (name === undefined) throw new Refusal(part, 'the name of this column is not known');
    const value = expression(part, inner);
    const place = entries.findIndex((entry) => entry.name === name);
    if (place >= 0) entries[place] = { name, value };
    else entries.push({ name, value });
  }
  return project(sink.rel, entries);
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

/** Any rows, others each time. */
const sample: Operator = (node, input, scope) => {
  const value = call('random', 'real');
  const sorted: Rel = {
    kind: 'sort',
    input,
    keys: [{ value, descending: false, nullsFirst: true }],
    columns: input.columns,
  };
  return { kind: 'limit', input: sorted, count: limitOf(node, scope), columns: input.columns };
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
  const values = list(node, 'Expressions').flatMap((part) =>
    isSeveral(part) ? severalValues(part, scope) : [expression(part, scope)],
  );
  if (values.length !== columns.length) {
    throw new Refusal(node, 'the columns of this print are not supported');
  }
  const typed = columns.map(
    ({ name }, index): Column => ({ name, type: values[index]?.type ?? 'dynamic' }),
  );
  return { kind: 'values', columns: typed, rows: [values] };
};

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

/** The operator on its input with the columns that window functions in it need. */
function windowed(input: Rel, scope: Scope, make: (scope: Scope, rows: () => Rel) => Rel): Rel {
  const sink: WindowSink = { rel: input };
  return make({ ...scope, window: sink }, () => sink.rel);
}

const dataTypes: Record<Scalar, string> = {
  string: 'System.String',
  long: 'System.Int64',
  int: 'System.Int32',
  real: 'System.Double',
  bool: 'System.SByte',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  dynamic: 'System.Object',
  guid: 'System.Guid',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
};

const getSchema: Operator = (_node, input) => ({
  kind: 'values',
  columns: [
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'int' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
  ],
  rows: input.columns.map(({ name, type }, index) => [
    literal('string', name),
    literal('int', BigInt(index)),
    literal('string', dataTypes[type]),
    literal('string', type),
  ]),
});

/** Any of the column's values, each once. */
const sampleDistinct: Operator = (node, input, scope) => {
  const value = expression(need(node, 'OfExpression'), scope);
  const columns = columnsOf(node).map(({ name }): Column => ({ name, type: value.type }));
  const values: Rel = { kind: 'project', input, columns, values: [value] };
  const different: Rel = { kind: 'distinct', input: values, columns };
  return { kind: 'limit', input: different, count: limitOf(node, scope), columns };
};

/** The binder has checked the columns; a difference in their order is ours to see. */
const assertSchema: Operator = (node, input) => {
  const wanted = columnsOf(node);
  const same = wanted.every(({ name }, index) => input.columns[index]?.name === name);
  if (same && wanted.length === input.columns.length) return input;
  throw new Refusal(node, 'the columns are not those of this assert-schema');
};

/** Operators by the kind that the grammar gives them. */
export const operators: Readonly<Record<string, Lowering>> = dictionary({
  FilterOperator: after((node, input, scope) => {
    parameters(node, []);
    return windowed(input, scope, (inner, rows): Rel => {
      const made = condition(need(node, 'Condition'), inner);
      const source = rows();
      const filtered: Rel = {
        kind: 'filter',
        input: source,
        condition: made,
        columns: source.columns,
      };
      if (source === input) return filtered;
      return {
        kind: 'project',
        input: filtered,
        columns: input.columns,
        values: input.columns.map(column),
      };
    });
  }),
  EvaluateOperator: after(evaluate),
  MvApplyOperator: after(mvApply),
  ScanOperator: after(scan),
  PartitionOperator: after(partition),
  TopHittersOperator: after(topHitters),
  TopNestedOperator: after(topNested),
  SampleOperator: after(sample),
  SampleDistinctOperator: after(sampleDistinct),
  AssertSchemaOperator: after(assertSchema),
  ProjectByNamesOperator: after(keep),
  ParseOperator: after(parse(false)),
  ParseKvOperator: after(parseKv),
  ParseWhereOperator: after(parse(true)),
  SerializeOperator: after((node, input, scope) => extend(node, serialized(input), scope)),
  GetSchemaOperator: after(getSchema),
  FindOperator: find,
  MakeSeriesOperator: after(makeSeries),
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
  AsOperator: after((node, input, scope) => {
    const name = need(node, 'Name').text;
    const labelled = { ...input };
    scope.labels.byName.set(name, labelled);
    scope.labels.byRel.set(labelled, name);
    return labelled;
  }),
  RenderOperator: after((_node, input) => input),
  UnionOperator: union,
  SearchOperator: search,
  PrintOperator: print,
  RangeOperator: range,
});
