import { dictionary } from '../model/dictionary.js';
import { coerce, isNumeric } from './coerce.js';
import type { Scope, WindowSink } from './scope.js';
import type { Syntax } from './syntax.js';
import { call, type Expr, literal, type Rel, type WindowName } from './tree.js';
import { Refusal, type Scalar } from './types.js';

/** Whether rows have an order that counts: sorted, or serialized, and only filtered and computed since. */
export function isSerialized(rel: Rel): boolean {
  switch (rel.kind) {
    case 'sort':
    case 'sequence':
    case 'fold':
    case 'window':
      return true;
    case 'filter':
    case 'project':
    case 'limit':
    case 'expand':
      return isSerialized(rel.input);
    default:
      return false;
  }
}

/** Adds a column that is computed over the rows in their order, and refers to it. */
function add(
  sink: WindowSink,
  name: WindowName,
  type: Scalar,
  args: Expr[],
  within: Expr | undefined,
): Expr {
  const column = { name: `$w${sink.rel.columns.length}`, type };
  const rel: Rel = {
    kind: 'window',
    input: sink.rel,
    name,
    args,
    columns: [...sink.rel.columns, column],
  };
  sink.rel = within ? { ...rel, within } : rel;
  return { kind: 'column', ...column };
}

const one = literal('long', 1n);

const flag = (condition: Expr): Expr => ({
  kind: 'case',
  type: 'long',
  branches: [{ when: condition, result: one }],
  otherwise: literal('long', 0n),
});

/** Which of the runs of rows that `restart` begins a row belongs to. */
const runs = (sink: WindowSink, restart: Expr | undefined): Expr | undefined =>
  restart && add(sink, 'running_sum', 'long', [flag(restart)], undefined);

type Lowering = (args: Expr[], sink: WindowSink, node: Syntax) => Expr;

const neighbour =
  (name: 'previous' | 'next'): Lowering =>
  (args, sink, node) => {
    const [value, offset = one, fallback] = args;
    if (!value) throw new Refusal(node, 'the value is missing');
    const made = [value, coerce(offset, 'long', node)];
    if (fallback) made.push(coerce(fallback, value.type, node));
    return add(sink, name, value.type, made, undefined);
  };

const rowNumber: Lowering = ([start = one, restart], sink, node) => {
  const number = add(sink, 'row_number', 'long', [], runs(sink, restart));
  const from = coerce(start, 'long', node);
  if (from.kind === 'literal' && from.value === 1n) return number;
  return call('add', 'long', call('subtract', 'long', number, one), from);
};

const runningSum: Lowering = ([value, restart], sink, node) => {
  if (!value || (!isNumeric(value.type) && value.type !== 'timespan')) {
    throw new Refusal(node, 'a running sum of this is not supported');
  }
  // Kusto's documents do not say whether that is an int or a long.
  if (value.type === 'int') {
    throw new Refusal(node, 'a running sum of an int is not supported: use tolong()');
  }
  return add(sink, 'running_sum', value.type, [value], runs(sink, restart));
};

/** A rank of runs of equal values: counted by runs, or by rows. */
const rank =
  (dense: boolean): Lowering =>
  ([value, restart], sink, node) => {
    if (!value) throw new Refusal(node, 'the value is missing');
    const within = runs(sink, restart);
    const number = add(sink, 'row_number', 'long', [], within);
    const before = add(sink, 'previous', value.type, [value, one], within);
    const differs = call(
      'or',
      'bool',
      call('equal', 'bool', number, one),
      call('not', 'bool', same(value, before)),
    );
    if (dense) return add(sink, 'running_sum', 'long', [flag(differs)], within);
    const start: Expr = {
      kind: 'case',
      type: 'long',
      branches: [{ when: differs, result: number }],
      otherwise: literal('long', null),
    };
    return add(sink, 'running_max', 'long', [start], within);
  };

/**
 * The time at which a row's session began: one begins where the time is too far from the first of its session or from the
 * row before, or where it is asked for.
 */
const session: Lowering = ([given, fromFirst, fromLast, restart], sink, node) => {
  if (given?.type !== 'datetime' || !fromFirst || !fromLast) {
    throw new Refusal(node, 'row_window_session of what is no datetime is not supported');
  }
  const time: Expr = {
    kind: 'case',
    type: 'datetime',
    branches: [
      {
        when: call('is_null', 'bool', given),
        result: call(
          'refuse',
          'datetime',
          literal('string', 'row_window_session of null'),
          literal('long', 0n),
        ),
      },
    ],
    otherwise: given,
  };
  const [start, last, begins] = ['$start', '$last', '$begins'].map(
    (name): Expr => ({
      kind: 'column',
      type: name === '$begins' ? 'bool' : 'datetime',
      name,
    }),
  ) as [Expr, Expr, Expr];
  const reached = (from: Expr, distance: Expr): Expr =>
    call(
      'greater_equal',
      'bool',
      time,
      call('datetime_add_timespan', 'datetime', from, coerce(distance, 'timespan', node)),
    );
  const reasons = [
    call('is_null', 'bool', start),
    reached(start, fromFirst),
    reached(last, fromLast),
    ...(restart ? [coerce(restart, 'bool', node)] : []),
  ].map((reason) => call('coalesce', 'bool', reason, literal('bool', false)));
  const began: Expr = {
    kind: 'case',
    type: 'datetime',
    branches: [{ when: begins, result: time }],
    otherwise: start,
  };
  const column = { name: `$w${sink.rel.columns.length}`, type: 'datetime' as const };
  const { columns } = sink.rel;
  sink.rel = {
    kind: 'fold',
    input: sink.rel,
    state: ['$start', '$last'].map((name) => ({
      column: { name, type: 'datetime' },
      initial: literal('datetime', null),
    })),
    stages: [
      [
        {
          column: { name: '$begins', type: 'bool' },
          value: reasons.reduce((made, reason) => call('or', 'bool', made, reason)),
        },
      ],
    ],
    next: [began, time],
    outputs: [
      {
        when: literal('bool', true),
        values: [...columns.map(({ name, type }): Expr => ({ kind: 'column', name, type })), began],
      },
    ],
    columns: [...columns, column],
  };
  return { kind: 'column', ...column };
};

/** Equal, or both null. */
const same = (left: Expr, right: Expr): Expr =>
  call('coalesce', 'bool', call('equal', 'bool', left, right), literal('bool', true));

const windowFunctions: Readonly<Record<string, Lowering>> = dictionary({
  prev: neighbour('previous'),
  next: neighbour('next'),
  row_number: rowNumber,
  row_cumsum: runningSum,
  row_window_session: session,
  row_rank_dense: rank(true),
  row_rank_min: rank(false),
});

/** A function of rows in their order; undefined for what is none. */
export function windowCall(
  name: string,
  args: () => Expr[],
  scope: Scope,
  node: Syntax,
): Expr | undefined {
  const lowering = windowFunctions[name];
  if (!lowering) return undefined;
  const sink = scope.window;
  if (!sink) throw new Refusal(node, `${name}() is not supported here`);
  if (!isSerialized(sink.rel)) {
    throw new Refusal(node, `${name}() needs rows in an order: sort or serialize them before`);
  }
  return lowering(args(), sink, node);
}

/** The rows with the order that they have. */
export const serialized = (input: Rel): Rel =>
  isSerialized(input)
    ? input
    : {
        kind: 'project',
        input: {
          kind: 'window',
          input,
          name: 'row_number',
          args: [],
          columns: [...input.columns, { name: '$w', type: 'long' }],
        },
        columns: input.columns,
        values: input.columns.map(({ name, type }) => ({ kind: 'column', name, type })),
      };
