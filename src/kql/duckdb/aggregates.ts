import type { AggregateCall, AggregateName, SortKey } from '../tree.js';
import { type Printing, wrap } from './functions.js';
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
  return printers[call.name]({
    args: call.args.map(print.value),
    filter: call.where ? ` FILTER (WHERE ${print.truth(call.where)})` : '',
    order: call.order ? ` ORDER BY ${orderBy(call.order)}` : '',
    call,
  });
}
