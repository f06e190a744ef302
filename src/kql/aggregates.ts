import { coerce, isNumeric, toDynamic } from './coerce.js';
import { type AggregateCall, type AggregateName, type Expr } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';

type Lowering = (args: Expr[], span: Span) => AggregateCall;

function need(args: Expr[], index: number, span: Span): Expr {
  const arg = args[index];
  if (!arg) throw new Refusal(span, `argument ${index + 1} is missing`);
  return arg;
}

function only(args: Expr[], count: number, span: Span): void {
  if (args.length > count) throw new Refusal(span, 'this number of arguments is not supported');
}

const count: Lowering = () => ({ name: 'count', type: 'long', args: [] });

function number(name: AggregateName, always?: Scalar): Lowering {
  return (args, span) => {
    only(args, 1, span);
    const arg = need(args, 0, span);
    if (!isNumeric(arg.type) && !(arg.type === 'timespan' && name === 'sum')) {
      throw new Refusal(span, `${name} of ${arg.type} is not supported`);
    }
    const type = always ?? (arg.type === 'int' ? 'long' : arg.type);
    return { name, type, args: [coerce(arg, type, span)] };
  };
}

function extreme(name: 'min' | 'max'): Lowering {
  return (args, span) => {
    only(args, 1, span);
    const arg = need(args, 0, span);
    if (['dynamic', 'guid', 'bool', 'string'].includes(arg.type)) {
      throw new Refusal(span, `${name} of ${arg.type} is not supported`);
    }
    return { name, type: arg.type, args: [arg] };
  };
}

/** Exact, where Kusto estimates: the number that its estimate aims at. */
const distinctCount: Lowering = (args, span) => ({
  name: 'distinct_count',
  type: 'long',
  args: [need(args, 0, span)],
});

function collect(name: 'list' | 'set'): Lowering {
  return (args, span) => {
    only(args, 1, span);
    return { name, type: 'dynamic', args: [toDynamic(need(args, 0, span), span)] };
  };
}

const any: Lowering = (args, span) => {
  only(args, 1, span);
  const arg = need(args, 0, span);
  return { name: 'any', type: arg.type, args: [arg] };
};

/** An aggregate over the rows for which its last argument is true. */
function conditional(lowering: Lowering, place = 1): Lowering {
  return (args, span) => ({
    ...lowering([...args.slice(0, place), ...args.slice(place + 1)], span),
    where: coerce(need(args, place, span), 'bool', span),
  });
}

/** Kusto's aggregates by name; those that yield several columns (`arg_max`) are lowered with `summarize`. */
export const aggregates: Readonly<Record<string, Lowering>> = {
  count,
  countif: conditional(count, 0),
  sum: number('sum'),
  sumif: conditional(number('sum')),
  avg: number('average', 'real'),
  avgif: conditional(number('average', 'real')),
  min: extreme('min'),
  minif: conditional(extreme('min')),
  max: extreme('max'),
  maxif: conditional(extreme('max')),
  dcount: distinctCount,
  dcountif: conditional(distinctCount),
  count_distinct: distinctCount,
  count_distinctif: conditional(distinctCount),
  make_list: collect('list'),
  makelist: collect('list'),
  make_list_if: conditional(collect('list')),
  make_set: collect('set'),
  makeset: collect('set'),
  make_set_if: conditional(collect('set')),
  take_any: any,
  any,
  take_anyif: conditional(any),
  anyif: conditional(any),
};

/** `arg_max(by, …)`: the values of the row where `by` is largest; one column for each. */
export function extremeRow(name: 'value_at_max' | 'value_at_min', by: Expr, values: Expr[]) {
  return values.map(
    (value): AggregateCall => ({ name, type: value.type, args: [value, by, ...values] }),
  );
}

/** Whether rows can be ranked by it. */
export const rankable = (type: Scalar): boolean => !['dynamic', 'guid', 'bool'].includes(type);
