import { choose, text } from './arguments.js';
import { toDynamic } from './coerce.js';
import type { PluginCall } from './lower-evaluate.js';
import { expression } from './lower-expr.js';
import type { AggregateSink } from './scope.js';
import { need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

const aggregateOf = (node: Syntax | undefined): Syntax | undefined =>
  node?.kind === 'FunctionCallExpression' ? node : undefined;

/** What a cell without rows has; for other aggregates that is not known. */
const zero: ReadonlySet<string> = new Set(['count', 'sum', 'dcount']);

/** `pivot`: a row for each combination of the other columns, a column for each value of one. */
export function pivot({ node, input, scope, args, schema, discover }: PluginCall): Rel {
  const [subject, second] = args;
  const given = aggregateOf(second);
  const others = args.slice(given ? 2 : 1);
  const find = (part: Syntax | undefined): Column => {
    const own = input.columns.find(({ name }) => name === part?.refers);
    if (!part || !own) throw new Refusal(part ?? node, 'pivot needs the names of columns');
    return own;
  };
  const turned = find(subject);
  if (turned.type !== 'string')
    throw new Refusal(subject ?? node, 'only a text column can be pivoted');
  const used = new Set([turned.name]);
  for (const arg of given
    ? (need(given, 'ArgumentList').fields.get('Expressions')?.items ?? [])
    : []) {
    used.add(arg.refers);
  }
  const keys =
    others.length > 0 ? others.map(find) : input.columns.filter(({ name }) => !used.has(name));
  if (keys.some(({ type }) => type === 'dynamic')) {
    throw new Refusal(node, 'a pivot with a dynamic column is not supported');
  }
  const aggregate = (wanted: string): { values: Expr; sink: AggregateSink; name: string } => {
    const sink: AggregateSink = { calls: [], columns: [], input };
    const name = given ? need(given, 'Name').text : 'count';
    if (given) expression(given, { ...scope, aggregates: sink });
    else {
      sink.calls.push({ name: 'count', type: 'long', args: [] });
      sink.columns.push({ name: '$0', type: 'long' });
    }
    const [only] = sink.calls;
    const [head] = sink.columns;
    if (!only || !head || only.where || sink.calls.length > 1) {
      throw new Refusal(given ?? node, 'this aggregate is not supported in pivot');
    }
    only.where = call('equal', 'bool', column(turned), text(wanted));
    return { values: column(head), sink, name };
  };
  if (!schema) {
    const values: Rel = {
      kind: 'distinct',
      input: { kind: 'project', input, columns: [turned], values: [column(turned)] },
      columns: [turned],
    };
    const { type } = aggregate('').values;
    return discover(values, (rows) => {
      const names = rows.map(([value]) => `${value}`);
      if (names.includes(''))
        throw new Refusal(node, 'a pivot with an empty text is not supported');
      if (names.some((name) => keys.some((key) => key.name === name))) {
        throw new Refusal(node, 'a pivot with a value named like a column is not supported');
      }
      const columns = names.sort().map((name): Column => ({ name, type }));
      return { columns: [...keys, ...columns], ordered: columns.length < 2 };
    });
  }
  const keyed = new Set(keys.map(({ name }) => name));
  const missing = keys.find(({ name }) => !schema.columns.some((one) => one.name === name));
  if (missing) throw new Refusal(node, `a schema without ${missing.name} is not supported`);
  const wanted = schema.columns.filter(({ name }) => !keyed.has(name));
  const calls = wanted.map(({ name }) => aggregate(name));
  const heads = wanted.map(
    (_, index): Column => ({ name: `$v${index}`, type: calls[index]?.values.type ?? 'long' }),
  );
  const counts = wanted.map((_, index): Column => ({ name: `$n${index}`, type: 'long' }));
  const grouped: Rel = {
    kind: 'aggregate',
    input,
    keys: keys.map(column),
    aggregates: calls.flatMap(({ sink }) => {
      const [made] = sink.calls;
      if (!made?.where) throw new Error('a pivot has no aggregate');
      return [made, { name: 'count' as const, type: 'long' as const, args: [], where: made.where }];
    }),
    columns: [...keys, ...heads.flatMap((head, index) => [head, counts[index] ?? head])],
  };
  const values = schema.columns.map((to): Expr => {
    if (keyed.has(to.name)) return column(keys.find(({ name }) => name === to.name) ?? to);
    const index = wanted.indexOf(to);
    const [head, count] = [heads[index], counts[index]];
    if (!head || !count) throw new Error('a pivot has no column');
    if (zero.has(calls[index]?.name ?? '')) return column(head);
    const none = call('equal', 'bool', column(count), literal('long', 0n));
    const row = call('to_dynamic', 'dynamic', column(count));
    return choose(
      none,
      call('refuse', head.type, text('a cell of this pivot without rows'), row),
      column(head),
    );
  });
  const columns = schema.columns.map(
    ({ name }, index): Column => ({ name, type: values[index]?.type ?? 'long' }),
  );
  return { kind: 'project', input: grouped, columns, values };
}

const plain: ReadonlySet<string> = new Set(['string', 'long', 'int', 'bool', 'guid']);

/**
 * `narrow`: each value as a row of its own, with the row's number, the column's name and the value as text. How it
 * writes what is missing and what has many forms is not known.
 */
export function narrow({ node, input }: PluginCall): Rel {
  const pairs = input.columns.map((from) => {
    if (!plain.has(from.type)) throw new Refusal(node, `narrow of a ${from.type} is not supported`);
    const written = call('to_string', 'string', column(from));
    const value = from.type === 'string' ? column(from) : written;
    const missing = call('equal', 'bool', value, text(''));
    const kept = choose(
      missing,
      call('refuse', 'string', text('narrow of a null or an empty text'), value),
      value,
    );
    return call('array', 'dynamic', toDynamic(text(from.name), node), toDynamic(kept, node));
  });
  const row: Column = { name: '$row', type: 'long' };
  const all: Column = { name: '$all', type: 'dynamic' };
  const entry: Column = { name: '$entry', type: 'dynamic' };
  const numbered: Rel = {
    kind: 'window',
    input,
    name: 'row_number',
    args: [],
    columns: [...input.columns, row],
  };
  const expanded: Rel = {
    kind: 'expand',
    input: {
      kind: 'project',
      input: numbered,
      columns: [row, all],
      values: [column(row), call('array', 'dynamic', ...pairs)],
    },
    arrays: [column(all)],
    columns: [row, all, entry],
  };
  const part = (index: bigint) =>
    call('to_string', 'string', call('element', 'dynamic', column(entry), literal('long', index)));
  return {
    kind: 'project',
    input: expanded,
    columns: [
      { name: 'Row', type: 'long' },
      { name: 'Column', type: 'string' },
      { name: 'Value', type: 'string' },
    ],
    values: [call('subtract', 'long', column(row), literal('long', 1n)), part(0n), part(1n)],
  };
}
