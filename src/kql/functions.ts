import { dictionary } from '../model/dictionary.js';
import {
  asText,
  at,
  choose,
  constantNumber,
  constantText,
  fixed,
  type Lowering,
  type Lowerings,
} from './arguments.js';
import { coerce, computed, isNumeric, toDynamic, wider } from './coerce.js';
import { dynamicFunctions } from './functions-dynamic.js';
import { mathFunctions } from './functions-math.js';
import { networkFunctions } from './functions-network.js';
import { seriesFunctions } from './functions-series.js';
import { sizeFunctions } from './functions-sizes.js';
import { textFunctions } from './functions-text.js';
import { timeFunctions } from './functions-time.js';
import { parseDatetime, parseTimespan } from './literals.js';
import { rust, searched } from './regex.js';
import { call, type Expr, type FunctionName, type Literal, literal } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';
import { unitFunctions } from './units.js';

const conversions: Partial<Record<Scalar, FunctionName>> = {
  string: 'to_string',
  long: 'to_long',
  int: 'to_int',
  real: 'to_real',
  bool: 'to_bool',
  datetime: 'to_datetime',
  timespan: 'to_timespan',
  guid: 'to_guid',
  decimal: 'to_decimal',
};

/** `tostring`, `tolong`, …: an explicit conversion; what cannot be converted is null, or empty. */
export function convertTo(type: Scalar): Lowering {
  return (args, span) => {
    const from = at(args, 0, span);
    if (args.length > 1) throw new Refusal(span, 'a base is not supported');
    if (from.type === type) return from;
    if (type === 'dynamic') return from.type === 'string' ? parseJson(from) : toDynamic(from, span);
    if (from.kind === 'literal') {
      if (from.value === null) return literal(type, null);
      const known = convertLiteral(from, type, span);
      if (known) return known;
    }
    const name = conversions[type];
    if (!name || !convertible(from.type, type)) {
      throw new Refusal(span, `converting ${from.type} to ${type} is not supported`);
    }
    return call(name, type, from);
  };
}

function convertLiteral(from: Literal, type: Scalar, span: Span): Expr | undefined {
  if (from.type !== 'string' || typeof from.value !== 'string') return undefined;
  if (type === 'timespan') return literal('timespan', parseTimespan(from.value) ?? null);
  if (type !== 'datetime') return undefined;
  const instant = parseDatetime(from.value);
  if (typeof instant === 'bigint') return literal('datetime', instant);
  // Without a digit it is no date in any form; one with the name of a month is read where the query runs, and so is one
  // in a known order that may be no day of the calendar.
  if (!/\d/.test(from.value)) return literal('datetime', null);
  if (/[A-Za-z]{3}|^\d{1,2}([-/.])\d{1,2}\1\d{4}(?=\s|$)/.test(from.value)) return undefined;
  throw new Refusal(span, `the datetime text ${JSON.stringify(from.value)} is not supported`);
}

function convertible(from: Scalar, to: Scalar): boolean {
  const targets: Partial<Record<Scalar, Scalar[]>> = {
    string: ['long', 'int', 'real', 'bool', 'datetime', 'timespan', 'guid', 'decimal'],
    long: ['string', 'int', 'real', 'bool', 'decimal'],
    int: ['string', 'long', 'real', 'bool', 'decimal'],
    real: ['string', 'long', 'int'],
    bool: ['string', 'long', 'int'],
    datetime: ['string', 'long'],
    timespan: ['string', 'long'],
    dynamic: ['string', 'long', 'int', 'real', 'bool', 'datetime', 'timespan', 'guid'],
    guid: ['string'],
    decimal: ['string'],
  };
  return targets[from]?.includes(to) ?? false;
}

/** The one type that several alternatives have; an untyped null takes the others'. */
function common(args: Expr[], span: Span): Scalar {
  const typed = args.filter((arg) => !(arg.kind === 'literal' && arg.value === null));
  const first = typed[0] ?? args[0];
  if (!first) throw new Refusal(span, 'an alternative is missing');
  let type = first.type;
  for (const arg of typed) {
    if (arg.type === type) continue;
    if (isNumeric(arg.type) && isNumeric(type)) type = wider(type, arg.type);
    else if ([arg.type, type].sort().join() === 'dynamic,string') type = 'string';
    else throw new Refusal(span, `mixing ${type} and ${arg.type} is not supported`);
  }
  return type;
}

const iff: Lowering = (args, span) => {
  const type = common(args.slice(1), span);
  return choose(
    coerce(at(args, 0, span), 'bool', span),
    coerce(at(args, 1, span), type, span),
    coerce(at(args, 2, span), type, span),
  );
};

const caseOf: Lowering = (args, span) => {
  const thens = args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
  const type = common(thens, span);
  const branches = [];
  for (let index = 0; index + 1 < args.length; index += 2) {
    branches.push({
      when: coerce(at(args, index, span), 'bool', span),
      result: coerce(at(args, index + 1, span), type, span),
    });
  }
  const otherwise = coerce(at(args, args.length - 1, span), type, span);
  return { kind: 'case', type, branches, otherwise };
};

const isEmpty: Lowering = (args, span) => {
  const arg = at(args, 0, span);
  if (arg.type === 'string') return call('equal', 'bool', arg, literal('string', ''));
  if (arg.type === 'dynamic') {
    return call('equal', 'bool', call('to_string', 'string', arg), literal('string', ''));
  }
  return call('is_null', 'bool', arg);
};

const isNull: Lowering = (args, span) => {
  const arg = at(args, 0, span);
  return arg.type === 'string' ? literal('bool', false) : call('is_null', 'bool', arg);
};

const negated =
  (lowering: Lowering): Lowering =>
  (args, span) =>
    call('not', 'bool', lowering(args, span));

const coalesce: Lowering = (args, span) => {
  const type = common(args, span);
  const made = args.map((arg) => coerce(arg, type, span));
  if (type !== 'string') return call('coalesce', type, ...made);
  const last = at(made, made.length - 1, span);
  return made
    .slice(0, -1)
    .reduceRight<Expr>(
      (otherwise, arg) =>
        choose(call('not_equal', 'bool', arg, literal('string', '')), arg, otherwise),
      last,
    );
};

const numeric =
  (name: FunctionName): Lowering =>
  (args, span) => {
    const type = args.map((arg) => arg.type).reduce(wider);
    return call(name, type, ...args.map((arg) => coerce(arg, type, span)));
  };

const abs: Lowering = (args, span) => {
  const value = at(args, 0, span);
  const type = computed(value.type);
  return call('abs', type, coerce(value, type, span));
};

const bin: Lowering = (args, span) => {
  const [value, size] = [at(args, 0, span), at(args, 1, span)];
  if (value.type === 'datetime' || value.type === 'timespan') {
    if (size.type !== 'timespan') throw new Refusal(span, `bins of ${size.type} are not supported`);
    return call('bin', value.type, value, size);
  }
  const type = computed(wider(value.type, size.type));
  return call('bin', type, coerce(value, type, span), coerce(size, type, span));
};

const replaceRegex: Lowering = (args, span) => {
  const pattern = rust(constantText(args, 1, span, 'a regular expression'), span);
  const rewrite = constantText(args, 2, span, 'a replacement');
  if (/\\(?![0-9\\])|\$/.test(rewrite)) {
    throw new Refusal(span, `the replacement ${JSON.stringify(rewrite)} is not supported`);
  }
  return call(
    'replace_regex',
    'string',
    searched(coerce(at(args, 0, span), 'string', span), pattern),
    literal('string', pattern.text),
    literal('string', rewrite),
  );
};

const extract: Lowering = (args, span) => {
  const pattern = rust(constantText(args, 0, span, 'a regular expression'), span);
  const group = constantNumber(args, 1, span, 'a capture group');
  if (group < 0 || group > pattern.groups) {
    throw new Refusal(span, `the expression has no capture group ${group}`);
  }
  return call(
    'extract',
    'string',
    searched(coerce(at(args, 2, span), 'string', span), pattern),
    literal('string', pattern.text),
    literal('long', BigInt(group)),
  );
};

const trim =
  (name: FunctionName): Lowering =>
  (args, span) => {
    const pattern = rust(constantText(args, 0, span, 'a regular expression'), span);
    return call(
      name,
      'string',
      searched(coerce(at(args, 1, span), 'string', span), pattern),
      literal('string', pattern.text),
    );
  };

const strcat: Lowering = (args) => call('concat', 'string', ...args.map(asText));

const bag: Lowering = (args, span) =>
  call(
    'bag',
    'dynamic',
    ...args.map((arg, index) =>
      index % 2 === 0 ? coerce(arg, 'string', span) : toDynamic(arg, span),
    ),
  );

const arrayOf: Lowering = (args, span) =>
  call('array', 'dynamic', ...args.map((arg) => toDynamic(arg, span)));

const real1 = (name: FunctionName): Lowering => fixed(name, ['real'], 'real');

/** Kusto's scalar functions by name. `now`, `ago` and those that need the syntax are lowered with the expressions. */
export const functions: Lowerings = dictionary({
  ...mathFunctions,
  ...textFunctions,
  ...timeFunctions,
  ...dynamicFunctions,
  ...networkFunctions,
  ...unitFunctions,
  ...seriesFunctions,
  ...sizeFunctions,

  not: fixed('not', ['bool'], 'bool'),
  iff,
  iif: iff,
  case: caseOf,
  coalesce,
  isnull: isNull,
  isnotnull: negated(isNull),
  notnull: negated(isNull),
  isempty: isEmpty,
  isnotempty: negated(isEmpty),
  notempty: negated(isEmpty),

  tostring: convertTo('string'),
  tolong: convertTo('long'),
  toint: convertTo('int'),
  todouble: convertTo('real'),
  toreal: convertTo('real'),
  tobool: convertTo('bool'),
  toboolean: convertTo('bool'),
  todatetime: convertTo('datetime'),
  totimespan: convertTo('timespan'),
  toguid: convertTo('guid'),
  todecimal: convertTo('decimal'),
  parse_version: fixed('parse_version', ['string'], 'decimal'),

  abs,
  floor: bin,
  ceiling: real1('ceiling'),
  sqrt: real1('sqrt'),
  exp: real1('exp'),
  log: real1('log'),
  log10: real1('log10'),
  log2: real1('log2'),
  pow: fixed('pow', ['real', 'real'], 'real'),
  isnan: fixed('is_nan', ['real'], 'bool'),
  isinf: fixed('is_inf', ['real'], 'bool'),
  isfinite: fixed('is_finite', ['real'], 'bool'),
  binary_and: fixed('bit_and', ['long', 'long'], 'long'),
  binary_or: fixed('bit_or', ['long', 'long'], 'long'),
  binary_xor: fixed('bit_xor', ['long', 'long'], 'long'),
  binary_shift_left: fixed('shift_left', ['long', 'long'], 'long'),
  binary_shift_right: fixed('shift_right', ['long', 'long'], 'long'),
  binary_not: fixed('bit_not', ['long'], 'long'),
  min_of: numeric('min_of'),
  max_of: numeric('max_of'),
  bin,

  tolower: fixed('lower', ['string'], 'string'),
  toupper: fixed('upper', ['string'], 'string'),
  strlen: fixed('length', ['string'], 'long'),
  string_size: fixed('byte_length', ['string'], 'long'),
  strcat,
  extract,
  replace_string: fixed('replace_text', ['string', 'string', 'string'], 'string'),
  replace_regex: replaceRegex,
  // The older name has the text last.
  replace: ([pattern, rewrite, text, ...rest], span) =>
    replaceRegex(
      [text, pattern, rewrite, ...rest].flatMap((arg) => (arg ? [arg] : [])),
      span,
    ),
  trim: trim('trim'),
  trim_start: trim('trim_start'),
  trim_end: trim('trim_end'),

  parse_json: (args, span) => parseJson(at(args, 0, span)),
  parsejson: (args, span) => parseJson(at(args, 0, span)),
  todynamic: (args, span) => parseJson(at(args, 0, span)),
  toobject: (args, span) => parseJson(at(args, 0, span)),
  array_length: fixed('array_length', ['dynamic'], 'long'),
  pack_array: arrayOf,
  bag_pack: bag,
  pack: bag,
  pack_dictionary: bag,
  bag_keys: fixed('bag_keys', ['dynamic'], 'dynamic'),
  array_concat: (args, span) =>
    call('array_concat', 'dynamic', ...args.map((arg) => toDynamic(arg, span))),
  strcat_array: (args, span) =>
    call(
      'array_join',
      'string',
      coerce(at(args, 0, span), 'dynamic', span),
      literal('string', constantText(args, 1, span, 'a delimiter')),
    ),
});

function parseJson(arg: Expr): Expr {
  if (arg.type === 'dynamic') return arg;
  if (arg.type === 'string') return call('parse_json', 'dynamic', arg);
  return call('to_dynamic', 'dynamic', arg);
}
