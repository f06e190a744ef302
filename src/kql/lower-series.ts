import { coerce } from './coerce.js';
import { expression } from './lower-expr.js';
import { parameters } from './parameters.js';
import type { AggregateSink, Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { type AggregateCall, call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal, type Scalar } from './types.js';

/** What an axis may be: the type of the steps along it. */
const steps = new Map<Scalar, Scalar>([
  ['datetime', 'timespan'],
  ['timespan', 'timespan'],
  ['long', 'long'],
  ['int', 'int'],
]);

/** How places on an axis are counted, and the least step that there is. */
const rulerOf = (axis: Scalar) =>
  axis === 'datetime'
    ? ({
        type: 'timespan',
        distance: 'datetime_subtract',
        onward: 'datetime_add_timespan',
        back: 'datetime_subtract_timespan',
        least: 10n,
      } as const)
    : ({
        type: steps.get(axis) ?? axis,
        distance: 'subtract',
        onward: 'add',
        back: 'subtract',
        least: 1n,
      } as const);

/**
 * `make-series`: for each group one array per aggregate, with a value for each bin from, to (exclusive) by step. Bins
 * start at `from`; those without rows have the default, 0 unless it is given.
 */
export function makeSeries(node: Syntax, input: Rel, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this make-series is not supported');
  const filling = parameters(node, ['kind']).get('kind') === 'nonempty';
  const range = need(node, 'RangeClause');
  const [from, to, step] = [
    ['MakeSeriesFromClause'],
    ['MakeSeriesToClause'],
    ['MakeSeriesStepClause'],
  ].map(([name = '']) => {
    const clause = field(range, name);
    if (!clause) throw new Refusal(range, 'make-series without from, to and step is not supported');
    return expression(need(clause, 'Expression'), scope);
  }) as [Expr, Expr, Expr];
  const axisNode = need(need(node, 'OnClause'), 'Expression');
  const axis = expression(axisNode, scope);
  if (!steps.has(axis.type)) {
    throw new Refusal(axisNode, `make-series on a ${axis.type} is not supported`);
  }
  const ruler = rulerOf(axis.type);
  const bounds = { from: coerce(from, axis.type, node), to: coerce(to, axis.type, node) };
  const size = coerce(step, ruler.type, node);
  const by = field(node, 'ByClause');
  const given = by ? list(by, 'Expressions').map((key) => expression(key, scope)) : [];
  // Without keys there is one group.
  const keys = given.length > 0 ? given : [literal('bool', true)];
  if (keys.some(({ type }) => type === 'dynamic')) {
    throw new Refusal(node, 'grouping by a dynamic is not supported');
  }
  const keyColumns = keys.map((key, index): Column => ({ name: `$k${index}`, type: key.type }));

  // The rows within the range, in bins.
  const within = call(
    'and',
    'bool',
    call('greater_equal', 'bool', axis, bounds.from),
    call('less', 'bool', axis, bounds.to),
  );
  const rows: Rel = { kind: 'filter', input, condition: within, columns: input.columns };
  const offset = call(ruler.distance, ruler.type, axis, bounds.from);
  const bin = call(ruler.onward, axis.type, bounds.from, call('bin', ruler.type, offset, size));
  const binColumn: Column = { name: '$bin', type: axis.type };
  const sink: AggregateSink = { calls: [], columns: [], input: rows };
  const series = list(node, 'Aggregates').map((part) => {
    const wrapped = part.kind === 'MakeSeriesExpression';
    const inner = wrapped ? need(part, 'Expression') : part;
    const clause = wrapped ? field(part, 'DefaultExpression') : undefined;
    const value = expression(inner, { ...scope, aggregates: sink });
    const fallback = clause
      ? coerce(expression(need(clause, 'Expression'), scope), value.type, node)
      : literal(value.type, value.type === 'real' ? 0 : 0n);
    if (!['long', 'int', 'real'].includes(value.type)) {
      throw new Refusal(part, `a series of ${value.type} is not supported`);
    }
    return { value, fallback };
  });
  const binned: Rel = {
    kind: 'aggregate',
    input: rows,
    keys: [...keys, bin],
    aggregates: sink.calls,
    columns: [...keyColumns, binColumn, ...sink.columns],
  };
  const valueColumns = series.map(
    ({ value }, index): Column => ({ name: `$v${index}`, type: value.type }),
  );
  const found: Rel = {
    kind: 'project',
    input: binned,
    columns: [...keyColumns, binColumn, { name: '$found', type: 'bool' }, ...valueColumns],
    values: [
      ...keyColumns.map(column),
      column(binColumn),
      literal('bool', true),
      ...series.map(({ value }) => value),
    ],
  };

  // Each group with each bin.
  const axisColumn: Column = { name: '$axis', type: axis.type };
  const last = call(ruler.back, axis.type, bounds.to, literal(ruler.type, ruler.least));
  const bins: Rel = {
    kind: 'sequence',
    from: bounds.from,
    to: last,
    step: size,
    columns: [axisColumn],
  };
  const groups: Rel =
    filling && given.length === 0
      ? { kind: 'values', columns: keyColumns, rows: [keys] }
      : {
          kind: 'distinct',
          input: {
            kind: 'project',
            input: found,
            columns: keyColumns,
            values: keyColumns.map(column),
          },
          columns: keyColumns,
        };
  const all = joined('inner', groups, bins, []);
  const full = joined('left', all, found, [
    ...keyColumns.map((key) => ({ left: column(key), right: column(key) })),
    { left: column(axisColumn), right: column(binColumn) },
  ]);

  const order = [{ value: column(axisColumn), descending: false, nullsFirst: false }];
  const collected = series.map(({ fallback }, index): AggregateCall => {
    const own = valueColumns[index];
    if (!own) throw new Error('a series has no column');
    const value: Expr = {
      kind: 'case',
      type: own.type,
      branches: [
        {
          when: call('is_null', 'bool', { kind: 'column', name: '$found', type: 'bool' }),
          result: fallback,
        },
      ],
      otherwise: column(own),
    };
    return {
      name: 'full_list',
      type: 'dynamic',
      args: [call('to_dynamic', 'dynamic', value)],
      order,
    };
  });
  const axisList: AggregateCall = {
    name: 'full_list',
    type: 'dynamic',
    args: [call('to_dynamic', 'dynamic', column(axisColumn))],
    order,
  };
  const { columns } = node.type;
  const results = columns.slice(given.length);
  const grouped: Rel = {
    kind: 'aggregate',
    input: full,
    keys: keyColumns.map(column),
    aggregates: [...collected, axisList],
    columns: [...keyColumns, ...results],
  };
  const kept = given.length > 0 ? keyColumns : [];
  return { kind: 'project', input: grouped, columns, values: [...kept, ...results].map(column) };
}

/** A join whose right side's columns that the left side has are left out. */
function joined(
  type: 'inner' | 'left',
  left: Rel,
  right: Rel,
  on: { left: Expr; right: Expr }[],
): Rel {
  const names = new Set(left.columns.map(({ name }) => name));
  const more = right.columns.filter(({ name }) => !names.has(name));
  return {
    kind: 'join',
    type,
    left,
    right,
    nullsEqual: true,
    on,
    columns: [...left.columns, ...more],
    sources: [
      ...left.columns.map(({ name }) => ({ side: 'left' as const, name })),
      ...more.map(({ name }) => ({ side: 'right' as const, name })),
    ],
  };
}
