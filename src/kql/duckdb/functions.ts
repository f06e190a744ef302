import type { Call, FunctionName } from '../tree.js';
import type { Scalar } from '../types.js';
import {
  arithmetic,
  bin,
  divide,
  finite,
  inUnit,
  logarithm,
  modulo,
  positive,
  shifted,
  squareRoot,
  wrap,
} from './arithmetic.js';
import { arrays } from './arrays.js';
import { bags } from './bags.js';
import { clockFunctions } from './clock.js';
import { compare, equality, isIn } from './comparison.js';
import { conversions } from './conversions.js';
import { encodings } from './encoding.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { kinds } from './kinds.js';
import { pairs } from './pairs.js';
import { bind, constant, type Printer, present, simple, unsupported } from './printer.js';
import { series } from './series.js';
import {
  bounded,
  extractAll,
  folded,
  indexOfMatch,
  indexOfNth,
  lowered,
  reverse,
  substring,
  trimmed,
  upper,
} from './strings.js';
import { hasComputedTerm, hasTerm } from './terms.js';
import { quoteText } from './text.js';
import { xxhash64 } from './xxhash.js';

const typeOf = (call: Call, index: number): Scalar => call.args[index]?.type ?? 'string';

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

const join = (args: string[], operator: string): string => `(${args.join(` ${operator} `)})`;

const contains: Printer = folded('contains');

/** The elements of an array as text; a lone value is its only element. A long expression is written once. */
const textsOf = (array: string): string =>
  array.length > 200
    ? bind(array, '"~a"', textsOf('"~a"'))
    : `CASE WHEN json_type(${array}) = 'ARRAY' THEN list_transform(CAST(${array} AS JSON[]), lambda x: coalesce(x ->> '$', '')) ELSE [coalesce(${array} ->> '$', '')] END`;

/** The elements of an array; what is none is refused. */
const definiteElements = (json: string, what: string): string =>
  `CASE WHEN json_type(${json}) = 'ARRAY' THEN CAST(${json} AS JSON[]) ELSE ${unsupported(what, `coalesce(CAST(${json} AS VARCHAR), '')`, 'JSON[]')} END`;

/** Every character of ASCII takes one byte, all others more. */
const isAscii = (text: string): string => `(strlen(${text}) = length(${text}))`;

/** How DuckDB computes each function. */
export const functions: Record<FunctionName, Printer> = {
  ...arrays,
  ...bags,
  ...clockFunctions,
  ...conversions,
  ...encodings,
  ...kinds,
  ...pairs,
  ...series,
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
  in: isIn,

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
  sqrt: squareRoot,
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
  shift_left: shifted('left'),
  shift_right: shifted('right'),
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
  // Whether zeros behind the point stay is not documented; nor is a negative size.
  size_text: ([value = '', digits = '', unit = '']) =>
    bind(
      `round(${value}, CAST(${digits} AS INTEGER))`,
      'v',
      `CASE WHEN v < 0 OR NOT isfinite(v) OR (${digits} > 0 AND round(v, CAST(${digits} AS INTEGER) - 1) = v) THEN ${unsupported('this size as text', 'v', 'VARCHAR')} WHEN v IS NULL THEN '' ELSE CASE WHEN v = floor(v) THEN CAST(CAST(v AS HUGEINT) AS VARCHAR) ELSE CAST(v AS VARCHAR) END || ${unit} END`,
    ),
  pad_number: ([value = ''], call) => `printf('%0${constant(call, 1)}d', ${value})`,

  lower: ([text = ''], call) => lowered(text, call.args[0]),
  upper: ([text = '']) => upper(text),
  concat: (args) => (args.length === 0 ? "''" : join(args, '||')),
  length: simple('length'),
  byte_length: ([text = '']) => `octet_length(encode(${text}))`,
  contains,
  contains_cs: simple('contains'),
  starts_with: bounded('starts_with'),
  starts_with_cs: simple('starts_with'),
  ends_with: bounded('ends_with'),
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
  substring,
  split: ([text = '', delimiter = '']) => `to_json(string_split(${text}, ${delimiter}))`,
  index_of: ([text = '', needle = '']) => `(strpos(${text}, ${needle}) - 1)`,
  index_of_nth: indexOfNth,
  index_of_match: indexOfMatch,
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
  extract_all: extractAll,
  match_groups: ([text = '', pattern = ''], call) => {
    const names = Array.from({ length: Number(constant(call, 2)) }, (_, index) => `g${index}`);
    if (names.length === 0)
      return `CASE WHEN regexp_matches(${text}, ${pattern}) THEN CAST('[]' AS JSON) END`;
    const list = `[${names.map((name) => `'${name}'`).join(', ')}]`;
    const found = bind(
      `regexp_extract(${text}, ${pattern}, ${list})`,
      'r',
      // Not r.g0: a column named r would come first.
      `json_array(${names.map((name) => `struct_extract(r, '${name}')`).join(', ')})`,
    );
    return `CASE WHEN regexp_matches(${text}, ${pattern}) THEN ${found} END`;
  },
  regex_quote: ([text = '']) =>
    String.raw`regexp_replace(${text}, '([\.+*?()|\[\]{}^$#&~-])', '\\\1', 'g')`,
  is_ascii: ([text = '']) => isAscii(text),
  ascii_text: ([text = '']) =>
    `CASE WHEN ${isAscii(text)} THEN ${text} ELSE ${unsupported('\\b in a regular expression on a text that is not ASCII', text, 'VARCHAR')} END`,
  replace_text: simple('replace'),
  replace_regex: ([text = '', pattern = '', rewrite = '']) =>
    `regexp_replace(${text}, ${pattern}, ${rewrite}, 'g')`,
  trim: trimmed(true, true),
  trim_start: trimmed(true, false),
  trim_end: trimmed(false, true),
  reverse,
  base64_encode: ([text = '']) => `to_base64(encode(${text}))`,
  md5: simple('md5'),
  sha1: simple('sha1'),
  sha256: simple('sha256'),
  xxhash64: ([value = ''], call) => xxhash64(value, typeOf(call, 0)),

  member,
  element,
  array_length: ([array = '']) =>
    `CASE WHEN json_type(${array}) = 'ARRAY' THEN CAST(json_array_length(${array}) AS BIGINT) END`,
  array: simple('json_array'),
  bag: simple('json_object'),
  bag_keys: ([bag = '']) =>
    `CASE WHEN json_type(${bag}) = 'OBJECT' THEN to_json(json_keys(${bag})) END`,
  array_concat: (args) =>
    `to_json(list_concat(${args.map((arg) => definiteElements(arg, 'joining what is no array')).join(', ')}))`,
  array_join: ([array = '', delimiter = '']) =>
    `coalesce(array_to_string(list_transform(CASE WHEN ${array} IS NOT NULL THEN ${definiteElements(array, 'the text of what is no array')} END, lambda x: coalesce(x ->> '$', '')), ${delimiter}), '')`,
  array_has_text: ([array = '', text = '']) =>
    `coalesce(list_contains(${textsOf(array)}, ${text}), FALSE)`,
  dynamic_text: ([value = '', ...texts]) =>
    `CASE WHEN coalesce(json_type(${value}), 'NULL') <> 'VARCHAR' AND coalesce(${value} ->> '$', '') IN (${texts.join(', ')}) THEN ${unsupported('comparing a dynamic that is no text with a text that reads like it', `coalesce(CAST(${value} AS VARCHAR), '')`, 'VARCHAR')} ELSE coalesce(${value} ->> '$', '') END`,
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
