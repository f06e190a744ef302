import type { AggregateCall, AggregateName, SortKey } from '../tree.js';
import { wrap } from './arithmetic.js';
import { merged } from './bags.js';
import { bind, type Printing, unsupported } from './printer.js';
import { quoteName } from './text.js';

interface Parts {
  args: string[];
  /** ` FILTER (WHERE …)`, or nothing. */
  filter: string;
  /** ` ORDER BY …`, or nothing. */
  order: string;
  call: AggregateCall;
  share: Share;
}

/** Takes an aggregate of which several columns are parts, and gives what stands for it. */
export type Share = (aggregate: string) => string;

/** The row of the extreme as a struct; rows whose rank is null count only where all are. */
function extreme(name: string): (parts: Parts) => string {
  return ({ args, filter, call, share }) => {
    const [value = '', by = '', ...all] = args;
    const place = all.indexOf(value) + 1;
    const row = `struct_pack(${all.map((one, index) => `${quoteName(`c${index + 1}`)} := ${one}`).join(', ')})`;
    const whole = `coalesce(${name}(${row}, ${by})${filter}, any_value(${row})${filter})`;
    const found = `struct_extract(${all.length > 1 ? share(whole) : whole}, 'c${place}')`;
    return call.type === 'string' ? `coalesce(${found}, '')` : found;
  };
}

/** Of no or one row it is 0; where a value is infinite or no number, so is the result none. */
const spread =
  (name: string) =>
  ({ args, filter }: Parts): string => {
    const finite = args.map((arg) => `isfinite(${arg})`).join(' AND ');
    return `CASE WHEN count(*)${both(filter, `NOT (${finite})`)} > 0 THEN CAST('NaN' AS DOUBLE) ELSE coalesce(${name}(${args.join(', ')})${both(filter, finite)}, 0) END`;
  };

/** Where NaN stands among numbers is not documented for extremes. */
const bound =
  (name: 'min' | 'max') =>
  ({ args, filter, call }: Parts): string => {
    const made = `${name}(${args[0]})${filter}`;
    if (call.type === 'string') return `coalesce(${made}, '')`;
    if (call.type !== 'real') return made;
    const refusal = unsupported(`${name} of NaN`, `max(${args[0]})${filter}`, 'DOUBLE');
    return `CASE WHEN isnan(max(${args[0]})${filter}) THEN ${refusal} ELSE ${made} END`;
  };

/** How many elements a set may have to keep the order in which they first came. */
const orderedSet = 10_000;

/** The elements of a list, each once, in the order in which they first come; a large set is in no order. */
const firstOfEach = (list: string): string =>
  bind(
    list,
    '"~l"',
    bind(
      `list_distinct("~l")`,
      '"~d"',
      `CASE WHEN len("~d") > ${orderedSet} THEN "~d" ELSE list_transform(list_sort(list_transform("~d", lambda "~x": {p: list_position("~l", "~x"), v: "~x"})), lambda "~e": struct_extract("~e", 'v')) END`,
    ),
  );

/** How many rows a weighted percentile may have: it looks at all those before for each. */
const weightedRows = 4000;

/** The values at which the sum of the weights reaches shares of all weights, as a list. */
function weighted(value: string, weight: string, shares: string[], filter: string): string {
  const rows = `list(struct_pack(v := ${value}, w := ${weight}))${both(filter, `${value} IS NOT NULL AND ${weight} > 0`)}`;
  const refusal = unsupported('a weighted percentile of so many rows', `len("~l")`, 'HUGEINT[]');
  const sums = `CASE WHEN len("~l") > ${weightedRows} THEN ${refusal} ELSE list_transform(range(1, len("~l") + 1), lambda "~i": CAST(list_sum(list_transform("~l"[1:"~i"], lambda "~x": struct_extract("~x", 'w'))) AS HUGEINT)) END`;
  const found = shares.map(
    (share) =>
      `struct_extract("~l"[list_position(list_transform("~c", lambda "~y": "~y" >= ${share} * "~c"[-1]), TRUE)], 'v')`,
  );
  return bind(`list_sort(${rows})`, '"~l"', bind(sums, '"~c"', `[${found.join(', ')}]`));
}

const printers: Record<AggregateName, (parts: Parts) => string> = {
  count: ({ filter }) => `count(*)${filter}`,
  sum: ({ args, filter, call }) =>
    call.type === 'real'
      ? `coalesce(sum(${args[0]})${filter}, 0)`
      : wrap(`coalesce(sum(${args[0]})${filter}, 0)`, call.type),
  min: bound('min'),
  max: bound('max'),
  average: ({ args, filter }) => `coalesce(avg(${args[0]})${filter}, CAST('NaN' AS DOUBLE))`,
  distinct_count: ({ args, filter }) => `count(DISTINCT ${args[0]})${filter}`,
  list: ({ args, filter, order }) =>
    `coalesce(to_json(list(${args[0]}${order})${both(filter, `${args[0]} IS NOT NULL`)}), CAST('[]' AS JSON))`,
  set: ({ args, filter }) =>
    `to_json(${firstOfEach(`coalesce(list(${args[0]})${both(filter, `${args[0]} IS NOT NULL`)}, [])`)})`,
  full_list: ({ args, filter, order }) =>
    `coalesce(to_json(list(${args[0]}${order})${filter}), CAST('[]' AS JSON))`,
  set_of_elements: ({ args, filter }) => {
    const [value = ''] = args;
    const items = `CASE json_type(${value}) WHEN 'ARRAY' THEN CAST(${value} AS JSON[]) ELSE [${value}] END`;
    const all = `flatten(list(${items})${both(filter, `${value} IS NOT NULL`)})`;
    return `to_json(${firstOfEach(`coalesce(${all}, [])`)})`;
  },
  bag: ({ args, filter }) =>
    merged(`coalesce(list(${args[0]})${both(filter, `${args[0]} IS NOT NULL`)}, [])`),
  percentile: ({ args, filter }) => `quantile_disc(${args[0]}, ${args[1]})${filter}`,
  percentile_array: ({ args: [value = '', ...shares], filter }) =>
    `to_json(quantile_disc(${value}, [${shares.join(', ')}])${filter})`,
  weighted_percentile: ({ args: [value = '', share = '', weight = ''], filter }) =>
    `${weighted(value, weight, [share], filter)}[1]`,
  weighted_percentile_array: ({ args: [value = '', weight = '', ...shares], filter }) =>
    bind(
      weighted(value, weight, shares, filter),
      '"~p"',
      `CASE WHEN "~p"[1] IS NOT NULL THEN to_json("~p") END`,
    ),
  deviation: spread('stddev_samp'),
  deviation_of_all: spread('stddev_pop'),
  variance: spread('var_samp'),
  variance_of_all: spread('var_pop'),
  covariance: spread('covar_samp'),
  covariance_of_all: spread('covar_pop'),
  all_and: ({ args, filter }) => `bit_and(${args[0]})${filter}`,
  all_or: ({ args, filter }) => `bit_or(${args[0]})${filter}`,
  all_xor: ({ args, filter }) => `bit_xor(${args[0]})${filter}`,
  any: ({ args, filter, call }) =>
    call.type === 'string'
      ? `coalesce(any_value(${args[0]})${filter}, '')`
      : `any_value(${args[0]})${filter}`,
  value_at_max: extreme('arg_max'),
  value_at_min: extreme('arg_min'),
};

const both = (filter: string, condition: string): string =>
  filter === '' ? ` FILTER (WHERE ${condition})` : filter.replace(/\)$/, ` AND ${condition})`);

export function printAggregate(
  call: AggregateCall,
  print: Printing,
  orderBy: (keys: SortKey[]) => string,
  share: Share,
): string {
  const sorted = call.order ? orderBy(call.order) : '';
  const made = printers[call.name]({
    args: call.args.map(print.value),
    filter: call.where ? ` FILTER (WHERE ${print.truth(call.where)})` : '',
    order: sorted === '' ? '' : ` ORDER BY ${sorted}`,
    call,
    share,
  });
  if (call.limit === undefined) return made;
  return `to_json(CAST(${made} AS JSON[])[1:${Math.max(0, Math.trunc(call.limit))}])`;
}
