import { coerce } from './coerce.js';
import { expression } from './lower-expr.js';
import type { AggregateSink, Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, type Rel, type SortKey } from './tree.js';
import { type Column, Refusal } from './types.js';

/** One level: `top-nested [count] of key by aggregate`. */
interface Level {
  key: Expr;
  keyColumn: Column;
  /** The groups of this level that are kept: the keys so far, and the aggregate. */
  kept: Rel;
  value: Column;
  descending: boolean;
}

/** `top-nested`: the groups with the highest aggregates, and within each of them those of the next level. */
export function topNested(node: Syntax, input: Rel, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this top-nested is not supported');
  const levels: Level[] = [];
  let rows = input;
  for (const [index, clause] of list(node, 'Clauses').entries()) {
    const level = levelOf(clause, index, levels, rows, scope);
    rows = within(rows, level, levels);
    levels.push(level);
  }
  const [first, ...rest] = levels;
  const last = levels.at(-1);
  if (!first || !last) throw new Refusal(node, 'top-nested without a level is not supported');
  const joined = rest.reduce((made, level) => joinLevels(made, level.kept), first.kept);
  const names = node.type.columns;
  const shown = levels.flatMap(({ keyColumn, value }) => [keyColumn, value]);
  const result: Rel = {
    kind: 'project',
    input: {
      kind: 'sort',
      input: joined,
      keys: levels.flatMap(({ keyColumn, value, descending }) => [
        ordering(value, descending),
        ordering(keyColumn, true),
      ]),
      columns: joined.columns,
    },
    columns: names.map(({ name }, index) => ({ name, type: shown[index]?.type ?? 'string' })),
    values: shown.map(column),
  };
  return result;
}

const ordering = (by: Column, descending: boolean): SortKey => ({
  value: column(by),
  descending,
  nullsFirst: !descending,
});

function levelOf(clause: Syntax, index: number, before: Level[], rows: Rel, scope: Scope): Level {
  if (field(clause, 'WithOthersClause')) {
    throw new Refusal(clause, 'top-nested with others is not supported');
  }
  const key = expression(need(clause, 'OfExpression'), scope);
  if (key.type === 'dynamic') throw new Refusal(clause, 'top-nested of a dynamic is not supported');
  const by = need(clause, 'ByExpression');
  const ordered = by.kind === 'OrderedExpression';
  const sink: AggregateSink = { calls: [], columns: [], input: rows };
  const result = expression(ordered ? need(by, 'Expression') : by, { ...scope, aggregates: sink });
  const keyColumn: Column = { name: `$key${index}`, type: key.type };
  const value: Column = { name: `$by${index}`, type: result.type };
  const outer = before.map((level) => level.keyColumn);
  const keys = [...outer, keyColumn];
  const grouped: Rel = {
    kind: 'aggregate',
    input: rows,
    keys: [...before.map((level) => level.key), key],
    aggregates: sink.calls,
    columns: [...keys, ...sink.columns],
  };
  const made: Rel = {
    kind: 'project',
    input: grouped,
    columns: [...keys, value],
    values: [...keys.map(column), result],
  };
  const descending = !(ordered && field(by, 'Ordering')?.text.startsWith('asc'));
  const bound = field(clause, 'Expression');
  const kept = bound
    ? topOf(
        made,
        outer,
        [ordering(value, descending), ordering(keyColumn, true)],
        coerce(expression(bound, scope), 'long', clause),
      )
    : made;
  return { key, keyColumn, kept, value, descending };
}

/** The first rows of each group. */
function topOf(rel: Rel, within: Column[], keys: SortKey[], count: Expr): Rel {
  const place: Column = { name: '$place', type: 'long' };
  const numbered: Rel = {
    kind: 'window',
    input: { kind: 'sort', input: rel, keys, columns: rel.columns },
    name: 'row_number',
    args: [],
    within: call(
      'array',
      'dynamic',
      ...within.map((one) => call('to_dynamic', 'dynamic', column(one))),
    ),
    columns: [...rel.columns, place],
  };
  return {
    kind: 'project',
    input: {
      kind: 'filter',
      input: numbered,
      condition: call('less_equal', 'bool', column(place), count),
      columns: numbered.columns,
    },
    columns: rel.columns,
    values: rel.columns.map(column),
  };
}

/** The rows that belong to a level's groups. */
const within = (rows: Rel, level: Level, before: Level[]): Rel => ({
  kind: 'join',
  type: 'semi',
  left: rows,
  right: level.kept,
  nullsEqual: true,
  on: [...before, level].map(({ key, keyColumn }) => ({ left: key, right: column(keyColumn) })),
  columns: rows.columns,
  sources: rows.columns.map(({ name }) => ({ side: 'left', name })),
});

/** Each group of a level beside its groups of the next. */
function joinLevels(outer: Rel, inner: Rel): Rel {
  const shared = inner.columns.filter(({ name }) => outer.columns.some((one) => one.name === name));
  const more = inner.columns.filter((one) => !shared.includes(one));
  return {
    kind: 'join',
    type: 'inner',
    left: outer,
    right: inner,
    nullsEqual: true,
    on: shared.map((one) => ({ left: column(one), right: column(one) })),
    columns: [...outer.columns, ...more],
    sources: [
      ...outer.columns.map(({ name }) => ({ side: 'left' as const, name })),
      ...more.map(({ name }) => ({ side: 'right' as const, name })),
    ],
  };
}
