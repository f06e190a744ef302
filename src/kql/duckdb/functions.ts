import type { Call, Expr, FunctionName } from '../tree.js';
import type { Scalar } from '../types.js';
import { notNull, smallSum } from './analysis.js';
import { arrays } from './arrays.js';
import { bags } from './bags.js';
import { clockFunctions } from './clock.js';
import { encodings } from './encoding.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { kinds } from './kinds.js';
import { bind, constant, type Printer, simple } from './printer.js';
import { hasComputedTerm, hasTerm } from './terms.js';
import { quoteText, sqlTypes } from './text.js';
import { xxhash64 } from './xxhash.js';

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

const isoText = String.raw`^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?\s*$`;

const americanText = String.raw`^\s*([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})`;

/**
 * ISO 8601, or the month first and the year last. Text with an offset is read as an instant; the session's time zone
 * never takes part.
 */
function textToDatetime(text: string): string {
  const given = `trim(${text}, ' ' || chr(9) || chr(10) || chr(13))`;
  const zoned = `regexp_matches(s, '(Z|[+-][0-9]{2}:?[0-9]{2})\\s*$') AND regexp_matches(s, ':')`;
  const iso = `CASE WHEN regexp_matches(${given}, '${americanText}') THEN regexp_replace(${given}, '${americanText}', '\\3-\\1-\\2') ELSE ${given} END`;
  return bind(
    iso,
    's',
    `CASE WHEN NOT regexp_matches(s, '${isoText}') THEN NULL WHEN ${zoned} THEN make_timestamp(epoch_us(TRY_CAST(s AS TIMESTAMPTZ))) ELSE TRY_CAST(s AS TIMESTAMP) END`,
  );
}

const spanText = String.raw`^\s*(-?)(?:([0-9]{1,8})\.)?([01]?[0-9]|2[0-3]):([0-5]?[0-9])(?::([0-5]?[0-9])(?:\.([0-9]{1,7}))?)?\s*$`;

/** `[-][d.]hh:mm[:ss[.fffffff]]`, as `tostring` writes it. */
function textToTimespan(text: string): string {
  const part = (name: string): string =>
    `CAST(coalesce(nullif(struct_extract(r, '${name}'), ''), '0') AS BIGINT)`;
  const ticks = `${part('d')} * 864000000000 + ${part('h')} * 36000000000 + ${part('m')} * 600000000 + ${part('s')} * 10000000 + CAST(rpad(struct_extract(r, 'f'), 7, '0') AS BIGINT)`;
  return bind(
    `regexp_extract(${text}, '${spanText}', ['g', 'd', 'h', 'm', 's', 'f'])`,
    'r',
    `CASE WHEN struct_extract(r, 'h') <> '' THEN CASE WHEN struct_extract(r, 'g') = '-' THEN -1 ELSE 1 END * (${ticks}) END`,
  );
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

const join = (args: string[], operator: string): string => `(${args.join(` ${operator} `)})`;

const contains: Printer = folded('contains');

/** Of an infinite angle there is none. */
const finite =
  (name: string): Printer =>
  ([value = '']) =>
    `CASE WHEN isfinite(${value}) THEN ${name}(${value}) WHEN ${value} IS NOT NULL THEN CAST('NaN' AS DOUBLE) END`;

const inUnit =
  (name: string): Printer =>
  ([value = '']) =>
    `CASE WHEN ${value} BETWEEN -1 AND 1 THEN ${name}(${value}) WHEN ${value} IS NOT NULL THEN CAST('NaN' AS DOUBLE) END`;

const positive = (name: string, value: string): string =>
  `CASE WHEN ${value} > 0 THEN ${name}(${value}) WHEN ${value} IS NOT NULL THEN CAST(error('${name} of a number that is not positive is not supported') AS DOUBLE) END`;

/** How DuckDB computes each function. */
export const functions: Record<FunctionName, Printer> = {
  ...arrays,
  ...bags,
  ...clockFunctions,
  ...encodings,
  ...kinds,
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
  random: () => 'random()',
  random_guid: () => 'uuid()',
  bit_count: ([value = '']) => `CAST(bit_count(${value}) AS BIGINT)`,
  sin: finite('sin'),
  cos: finite('cos'),
  tan: finite('tan'),
  asin: inUnit('asin'),
  acos: inUnit('acos'),
  atan: simple('atan'),
  atan2: simple('atan2'),
  gamma: ([value = '']) => positive('gamma', value),
  log_gamma: ([value = '']) => positive('lgamma', value),
  round: ([value = '', digits = '']) => `round(${value}, CAST(${digits} AS INTEGER))`,
  to_hex: ([value = '', digits = ''], call) =>
    bind(
      `lower(to_hex(${typeOf(call, 0) === 'int' ? `(CAST(${value} AS BIGINT) & 4294967295)` : value}))`,
      'h',
      `coalesce(CASE WHEN length(h) < ${digits} THEN lpad(h, CAST(${digits} AS INTEGER), '0') ELSE h END, '')`,
    ),
  pad_number: ([value = ''], call) => `printf('%0${constant(call, 1)}d', ${value})`,

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
  index_of_nth: ([text = '', needle = '', start = '', count = '', nth = '']) => {
    const from = `CASE WHEN ${start} < 0 THEN greatest(length(s) + ${start}, 0) ELSE ${start} END`;
    const fits = `substr(s, i + 1, length(${needle})) = ${needle} AND (${count} < 0 OR i < ${from} + ${count})`;
    return bind(
      text,
      's',
      `coalesce(list_filter(range(${from}, length(s)), lambda i: ${fits})[${nth}], -1)`,
    );
  },
  index_of_any_term: ([text = '', array = '']) =>
    bind(
      text,
      's',
      `coalesce(list_filter(list_transform(coalesce(${textsOf(array)}, []), lambda n, i: CASE WHEN ${hasComputedTerm('s', 'n')} THEN i - 1 END), lambda i: i IS NOT NULL)[1], -1)`,
    ),
  count_text: ([text = '', needle = '']) =>
    bind(
      text,
      's',
      `len(list_filter(range(0, length(s)), lambda i: substr(s, i + 1, length(${needle})) = ${needle}))`,
    ),
  count_matches: ([text = '', pattern = '']) => `len(regexp_extract_all(${text}, ${pattern}))`,
  repeat: ([text = '', count = '', delimiter = '']) =>
    bind(
      text,
      's',
      `CASE WHEN ${count} > 0 THEN repeat(s || ${delimiter}, ${count} - 1) || s ELSE '' END`,
    ),
  translate: simple('translate'),
  extract_all: ([text = '', pattern = '', ...groups]) => {
    const [only, ...more] = groups.map(
      (group) => `regexp_extract_all(s, ${pattern}, CAST(${group} AS INTEGER))`,
    );
    const made =
      more.length === 0
        ? `to_json(${only})`
        : bind(
            `[${[only, ...more].join(', ')}]`,
            'g',
            `to_json(list_transform(range(1, len(g[1]) + 1), lambda i: list_transform(g, lambda l: l[i])))`,
          );
    return bind(text, 's', `CASE WHEN regexp_matches(s, ${pattern}) THEN ${made} END`);
  },
  match_groups: ([text = '', pattern = ''], call) => {
    const names = Array.from({ length: Number(constant(call, 2)) }, (_, index) => `g${index}`);
    if (names.length === 0)
      return `CASE WHEN regexp_matches(${text}, ${pattern}) THEN CAST('[]' AS JSON) END`;
    const list = `[${names.map((name) => `'${name}'`).join(', ')}]`;
    const found = bind(
      `regexp_extract(${text}, ${pattern}, ${list})`,
      'r',
      `json_array(${names.map((name) => `r.${name}`).join(', ')})`,
    );
    return `CASE WHEN regexp_matches(${text}, ${pattern}) THEN ${found} END`;
  },
  regex_quote: ([text = '']) =>
    String.raw`regexp_replace(${text}, '([\.+*?()|\[\]{}^$#&~-])', '\\\1', 'g')`,
  is_ascii: ([text = '']) => String.raw`regexp_full_match(${text}, '[\x00-\x7F]*')`,
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
  xxhash64: ([value = ''], call) => xxhash64(value, typeOf(call, 0)),

  widen: ([value = ''], call) => `CAST(${value} AS ${sqlTypes[call.type]})`,
  to_string: ([value = ''], call) => textOf(value, typeOf(call, 0)),
  to_long: toInteger,
  to_int: toInteger,
  to_real: toReal,
  to_bool: toBool,
  to_datetime: ([value = ''], call) =>
    textToDatetime(typeOf(call, 0) === 'dynamic' ? `(${value} ->> '$')` : value),
  to_timespan: ([value = ''], call) =>
    textToTimespan(typeOf(call, 0) === 'dynamic' ? `(${value} ->> '$')` : value),
  to_dynamic: ([value = ''], call) => jsonOf(value, typeOf(call, 0)),
  to_guid: ([value = ''], call) =>
    `TRY_CAST(${typeOf(call, 0) === 'dynamic' ? `(${value} ->> '$')` : value} AS UUID)`,
  parse_json: ([text = '']) =>
    `CASE WHEN ${text} = '' THEN NULL WHEN json_valid(${text}) THEN ${present(`CAST(${text} AS JSON)`)} ELSE to_json(${text}) END`,
  number_of_dynamic: ([value = ''], call) =>
    `CASE WHEN json_type(${value}) IN ('BIGINT', 'UBIGINT'${call.type === 'real' ? ", 'DOUBLE'" : ''}) THEN TRY_CAST(${value} ->> '$' AS ${sqlTypes[call.type]}) END`,
  bool_of_dynamic: ([value = '']) =>
    `CASE WHEN json_type(${value}) = 'BOOLEAN' THEN ${value} ->> '$' = 'true' END`,

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
  ipv6_compare: ([one = '', other = '', bits = '']) => ipv6.compare(one, other, bits),
  ipv6_matches: ([one = '', other = '', bits = '']) => `(${ipv6.compare(one, other, bits)} = 0)`,
  ipv6_canonical: ([address = '', bits = '']) => ipv6.canonical(address, bits),
  ipv4_compare: ([one = '', other = '', bits = '']) => ipv4.compare(one, other, bits),
  ipv4_matches: ([one = '', other = '', bits = '']) => `(${ipv4.compare(one, other, bits)} = 0)`,
  ipv4_suffix: ([address = '']) => ipv4.suffix(address),
  ipv4_masked: ([address = '', bits = '']) => ipv4.masked(address, bits),
  format_ipv4: ([address = '', bits = ''], call) =>
    ipv4.format(address, bits, constant(call, 2) === 'true'),
};

const logarithm = (name: string, value: string): string =>
  `CASE WHEN ${value} > 0 THEN ${name}(${value}) WHEN ${value} = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('NaN' AS DOUBLE) END`;
