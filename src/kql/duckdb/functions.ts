import type { Call, Expr, FunctionName } from '../tree.js';
import type { Scalar } from '../types.js';
import { notNull, smallSum } from './analysis.js';
import { ipv4 } from './ipv4.js';
import { hasComputedTerm, hasTerm } from './terms.js';
import { quoteText, sqlTypes } from './text.js';

/** Prints the arguments of a call. */
export interface Printing {
  /** The exact value. */
  value(expr: Expr): string;
  /** A condition in a place where null and false mean the same. */
  truth(expr: Expr): string;
}

type Printer = (args: string[], call: Call, print: Printing) => string;

const simple =
  (name: string): Printer =>
  (args) =>
    `${name}(${args.join(', ')})`;

const typeOf = (call: Call, index: number): Scalar => call.args[index]?.type ?? 'string';

/** Both null: null. One null: unequal. */
function equality(same: boolean): Printer {
  return ([left = '', right = ''], call) => {
    const [one, other] = call.args;
    if (one && other && notNull(one) && notNull(other)) {
      return `(${left} ${same ? '=' : '<>'} ${right})`;
    }
    const distinct = `(${left} IS ${same ? 'NOT ' : ''}DISTINCT FROM ${right})`;
    if ((one && notNull(one)) || (other && notNull(other))) return distinct;
    return `CASE WHEN ${left} IS NOT NULL OR ${right} IS NOT NULL THEN ${distinct} END`;
  };
}

const compare =
  (operator: string): Printer =>
  ([left = '', right = '']) =>
    `(${left} ${operator} ${right})`;

/** Whole numbers wrap around at 64 and 32 bits, as they do in Kusto; DuckDB would fail the query. */
function arithmetic(operator: '+' | '-' | '*'): Printer {
  return ([left = '', right = ''], call) => {
    const plain = `(${left} ${operator} ${right})`;
    if (call.type === 'real' || smallSum(call)) return plain;
    const wide = `(CAST(${left} AS HUGEINT) ${operator} ${right})`;
    return wrap(wide, call.type);
  };
}

export function wrap(wide: string, type: Scalar): string {
  const half = type === 'int' ? '2147483648' : '9223372036854775808';
  const full = type === 'int' ? '4294967296' : '18446744073709551616';
  return `CAST(((${wide} + ${half}) % ${full} + ${full}) % ${full} - ${half} AS ${sqlTypes[type]})`;
}

const divide: Printer = ([left = '', right = ''], call) => {
  if (call.type === 'real') return `(${left} / ${right})`;
  // The one overflow is the smallest number by -1.
  return `CASE WHEN ${right} = -1 THEN ${wrap(`-CAST(${left} AS HUGEINT)`, call.type)} ELSE (${left} // ${right}) END`;
};

const modulo: Printer = ([left = '', right = ''], call) => {
  if (call.type === 'real') return `(${left} % ${right})`;
  const wide = `CAST(${left} AS HUGEINT)`;
  return `CAST((${wide} % ${right} + abs(CAST(${right} AS HUGEINT))) % abs(CAST(${right} AS HUGEINT)) AS ${sqlTypes[call.type]})`;
};

const ticksSinceZero = '62135596800000000';

const bin: Printer = ([value = '', size = ''], call) => {
  if (call.type === 'real') return `(floor(${value} / ${size}) * ${size})`;
  if (call.type === 'datetime') {
    const micros = `(epoch_us(${value}) + ${ticksSinceZero})`;
    const step = `(${size} // 10)`;
    return `CASE WHEN ${size} > 0 THEN make_timestamp(CAST(${micros} - ${micros} % ${step} - ${ticksSinceZero} AS BIGINT)) END`;
  }
  return `CASE WHEN ${size} > 0 THEN ${value} - ((${value} % ${size}) + ${size}) % ${size} END`;
};

/** Lower case of an argument: a constant's is computed here. */
function lowered(sql: string, expr: Expr | undefined): string {
  return expr?.kind === 'literal' ? quoteText(`${expr.value}`.toLowerCase()) : `lower(${sql})`;
}

const folded =
  (name: string): Printer =>
  ([text = '', needle = ''], call) =>
    `${name}(${lowered(text, call.args[0])}, ${lowered(needle, call.args[1])})`;

const integerText = String.raw`^\s*[+-]?[0-9]{1,19}\s*$`;
const hexText = '^0[xX][0-9a-fA-F]{1,15}$';
const realText = String.raw`^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$`;

function textToInteger(text: string, type: string): string {
  return `CASE WHEN regexp_matches(${text}, '${integerText}') THEN TRY_CAST(trim(${text}) AS ${type}) WHEN regexp_matches(${text}, '${hexText}') THEN TRY_CAST(${text} AS ${type}) END`;
}

const toInteger: Printer = ([value = ''], call) => {
  const type = sqlTypes[call.type];
  const from = typeOf(call, 0);
  if (from === 'string') return textToInteger(value, type);
  if (from === 'real') {
    return `CASE WHEN isfinite(${value}) THEN TRY_CAST(trunc(${value}) AS ${type}) END`;
  }
  if (from === 'dynamic') {
    return `CASE json_type(${value}) WHEN 'VARCHAR' THEN ${textToInteger(`(${value} ->> '$')`, type)} WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(${value} ->> '$' AS DOUBLE)) AS ${type}) WHEN 'BOOLEAN' THEN CASE ${value} ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(${value} ->> '$' AS ${type}) END`;
  }
  if (from === 'datetime') return `((epoch_us(${value}) + ${ticksSinceZero}) * 10)`;
  return `TRY_CAST(${value} AS ${type})`;
};

const textToReal = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, '${realText}') THEN TRY_CAST(trim(${text}) AS DOUBLE) END`;

const toReal: Printer = ([value = ''], call) => {
  const from = typeOf(call, 0);
  if (from === 'string') return textToReal(value);
  if (from === 'dynamic') return textToReal(`(${value} ->> '$')`);
  return `CAST(${value} AS DOUBLE)`;
};

const textToBool = (text: string): string =>
  `CASE lower(trim(${text})) WHEN 'true' THEN TRUE WHEN '1' THEN TRUE WHEN 'false' THEN FALSE WHEN '0' THEN FALSE END`;

const toBool: Printer = ([value = ''], call) => {
  const from = typeOf(call, 0);
  if (from === 'string') return textToBool(value);
  if (from === 'dynamic') {
    return `CASE json_type(${value}) WHEN 'BOOLEAN' THEN ${value} ->> '$' = 'true' WHEN 'VARCHAR' THEN ${textToBool(`(${value} ->> '$')`)} WHEN 'ARRAY' THEN NULL WHEN 'OBJECT' THEN NULL ELSE TRY_CAST(${value} ->> '$' AS DOUBLE) <> 0 END`;
  }
  return `(${value} <> 0)`;
};

const isoText = String.raw`^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?\s*$`;

/** Text with an offset is read as an instant; the session's time zone never takes part. */
function textToDatetime(text: string): string {
  const zoned = `regexp_matches(${text}, '(Z|[+-][0-9]{2}:?[0-9]{2})\\s*$') AND regexp_matches(${text}, ':')`;
  return `CASE WHEN NOT regexp_matches(${text}, '${isoText}') THEN NULL WHEN ${zoned} THEN make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))) ELSE TRY_CAST(${text} AS TIMESTAMP) END`;
}

/** Seven digits, as Kusto writes an instant; the last is always 0 here. */
const datetimeText = (value: string): string =>
  `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%f') || '0Z'`;

function timespanText(ticks: string): string {
  const abs = `abs(${ticks})`;
  const days = `CASE WHEN ${abs} >= 864000000000 THEN (${abs} // 864000000000) || '.' ELSE '' END`;
  const clock = `printf('%02d:%02d:%02d', ${abs} // 36000000000 % 24, ${abs} // 600000000 % 60, ${abs} // 10000000 % 60)`;
  const fraction = `CASE WHEN ${abs} % 10000000 <> 0 THEN printf('.%07d', ${abs} % 10000000) ELSE '' END`;
  return `(CASE WHEN ${ticks} < 0 THEN '-' ELSE '' END || ${days} || ${clock} || ${fraction})`;
}

/** Shortest text that reads back as the same double; whole numbers without a fraction end in `.0`, exponents in Kusto's way. */
const realAsText = (value: string): string =>
  `replace(replace(upper(CAST(${value} AS VARCHAR)), 'INF', 'Infinity'), 'NAN', 'NaN')`;

function textOf(value: string, from: Scalar): string {
  switch (from) {
    case 'string':
      return value;
    case 'bool':
      return `CASE ${value} WHEN TRUE THEN 'True' WHEN FALSE THEN 'False' ELSE '' END`;
    case 'dynamic':
      return `coalesce(${value} ->> '$', '')`;
    case 'datetime':
      return `coalesce(${datetimeText(value)}, '')`;
    case 'timespan':
      return `coalesce(${timespanText(value)}, '')`;
    case 'real':
      return `coalesce(${realAsText(value)}, '')`;
    default:
      return `coalesce(CAST(${value} AS VARCHAR), '')`;
  }
}

function jsonOf(value: string, from: Scalar): string {
  if (from === 'dynamic') return value;
  if (from === 'datetime') return `to_json(${datetimeText(value)})`;
  if (from === 'timespan') return `to_json(${timespanText(value)})`;
  if (from === 'guid') return `to_json(CAST(${value} AS VARCHAR))`;
  return `to_json(${value})`;
}

/** The elements of an array as text; a lone value is its only element. */
const textsOf = (array: string): string =>
  `CASE WHEN json_type(${array}) = 'ARRAY' THEN list_transform(CAST(${array} AS JSON[]), lambda x: coalesce(x ->> '$', '')) ELSE [coalesce(${array} ->> '$', '')] END`;

/** JSON's null is Kusto's null. */
const present = (json: string): string => `nullif(${json}, CAST('null' AS JSON))`;

const member: Printer = ([bag = '', name = ''], call) => {
  const key = call.args[1];
  if (key?.kind === 'literal' && typeof key.value === 'string') {
    const path = /^[0-9]+$/.test(key.value)
      ? `$."${key.value}"`
      : `/${key.value.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return present(`json_extract(${bag}, ${quoteText(path)})`);
  }
  const pointer = `'/' || replace(replace(${name}, '~', '~0'), '/', '~1')`;
  return `CASE WHEN json_type(${bag}) = 'OBJECT' THEN ${present(`json_extract(${bag}, ${pointer})`)} END`;
};

const element: Printer = ([array = '', index = '']) =>
  `CASE WHEN json_type(${array}) = 'ARRAY' THEN ${present(`json_extract(${array}, ${index})`)} END`;

const trimmed =
  (before: boolean, after: boolean): Printer =>
  ([text = ''], call) => {
    const pattern = constant(call, 1);
    let made = text;
    if (before) made = `regexp_replace(${made}, ${quoteText(`^(?:${pattern})`)}, '')`;
    if (after) made = `regexp_replace(${made}, ${quoteText(`(?:${pattern})$`)}, '')`;
    return made;
  };

/** The constant text that the lowering put there. */
function constant(call: Call, index: number): string {
  const arg = call.args[index];
  if (arg?.kind !== 'literal' || arg.value === null) throw new Error(`${call.name}: no constant`);
  return `${arg.value}`;
}

const startOf: Printer = ([value = ''], call) => {
  const unit = constant(call, 1);
  // Weeks start on Sunday, DuckDB's on Monday.
  if (unit === 'week') {
    return `CAST(date_trunc('day', ${value}) - to_days(CAST(dayofweek(${value}) AS INTEGER)) AS TIMESTAMP)`;
  }
  return `CAST(date_trunc('${unit}', ${value}) AS TIMESTAMP)`;
};

const endOf: Printer = (args, call, print) =>
  `(${startOf(args, call, print)} + INTERVAL 1 ${constant(call, 1).toUpperCase()} - to_microseconds(1))`;

const join = (args: string[], operator: string): string => `(${args.join(` ${operator} `)})`;

const contains: Printer = folded('contains');

/** How DuckDB computes each function. */
export const functions: Record<FunctionName, Printer> = {
  and: (args) => join(args, 'AND'),
  or: (args) => join(args, 'OR'),
  not: ([value = '']) => `(NOT ${value})`,
  is_null: ([value = '']) => `(${value} IS NULL)`,
  coalesce: simple('coalesce'),

  equal: equality(true),
  not_equal: equality(false),
  less: compare('<'),
  less_equal: compare('<='),
  greater: compare('>'),
  greater_equal: compare('>='),
  in: ([value = '', ...options], call) => {
    const made = `(${value} IN (${options.join(', ')}))`;
    return call.args.every(notNull) ? made : `coalesce(${made}, FALSE)`;
  },

  negate: ([value = ''], call) =>
    call.type === 'real' ? `(-${value})` : wrap(`-CAST(${value} AS HUGEINT)`, call.type),
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide,
  modulo,
  datetime_add_timespan: ([time = '', span = '']) =>
    `(${time} + to_microseconds(CAST(${span} // 10 AS BIGINT)))`,
  datetime_subtract_timespan: ([time = '', span = '']) =>
    `(${time} - to_microseconds(CAST(${span} // 10 AS BIGINT)))`,
  datetime_subtract: ([left = '', right = '']) => `((epoch_us(${left}) - epoch_us(${right})) * 10)`,
  timespan_ratio: ([left = '', right = '']) =>
    `(CAST(${left} AS DOUBLE) / CAST(${right} AS DOUBLE))`,
  timespan_scale: ([span = '', factor = '']) => `TRY_CAST(trunc(${span} * ${factor}) AS BIGINT)`,
  bin,
  abs: ([value = ''], call) =>
    call.type === 'real' ? `abs(${value})` : wrap(`abs(CAST(${value} AS HUGEINT))`, call.type),
  ceiling: simple('ceil'),
  sqrt: ([value = '']) =>
    `CASE WHEN ${value} >= 0 THEN sqrt(${value}) ELSE CAST('NaN' AS DOUBLE) END`,
  exp: simple('exp'),
  log: ([value = '']) => logarithm('ln', value),
  log10: ([value = '']) => logarithm('log10', value),
  log2: ([value = '']) => logarithm('log2', value),
  pow: simple('pow'),
  min_of: simple('least'),
  max_of: simple('greatest'),
  is_nan: simple('isnan'),
  is_finite: simple('isfinite'),
  is_inf: simple('isinf'),
  bit_and: (args) => join(args, '&'),
  bit_or: (args) => join(args, '|'),
  bit_xor: simple('xor'),
  bit_not: ([value = '']) => `(~${value})`,

  lower: ([text = ''], call) => lowered(text, call.args[0]),
  upper: simple('upper'),
  concat: (args) => (args.length === 0 ? "''" : join(args, '||')),
  length: simple('length'),
  byte_length: ([text = '']) => `octet_length(encode(${text}))`,
  contains,
  contains_cs: simple('contains'),
  starts_with: folded('starts_with'),
  starts_with_cs: simple('starts_with'),
  ends_with: folded('ends_with'),
  ends_with_cs: simple('ends_with'),
  has: (args, call) => hasTerm(args, call, { folded: true, start: true, end: true }),
  has_cs: (args, call) => hasTerm(args, call, { folded: false, start: true, end: true }),
  has_prefix: (args, call) => hasTerm(args, call, { folded: true, start: true, end: false }),
  has_prefix_cs: (args, call) => hasTerm(args, call, { folded: false, start: true, end: false }),
  has_suffix: (args, call) => hasTerm(args, call, { folded: true, start: false, end: true }),
  has_suffix_cs: (args, call) => hasTerm(args, call, { folded: false, start: false, end: true }),
  matches: simple('regexp_matches'),
  extract: ([text = '', pattern = ''], call) =>
    `coalesce(regexp_extract(${text}, ${pattern}, ${constant(call, 2)}), '')`,
  substring: ([text = '', start = '', length = '']) =>
    length === ''
      ? `substring(${text}, greatest(${start}, 0) + 1)`
      : `substring(${text}, greatest(${start}, 0) + 1, greatest(${length}, 0))`,
  split: ([text = '', delimiter = '']) => `to_json(string_split(${text}, ${delimiter}))`,
  index_of: ([text = '', needle = '']) => `(strpos(${text}, ${needle}) - 1)`,
  replace_text: simple('replace'),
  replace_regex: ([text = '', pattern = '', rewrite = '']) =>
    `regexp_replace(${text}, ${pattern}, ${rewrite}, 'g')`,
  trim: trimmed(true, true),
  trim_start: trimmed(true, false),
  trim_end: trimmed(false, true),
  reverse: simple('reverse'),
  base64_encode: ([text = '']) => `to_base64(encode(${text}))`,
  md5: simple('md5'),
  sha1: simple('sha1'),
  sha256: simple('sha256'),

  widen: ([value = ''], call) => `CAST(${value} AS ${sqlTypes[call.type]})`,
  to_string: ([value = ''], call) => textOf(value, typeOf(call, 0)),
  to_long: toInteger,
  to_int: toInteger,
  to_real: toReal,
  to_bool: toBool,
  to_datetime: ([value = ''], call) =>
    textToDatetime(typeOf(call, 0) === 'dynamic' ? `(${value} ->> '$')` : value),
  to_timespan: ([value = '']) => value,
  to_dynamic: ([value = ''], call) => jsonOf(value, typeOf(call, 0)),
  to_guid: ([value = ''], call) =>
    `TRY_CAST(${typeOf(call, 0) === 'dynamic' ? `(${value} ->> '$')` : value} AS UUID)`,
  parse_json: ([text = '']) =>
    `CASE WHEN ${text} = '' THEN NULL WHEN json_valid(${text}) THEN ${present(`CAST(${text} AS JSON)`)} ELSE to_json(${text}) END`,
  number_of_dynamic: ([value = ''], call) =>
    `CASE WHEN json_type(${value}) IN ('BIGINT', 'UBIGINT'${call.type === 'real' ? ", 'DOUBLE'" : ''}) THEN TRY_CAST(${value} ->> '$' AS ${sqlTypes[call.type]}) END`,
  bool_of_dynamic: ([value = '']) =>
    `CASE WHEN json_type(${value}) = 'BOOLEAN' THEN ${value} ->> '$' = 'true' END`,

  start_of: startOf,
  end_of: endOf,
  date_part: ([value = ''], call) =>
    `CAST(date_part('${constant(call, 1)}', ${value}) AS ${sqlTypes[call.type]})`,
  from_unix_time: ([seconds = '']) => `make_timestamp(${seconds} * 1000000)`,
  day_of_week: ([value = '']) => `(CAST(dayofweek(${value}) AS BIGINT) * 864000000000)`,

  member,
  element,
  array_length: ([array = '']) =>
    `CASE WHEN json_type(${array}) = 'ARRAY' THEN CAST(json_array_length(${array}) AS BIGINT) END`,
  array: simple('json_array'),
  bag: simple('json_object'),
  bag_keys: ([bag = '']) =>
    `CASE WHEN json_type(${bag}) = 'OBJECT' THEN to_json(json_keys(${bag})) END`,
  array_concat: (args) =>
    `to_json(list_concat(${args.map((arg) => `CAST(${arg} AS JSON[])`).join(', ')}))`,
  array_join: ([array = '', delimiter = '']) =>
    `coalesce(array_to_string(list_transform(CAST(${array} AS JSON[]), lambda x: coalesce(x ->> '$', '')), ${delimiter}), '')`,
  array_has_text: ([array = '', text = '']) =>
    `coalesce(list_contains(${textsOf(array)}, ${text}), FALSE)`,
  has_any_of_array: ([text = '', array = '']) =>
    `(len(list_filter(coalesce(${textsOf(array)}, []), lambda n: ${hasComputedTerm(text, 'n')})) > 0)`,
  has_all_of_array: ([text = '', array = '']) =>
    `(len(list_filter(coalesce(${textsOf(array)}, []), lambda n: NOT ${hasComputedTerm(text, 'n')})) = 0)`,

  ipv4_is_private: ([address = '']) => ipv4.isPrivate(address),
  ipv4_in_range: ([address = '', range = '']) => ipv4.isInRange(address, range),
  ipv4_number: ([address = '']) => ipv4.number(address),
};

const logarithm = (name: string, value: string): string =>
  `CASE WHEN ${value} > 0 THEN ${name}(${value}) WHEN ${value} = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('NaN' AS DOUBLE) END`;
