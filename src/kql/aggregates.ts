import { dictionary } from '../model/dictionary.js';
import { coerce, computed, isNumeric, toDynamic } from './coerce.js';
import { constantElements } from './operators.js';
import { type AggregateCall, type AggregateName, type Expr, literal } from './tree.js';
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

const count: Lowering = (args, span) => {
  if (args[0]?.type === 'bool') throw new Refusal(span, 'count of a condition is not supported');
  return { name: 'count', type: 'long', args: [] };
};

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
    if (['dynamic', 'guid'].includes(arg.type)) {
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

/** An array of the values; a second argument bounds its length. */
function collect(name: 'list' | 'set' | 'full_list'): Lowering {
  return (args, span) => {
    only(args, 2, span);
    const arg = need(args, 0, span);
    const made: AggregateCall = {
      name: name === 'set' && arg.type === 'dynamic' ? 'set_of_elements' : name,
      type: 'dynamic',
      args: [toDynamic(arg, span)],
    };
    const limit = args[1];
    if (!limit) return made;
    if (limit.kind !== 'literal' || typeof limit.value !== 'bigint') {
      throw new Refusal(span, 'a bound that is not a constant is not supported');
    }
    // Which elements stay is Kusto's choice, unless all do.
    return { ...made, limit: Number(limit.value) };
  };
}

/** Statistics of numbers. */
const statistic =
  (name: AggregateName, arity = 1): Lowering =>
  (args, span) => {
    only(args, arity, span);
    const numbers = Array.from({ length: arity }, (_, index) => need(args, index, span));
    return { name, type: 'real', args: numbers.map((arg) => coerce(arg, 'real', span)) };
  };

/** Of an int Kusto's documents say that it is a long, its binder that it is an int. */
const bits =
  (name: AggregateName): Lowering =>
  (args, span) => {
    const value = need(args, 0, span);
    if (value.type === 'int')
      throw new Refusal(span, 'bits of an int are not supported: use tolong()');
    return { name, type: 'long', args: [coerce(value, 'long', span)] };
  };

const bag: Lowering = (args, span) => {
  only(args, 1, span);
  return { name: 'bag', type: 'dynamic', args: [coerce(need(args, 0, span), 'dynamic', span)] };
};

/** The value that so many percent of the rows do not exceed: exact, where Kusto estimates for many rows. */
export function percentile(value: Expr, percent: Expr, span: Span): AggregateCall {
  if (percent.kind !== 'literal' || percent.value === null) {
    throw new Refusal(span, 'a percentile that is not a constant is not supported');
  }
  const share = Number(percent.value) / 100;
  if (!(share >= 0 && share <= 1)) throw new Refusal(span, 'a percentile is from 0 to 100');
  if (!isNumeric(value.type) && value.type !== 'datetime' && value.type !== 'timespan') {
    throw new Refusal(span, `percentiles of ${value.type} are not supported`);
  }
  const type = computed(value.type);
  return {
    name: 'percentile',
    type,
    args: [coerce(value, type, span), literal('real', share)],
  };
}

/** The percents of a list, written one by one or as an array. */
const percentsOf = (args: Expr[]): Expr[] =>
  args.flatMap((arg) => (arg.type === 'dynamic' ? (constantElements(arg) ?? [arg]) : [arg]));

/** Several percentiles as one array, null where there are no values. */
const percentileArray: Lowering = ([value, ...percents], span) => {
  if (!value || !isNumeric(value.type)) {
    throw new Refusal(span, 'an array of percentiles of this is not supported');
  }
  const shares = percentsOf(percents).map((percent) => percentile(value, percent, span).args[1]);
  const args = [value, ...shares.flatMap((share) => (share ? [share] : []))];
  return { name: 'percentile_array', type: 'dynamic', args };
};

/** A percentile in which each value counts as often as its weight says. */
export function weightedPercentile(
  value: Expr,
  weight: Expr,
  percent: Expr,
  span: Span,
): AggregateCall {
  const plain = percentile(value, percent, span);
  const share = need(plain.args, 1, span);
  return {
    name: 'weighted_percentile',
    type: plain.type,
    args: [coerce(value, plain.type, span), share, coerce(weight, 'long', span)],
  };
}

const oneWeighted: Lowering = (args, span) => {
  only(args, 3, span);
  return weightedPercentile(need(args, 0, span), need(args, 1, span), need(args, 2, span), span);
};

const weightedArray: Lowering = ([value, weight, ...percents], span) => {
  if (!value || !weight || !isNumeric(value.type)) {
    throw new Refusal(span, 'an array of percentiles of this is not supported');
  }
  const shares = percentsOf(percents).map((percent) => percentile(value, percent, span).args[1]);
  return {
    name: 'weighted_percentile_array',
    type: 'dynamic',
    args: [
      value,
      coerce(weight, 'long', span),
      ...shares.flatMap((share) => (share ? [share] : [])),
    ],
  };
};

const onePercentile: Lowering = (args, span) => {
  only(args, 2, span);
  return percentile(need(args, 0, span), need(args, 1, span), span);
};

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
export const aggregates: Readonly<Record<string, Lowering>> = dictionary({
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
  make_list_with_nulls: collect('full_list'),
  make_bag: bag,
  make_dictionary: bag,
  make_bag_if: conditional(bag),
  percentile: onePercentile,
  percentiles_array: percentileArray,
  percentilew: oneWeighted,
  percentilesw_array: weightedArray,
  percentileif: conditional(onePercentile, 2),
  stdev: statistic('deviation'),
  stdevif: conditional(statistic('deviation')),
  stdevp: statistic('deviation_of_all'),
  stdevpif: conditional(statistic('deviation_of_all')),
  variance: statistic('variance'),
  varianceif: conditional(statistic('variance')),
  variancep: statistic('variance_of_all'),
  variancepif: conditional(statistic('variance_of_all')),
  covariance: statistic('covariance', 2),
  covarianceif: conditional(statistic('covariance', 2), 2),
  covariancep: statistic('covariance_of_all', 2),
  covariancepif: conditional(statistic('covariance_of_all', 2), 2),
  binary_all_and: bits('all_and'),
  binary_all_or: bits('all_or'),
  binary_all_xor: bits('all_xor'),
  take_any: any,
  any,
  take_anyif: conditional(any),
  anyif: conditional(any),
});

/** `arg_max(by, …)`: the values of the row where `by` is largest; one column for each. */
export function extremeRow(name: 'value_at_max' | 'value_at_min', by: Expr, values: Expr[]) {
  return values.map(
    (value): AggregateCall => ({ name, type: value.type, args: [value, by, ...values] }),
  );
}

/** Whether rows can be ranked by it. */
export const rankable = (type: Scalar): boolean => !['dynamic', 'guid', 'bool'].includes(type);
