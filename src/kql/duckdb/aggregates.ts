import type { AggregateCall, AggregateName, SortKey } from '../tree.js';
import { wrap } from './arithmetic.js';
import { merged } from './bags.js';
import type { Printing } from './printer.js';
import { quoteName } from './text.js';

interface Parts {
  args: string[];
  /** ` FILTER (WHERE …)`, or nothing. */
  filter: string;
  /** ` ORDER BY …`, or nothing. */
  order: string;
  call: AggregateCall;
}

/** The row of the extreme as a struct; rows whose rank is null count only where all are. */
function extreme(name: string): (parts: Parts) => string {
  return ({ args, filter, call }) => {
    const [value = '', by = '', ...all] = args;
    const place = all.indexOf(value) + 1;
    const row = `struct_pack(${all.map((one, index) => `${quoteName(`c${index + 1}`)} := ${one}`).join(', ')})`;
    const found = `struct_extract(coalesce(${name}(${row}, ${by})${filter}, any_value(${row})${filter}), 'c${place}')`;
    return call.type === 'string' ? `coalesce(${found}, '')` : found;
  };
}

/** Of no or one row it is 0. */
const spread =
  (name: string) =>
  ({ args, filter }: Parts): string =>
    `coalesce(${name}(${args.join(', ')})${filter}, 0)`;

const printers: Record<AggregateName, (parts: Parts) => string> = {
  count: ({ filter }) => `count(*)${filter}`,
  sum: ({ args, filter, call }) =>
    call.type === 'real'
      ? `coalesce(sum(${args[0]})${filter}, 0)`
      : wrap(`coalesce(sum(${args[0]})${filter}, 0)`, call.type),
  min: ({ args, filter }) => `min(${args[0]})${filter}`,
  max: ({ args, filter }) => `max(${args[0]})${filter}`,
  average: ({ args, filter }) => `coalesce(avg(${args[0]})${filter}, CAST('NaN' AS DOUBLE))`,
  distinct_count: ({ args, filter }) => `count(DISTINCT ${args[0]})${filter}`,
  list: ({ args, filter, order }) =>
    `coalesce(to_json(list(${args[0]}${order})${both(filter, `${args[0]} IS NOT NULL`)}), CAST('[]' AS JSON))`,
  set: ({ args, filter }) =>
    `coalesce(to_json(list(DISTINCT ${args[0]})${both(filter, `${args[0]} IS NOT NULL`)}), CAST('[]' AS JSON))`,
  full_list: ({ args, filter, order }) =>
    `coalesce(to_json(list(${args[0]}${order})${filter}), CAST('[]' AS JSON))`,
  set_of_elements: ({ args, filter }) => {
    const [value = ''] = args;
    const items = `CASE json_type(${value}) WHEN 'ARRAY' THEN CAST(${value} AS JSON[]) ELSE [${value}] END`;
    const all = `flatten(list(${items})${both(filter, `${value} IS NOT NULL`)})`;
    return `coalesce(to_json(list_distinct(${all})), CAST('[]' AS JSON))`;
  },
  bag: ({ args, filter }) =>
    merged(`coalesce(list(${args[0]})${both(filter, `${args[0]} IS NOT NULL`)}, [])`),
  percentile: ({ args, filter }) => `quantile_disc(${args[0]}, ${args[1]})${filter}`,
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
): string {
  const made = printers[call.name]({
    args: call.args.map(print.value),
    filter: call.where ? ` FILTER (WHERE ${print.truth(call.where)})` : '',
    order: call.order ? ` ORDER BY ${orderBy(call.order)}` : '',
    call,
  });
  if (call.limit === undefined) return made;
  return `to_json(CAST(${made} AS JSON[])[1:${Math.max(0, Math.trunc(call.limit))}])`;
}
