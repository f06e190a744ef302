import { dictionary } from '../model/dictionary.js';
import { extremeRow, percentile, rankable, weightedPercentile } from './aggregates.js';
import { expression } from './lower-expr.js';
import type { AggregateSink, Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { type AggregateCall, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

const severalColumns: Record<string, 'value_at_max' | 'value_at_min' | 'any'> = dictionary({
  arg_max: 'value_at_max',
  argmax: 'value_at_max',
  arg_min: 'value_at_min',
  argmin: 'value_at_min',
  take_any: 'any',
  any: 'any',
});

/** Keys and aggregates first as they are, then the expressions around the aggregates, under the binder's names. */
export function summarize(node: Syntax, input: Rel, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this summarize is not supported');
  for (const parameter of list(node, 'Parameters')) {
    if (!need(parameter, 'Name').text.startsWith('hint.')) {
      throw new Refusal(parameter, `${need(parameter, 'Name').text} is not supported here`);
    }
  }
  const columns = node.type.columns;
  const by = field(node, 'ByClause');
  const keys = by ? list(by, 'Expressions').map((key) => expression(key, scope)) : [];
  if (keys.some((key) => key.type === 'dynamic')) {
    throw new Refusal(node, 'grouping by a dynamic is not supported: convert it with tostring()');
  }
  const sink: AggregateSink = { calls: [], columns: [], input };
  const results: Expr[] = [];
  const parts = list(node, 'Aggregates');
  const simple = parts.every(({ type }) => type.kind === 'scalar');
  for (const [index, part] of parts.entries()) {
    const name = engineName(part);
    const agreed = simple && columns[keys.length + index]?.name === name;
    if (scope.last !== node && name !== undefined && !agreed) {
      throw new Refusal(part, `${part.text} without a name is not supported here`);
    }
    const several = multiple(part, input, scope);
    if (several) {
      for (const made of several) {
        const result: Column = { name: `$${sink.columns.length}`, type: made.type };
        sink.calls.push(made);
        sink.columns.push(result);
        results.push(column(result));
      }
    } else {
      results.push(expression(part, { ...scope, aggregates: sink }));
    }
  }
  const keyColumns = keys.map((key, index): Column => ({ name: `$k${index}`, type: key.type }));
  const aggregate: Rel = {
    kind: 'aggregate',
    input,
    keys,
    aggregates: sink.calls,
    columns: [...keyColumns, ...sink.columns],
  };
  const values = [...keyColumns.map(column), ...results];
  if (values.length !== columns.length) {
    throw new Refusal(node, 'this combination of aggregates is not supported');
  }
  const inOrder = values.every(
    (value, index) => value.kind === 'column' && value.name === aggregate.columns[index]?.name,
  );
  if (inOrder && values.length === aggregate.columns.length) {
    return { ...aggregate, columns: columns.map((to, index) => retype(to, values[index])) };
  }
  return {
    kind: 'project',
    input: aggregate,
    columns: columns.map((to, index) => retype(to, values[index])),
    values,
  };
}

/** The binder's name with our type, so that a difference shows where relations are checked. */
const retype = (to: Column, value: Expr | undefined): Column => ({
  name: to.name,
  type: value?.type ?? to.type,
});

/** The calls behind an aggregate that yields several columns; undefined for one that yields one. */
function multiple(part: Syntax, input: Rel, scope: Scope): AggregateCall[] | undefined {
  const inner = part.kind.endsWith('NamedExpression') ? need(part, 'Expression') : part;
  if (inner.kind !== 'FunctionCallExpression') return undefined;
  const args = list(need(inner, 'ArgumentList'), 'Expressions');
  if (need(inner, 'Name').text === 'percentiles') {
    const [value, ...percents] = args.map((arg) => expression(arg, scope));
    if (!value) throw new Refusal(inner, 'the value is missing');
    return percents.map((percent) => percentile(value, percent, inner));
  }
  if (need(inner, 'Name').text === 'percentilesw') {
    const [value, weight, ...percents] = args.map((arg) => expression(arg, scope));
    if (!value || !weight) throw new Refusal(inner, 'the value is missing');
    return percents.map((percent) => weightedPercentile(value, weight, percent, inner));
  }
  const kind = severalColumns[need(inner, 'Name').text];
  if (!kind) return undefined;
  if (kind === 'any') {
    const star = args.some((arg) => arg.kind === 'StarExpression');
    if (args.length === 1 && !star) return undefined;
    const values = star
      ? (inner.type.kind === 'tuple' ? inner.type.columns : []).map(({ name }) =>
          columnOf(name, input, inner),
        )
      : args.map((arg) => expression(arg, scope));
    // One row's values: those of the row with the smallest constant.
    return extremeRow('value_at_min', literal('long', 1n), values);
  }
  const [byNode, ...rest] = args;
  if (!byNode) throw new Refusal(inner, 'what to rank by is missing');
  const rank = expression(byNode, scope);
  if (!rankable(rank.type)) {
    throw new Refusal(byNode, `ranking by ${rank.type} is not supported`);
  }
  const values = [rank];
  for (const node of rest) {
    if (node.kind !== 'StarExpression') {
      values.push(expression(node, scope));
      continue;
    }
    const wanted = inner.type.kind === 'tuple' ? inner.type.columns.slice(values.length) : [];
    for (const { name } of wanted) values.push(columnOf(name, input, node));
  }
  return extremeRow(kind, rank, values);
}

function columnOf(name: string, input: Rel, node: Syntax): Expr {
  const from = input.columns.find((candidate) => candidate.name === name);
  if (!from) throw new Refusal(node, `the column ${name} is not known here`);
  return column(from);
}

/** The name that the engine gives an aggregate, where the binder says another; undefined elsewhere. */
function engineName(part: Syntax): string | undefined {
  if (part.kind !== 'FunctionCallExpression') return undefined;
  const name = need(part, 'Name').text;
  const args = list(need(part, 'ArgumentList'), 'Expressions').filter((arg) => arg.refers !== '');
  const [first, second] = args.filter((arg) => arg.kind === 'NameReference');
  if (name === 'count' && args.length > 0) return `count_${first?.refers ?? ''}`;
  if (!name.startsWith('covariance')) return undefined;
  return `${name}_${first?.refers ?? ''}_${second?.refers ?? ''}`;
}

/** The result of a query that ends in `summarize`, under the engine's names. */
export function renamed(node: Syntax, made: Rel): Rel {
  const parts = list(node, 'Aggregates');
  const names = parts.map(engineName);
  if (names.every((name) => name === undefined)) return made;
  const keys = made.columns.length - parts.length;
  const simple = parts.every((part) => part.type.kind === 'scalar');
  if (keys < 0 || !simple || names.some((name) => name?.endsWith('_'))) {
    throw new Refusal(node, 'these aggregates without names are not supported');
  }
  const columns = made.columns.map(({ name, type }, index) => ({
    name: names[index - keys] ?? name,
    type,
  }));
  if (new Set(columns.map(({ name }) => name)).size < columns.length) {
    throw new Refusal(node, 'these aggregates without names are not supported');
  }
  return { kind: 'project', input: made, columns, values: made.columns.map(column) };
}
