import {
  at,
  constantText,
  fixed,
  type Lowering,
  type Lowerings,
  long,
  optional,
  real,
  text,
} from './arguments.js';
import { coerce, toDynamic, wider } from './coerce.js';
import { constantElements } from './operators.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Span } from './types.js';

const array = (args: Expr[], index: number, span: Span): Expr => {
  const value = at(args, index, span);
  if (value.type !== 'dynamic') throw new Refusal(span, `a ${value.type} is no array`);
  return value;
};

const rotate =
  (direction: 1 | -1): Lowering =>
  (args, span) => {
    const count = coerce(at(args, 1, span), 'long', span);
    const left = direction === 1 ? count : call('negate', 'long', count);
    return call('array_rotate', 'dynamic', array(args, 0, span), left);
  };

const shift =
  (direction: 1 | -1): Lowering =>
  (args, span) => {
    const count = coerce(at(args, 1, span), 'long', span);
    const left = direction === 1 ? count : call('negate', 'long', count);
    const fill = args[2] ? toDynamic(args[2], span) : literal('dynamic', null);
    return call('array_shift', 'dynamic', array(args, 0, span), left, fill);
  };

const repeat: Lowering = (args, span) =>
  call(
    'array_repeat',
    'dynamic',
    toDynamic(at(args, 0, span), span),
    coerce(at(args, 1, span), 'long', span),
  );

/** `gettype`: documented for values that are there, and in dynamics for texts, arrays, bags and null. */
const typeName: Lowering = (args, span) => {
  const value = at(args, 0, span);
  if (value.type === 'string') return text('string');
  const there = call('not', 'bool', call('is_null', 'bool', value));
  const written = value.type === 'bool' ? there : call('to_string', 'string', value);
  const refused = call('refuse', 'string', text(`the type of this ${value.type}`), written);
  if (value.type !== 'dynamic') {
    const branches = [{ when: there, result: text(value.type) }];
    return { kind: 'case', type: 'string', branches, otherwise: refused };
  }
  const kind = call('kind_of', 'string', value);
  const known = ['array', 'dictionary', 'null'].map((name) => ({
    when: call('equal', 'bool', kind, text(name)),
    result: text(name),
  }));
  // A text that begins with a digit may be an instant or a length of time.
  const plain = call('matches', 'bool', written, text('^[^0-9-]|^$'));
  const texts = {
    when: call('and', 'bool', call('equal', 'bool', kind, text('string')), plain),
    result: text('string'),
  };
  return { kind: 'case', type: 'string', branches: [...known, texts], otherwise: refused };
};

/** One array only: for several the binder has several columns. */
const sort =
  (name: FunctionName): Lowering =>
  (args, span) => {
    const last = args[1];
    if (args.length > 2 || (last && last.type !== 'bool')) {
      throw new Refusal(span, 'sorting several arrays is not supported');
    }
    if (last && last.kind !== 'literal') {
      throw new Refusal(span, 'a place of nulls that is not constant is not supported');
    }
    return call(name, 'dynamic', array(args, 0, span), last ?? literal('bool', true));
  };

const indexOf: Lowering = (args, span) =>
  call(
    'array_index_of',
    'long',
    array(args, 0, span),
    toDynamic(at(args, 1, span), span),
    optional(args, 2, 'long', long(0), span),
    optional(args, 3, 'long', long(-1), span),
    optional(args, 4, 'long', long(1), span),
  );

const arraySplit: Lowering = (args, span) => {
  const cuts = at(args, 1, span);
  const values = cuts.type === 'dynamic' ? constantElements(cuts) : [coerce(cuts, 'long', span)];
  const places = values?.map((one) =>
    one.kind === 'literal' && typeof one.value === 'bigint' ? one.value : -1n,
  );
  if (!places || places.some((place, index) => place < (places[index - 1] ?? 0n))) {
    throw new Refusal(
      span,
      'splitting at places that are not constant and rising is not supported',
    );
  }
  return call(
    'array_split',
    'dynamic',
    array(args, 0, span),
    ...places.map((place) => literal('long', place)),
  );
};

const iff: Lowering = (args, span) =>
  call(
    'array_iff',
    'dynamic',
    array(args, 0, span),
    toDynamic(at(args, 1, span), span),
    toDynamic(at(args, 2, span), span),
  );

const sets =
  (name: FunctionName): Lowering =>
  (args, span) =>
    call(name, 'dynamic', ...args.map((_, index) => array(args, index, span)));

/** A key, or a path such as `$.a.b` as the keys on the way. */
function keysOf(path: string, span: Span): string[] {
  if (!path.startsWith('$')) return [path];
  if (!/^\$(\.[A-Za-z_][A-Za-z0-9_]*)+$/.test(path)) {
    throw new Refusal(span, `the path ${JSON.stringify(path)} is not supported`);
  }
  return path.slice(2).split('.');
}

const hasKey: Lowering = (args, span) => {
  const keys = keysOf(constantText(args, 1, span, 'a key'), span);
  const last = keys.pop() ?? '';
  const inner = keys.reduce<Expr>(
    (bag, key) => call('member', 'dynamic', bag, text(key)),
    array(args, 0, span),
  );
  return call('bag_has_key', 'bool', inner, text(last));
};

const removeKeys: Lowering = (args, span) => {
  const given = at(args, 1, span);
  const keys = constantElements(given);
  if (!keys) return call('bag_remove', 'dynamic', array(args, 0, span), given);
  const paths = keys.map((key) => (key.kind === 'literal' ? `${key.value}` : ''));
  const plain = paths.filter((path) => !path.startsWith('$'));
  let made: Expr = call(
    'bag_remove',
    'dynamic',
    array(args, 0, span),
    literal('dynamic', JSON.stringify(plain)),
  );
  for (const path of paths) {
    if (path.startsWith('$')) made = removed(made, keysOf(path, span));
  }
  return made;
};

/** The bag without what lies at the end of the path; as it is where there is no such path. */
function removed(bag: Expr, keys: string[]): Expr {
  const [first = '', ...rest] = keys;
  if (rest.length === 0) {
    return call('bag_remove', 'dynamic', bag, literal('dynamic', JSON.stringify([first])));
  }
  const inner = call('member', 'dynamic', bag, text(first));
  return {
    kind: 'case',
    type: 'dynamic',
    branches: [
      {
        when: call('bag_has_key', 'bool', inner, text(rest[0] ?? '')),
        result: call('bag_set', 'dynamic', bag, text(first), removed(inner, rest)),
      },
    ],
    otherwise: bag,
  };
}

const setKey: Lowering = (args, span) => {
  const keys = keysOf(constantText(args, 1, span, 'a key'), span);
  const value = toDynamic(at(args, 2, span), span);
  const set = (bag: Expr, [first = '', ...rest]: string[]): Expr => {
    if (rest.length === 0) return call('bag_set', 'dynamic', bag, text(first), value);
    const inner = call('bag_or_empty', 'dynamic', call('member', 'dynamic', bag, text(first)));
    return call('bag_set', 'dynamic', bag, text(first), set(inner, rest));
  };
  return set(array(args, 0, span), keys);
};

/** `range(from, to [, step])`: at most 2^20 elements. */
const range: Lowering = (args, span) => {
  const [from, to] = [at(args, 0, span), at(args, 1, span)];
  if (from.type === 'datetime') {
    const step = coerce(at(args, 2, span), 'timespan', span);
    return call('array_range', 'dynamic', from, coerce(to, 'datetime', span), step);
  }
  const type = args[2] ? wider(wider(from.type, to.type), args[2].type) : wider(from.type, to.type);
  if (from.type === 'timespan') {
    const step = optional(args, 2, 'timespan', literal('timespan', 36_000_000_000n), span);
    return call('array_range', 'dynamic', from, coerce(to, 'timespan', span), step);
  }
  if (type === 'real') {
    const [low, high] = [coerce(from, 'real', span), coerce(to, 'real', span)];
    return call('array_range', 'dynamic', low, high, optional(args, 2, 'real', real(1), span));
  }
  if (type !== 'long' && type !== 'int') {
    throw new Refusal(span, `a range of ${type} is not supported`);
  }
  const [start, end] = [coerce(from, 'long', span), coerce(to, 'long', span)];
  return call('array_range', 'dynamic', start, end, optional(args, 2, 'long', long(1), span));
};

/** `extract_json(path, text [, typeof(…)])`. The type is taken care of where calls are lowered. */
const extractJson: Lowering = (args, span) => {
  const path = constantText(args, 0, span, 'a path');
  if (!/^\$((\.[A-Za-z_][A-Za-z0-9_]*)|\[\d+\]|\[(["'])[^'"\\]+\3\])*$/.test(path)) {
    throw new Refusal(span, `the path ${JSON.stringify(path)} is not supported`);
  }
  const source = at(args, 1, span);
  let made: Expr =
    source.type === 'dynamic'
      ? source
      : call('parse_json', 'dynamic', coerce(source, 'string', span));
  for (const [step] of path.matchAll(/\.[A-Za-z_][A-Za-z0-9_]*|\[[^\]]{1,1000}\]/g)) {
    const index = /^\[(\d+)\]$/.exec(step)?.[1];
    if (index !== undefined) made = call('element', 'dynamic', made, long(Number(index)));
    else made = call('member', 'dynamic', made, text(step.replace(/^\.|^\[["']|["']\]$/g, '')));
  }
  return made;
};

const slice: Lowering = (args, span) =>
  call(
    'array_slice',
    'dynamic',
    array(args, 0, span),
    coerce(at(args, 1, span), 'long', span),
    coerce(at(args, 2, span), 'long', span),
  );

/** Functions of arrays and bags by name. */
export const dynamicFunctions: Lowerings = {
  array_iff: iff,
  array_iif: iff,
  array_index_of: indexOf,
  array_reverse: (args, span) => call('array_reverse', 'dynamic', array(args, 0, span)),
  array_rotate_left: rotate(1),
  array_rotate_right: rotate(-1),
  array_shift_left: shift(1),
  array_shift_right: shift(-1),
  array_slice: slice,
  array_sort_asc: sort('array_sort'),
  array_sort_desc: sort('array_sort_descending'),
  array_split: arraySplit,
  array_sum: fixed('array_sum', ['dynamic'], 'real'),
  bag_has_key: hasKey,
  bag_merge: sets('bag_merge'),
  bag_remove_keys: removeKeys,
  bag_set_key: setKey,
  bag_zip: sets('bag_zip'),
  zip: sets('array_zip'),
  set_union: sets('set_union'),
  set_intersect: sets('set_intersect'),
  set_difference: sets('set_difference'),
  set_has_element: (args, span) =>
    call('set_has', 'bool', array(args, 0, span), toDynamic(at(args, 1, span), span)),
  jaccard_index: fixed('jaccard', ['dynamic', 'dynamic'], 'real'),
  range,
  extractjson: extractJson,
  extract_json: extractJson,
  repeat,
  gettype: typeName,
  parse_csv: fixed('parse_csv', ['string'], 'dynamic'),
};
