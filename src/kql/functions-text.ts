import {
  asText,
  at,
  choose,
  constantNumber,
  constantText,
  fixed,
  type Lowering,
  type Lowerings,
  long,
  optional,
  text,
} from './arguments.js';
import { coerce, toDynamic } from './coerce.js';
import { constantElements } from './operators.js';
import { rust, searched } from './regex.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Span } from './types.js';

const strcatDelim: Lowering = (args, span) => {
  const [delimiter, ...rest] = args.map(asText);
  if (!delimiter) throw new Refusal(span, 'a delimiter is missing');
  const pieces = rest.flatMap((piece, index) => (index === 0 ? [piece] : [delimiter, piece]));
  return call('concat', 'string', ...pieces);
};

const repeat: Lowering = (args, span) =>
  call(
    'repeat',
    'string',
    asText(at(args, 0, span)),
    coerce(at(args, 1, span), 'long', span),
    args[2] ? asText(args[2]) : text(''),
  );

const compare: Lowering = (args, span) => {
  const [left, right] = [at(args, 0, span), at(args, 1, span)].map((arg) =>
    coerce(arg, 'string', span),
  ) as [Expr, Expr];
  return choose(
    call('less', 'bool', left, right),
    long(-1),
    choose(call('equal', 'bool', left, right), long(0), long(1)),
  );
};

/** `indexof(text, needle [, start [, length [, occurrence]]])`: the length bounds where a match may begin. */
const indexOf: Lowering = (args, span) => {
  const [subject, needle] = [asText(at(args, 0, span)), asText(at(args, 1, span))];
  if (args.length === 2) return call('index_of', 'long', subject, needle);
  return call(
    'index_of_nth',
    'long',
    subject,
    needle,
    optional(args, 2, 'long', long(0), span),
    optional(args, 3, 'long', long(-1), span),
    optional(args, 4, 'long', long(1), span),
  );
};

/** `indexof_regex(text, pattern [, start [, length [, occurrence]]])`; occurrences do not overlap. */
const indexOfRegex: Lowering = (args, span) => {
  const pattern = rust(constantText(args, 1, span, 'a regular expression'), span);
  if (pattern.edges || /\^|\\[AzB]|\$/.test(pattern.text)) {
    throw new Refusal(span, 'an edge in the expression of indexof_regex is not supported');
  }
  return call(
    'index_of_match',
    'long',
    asText(at(args, 0, span)),
    text(pattern.text),
    optional(args, 2, 'long', long(0), span),
    optional(args, 3, 'long', long(-1), span),
    optional(args, 4, 'long', long(1), span),
  );
};

const countOf: Lowering = (args, span) => {
  const subject = coerce(at(args, 0, span), 'string', span);
  const kind = args[2] ? constantText(args, 2, span, 'a kind') : 'normal';
  if (kind === 'regex') {
    const pattern = rust(constantText(args, 1, span, 'a regular expression'), span);
    return call('count_matches', 'long', searched(subject, pattern), text(pattern.text));
  }
  if (kind !== 'normal') throw new Refusal(span, `countof ${kind} is not supported`);
  const needle = coerce(at(args, 1, span), 'string', span);
  if (needle.kind !== 'literal' || needle.value === '') {
    throw new Refusal(span, 'countof a text that is not a constant is not supported');
  }
  return call('count_text', 'long', subject, needle);
};

const mark = String.fromCharCode(0xe000);
const raw = String.fromCharCode(0xe001);
const escaped = (value: string): string => value.replaceAll(mark, mark + raw);

/**
 * `replace_strings`: what one replacement put there is not replaced again. Each finding becomes a mark that no text can
 * hold, as the text's own marks are escaped, and then what it stands for.
 */
const replaceStrings: Lowering = (args, span) => {
  const elements = (index: number): Expr[] => constantElements(at(args, index, span)) ?? [];
  const wanted = elements(1).map((one) => {
    if (one.kind === 'literal' && one.type === 'string') return `${one.value}`;
    throw new Refusal(span, 'replacing what is no text is not supported');
  });
  // What shall become no text stays as it is, and is not looked into.
  const instead = elements(2).map((one, index) =>
    one.kind === 'literal' && one.type === 'string' ? `${one.value}` : (wanted[index] ?? ''),
  );
  if (wanted.length === 0 || wanted.length !== instead.length || wanted.length > 1000) {
    throw new Refusal(span, 'replace_strings needs two constant arrays of one length');
  }
  if (wanted.some((one) => one === '' || /[\uE000-\uE500]/.test(one))) {
    throw new Refusal(span, 'this text cannot be replaced');
  }
  const replace = (subject: Expr, from: string, to: string): Expr =>
    call('replace_text', 'string', subject, text(from), text(to));
  const place = (index: number): string => mark + String.fromCharCode(0xe002 + index);
  let made = replace(coerce(at(args, 0, span), 'string', span), mark, mark + raw);
  for (const [index, one] of wanted.entries()) made = replace(made, one, place(index));
  for (const [index, one] of instead.entries()) made = replace(made, place(index), escaped(one));
  return replace(made, mark + raw, mark);
};

/** Each letter in the first list becomes the one at its place in the second; the last one stands for all further. Without a second they go. */
const translate: Lowering = (args, span) => {
  const from = [...constantText(args, 0, span, 'a list of letters')];
  const to = [...constantText(args, 1, span, 'a list of letters')];
  const last = to.at(-1) ?? '';
  const full = from.map((_, index) => to[index] ?? last);
  const subject = coerce(at(args, 2, span), 'string', span);
  return call('translate', 'string', subject, text(from.join('')), text(full.join('')));
};

const extractAll: Lowering = (args, span) => {
  const pattern = rust(constantText(args, 0, span, 'a regular expression'), span);
  if (pattern.groups === 0) throw new Refusal(span, 'extract_all needs a capture group');
  const subject = coerce(at(args, args.length - 1, span), 'string', span);
  const wanted = args.length === 3 ? constantElements(at(args, 1, span)) : undefined;
  if (args.length === 3 && !wanted) {
    throw new Refusal(span, 'capture groups that are not constant are not supported');
  }
  const groups = wanted
    ? wanted.map((one) => groupOf(one, pattern.names, span))
    : Array.from({ length: pattern.groups }, (_, index) => index + 1);
  if (groups.some((group) => group < 0 || group > pattern.groups)) {
    throw new Refusal(span, 'the expression has no such capture group');
  }
  return call(
    'extract_all',
    'dynamic',
    searched(subject, pattern),
    text(pattern.text),
    ...groups.map(long),
  );
};

function groupOf(one: Expr, names: Map<string, number>, span: Span): number {
  const value = one.kind === 'literal' ? one.value : null;
  const group = typeof value === 'string' ? names.get(value) : Number(value);
  if (group === undefined) throw new Refusal(span, `there is no capture group ${value}`);
  return group;
}

const split: Lowering = (args, span) => {
  const [subject, delimiter] = [
    asText(at(args, 0, span)),
    coerce(at(args, 1, span), 'string', span),
  ];
  if (delimiter.kind !== 'literal' || delimiter.value === '') {
    throw new Refusal(span, 'split by an empty or computed text is not supported');
  }
  const parts = call('split', 'dynamic', subject, delimiter);
  if (!args[2]) return parts;
  const index = constantNumber(args, 2, span, 'an index');
  if (index < 0) throw new Refusal(span, 'a negative index is not supported');
  return call('array_slice', 'dynamic', parts, long(index), long(index));
};

/** `substring(s, from [, length])`; a negative start counts from the end. */
const substring: Lowering = (args, span) => {
  const start = coerce(at(args, 1, span), 'long', span);
  const length = args[2] ? [coerce(args[2], 'long', span)] : [];
  return call('substring', 'string', asText(at(args, 0, span)), start, ...length);
};

const hasAnyIndex: Lowering = (args, span) =>
  call(
    'index_of_any_term',
    'long',
    coerce(at(args, 0, span), 'string', span),
    coerce(at(args, 1, span), 'dynamic', span),
  );

/** Digests are those of the value's text. */
const digest =
  (name: FunctionName): Lowering =>
  (args, span) => {
    const value = at(args, 0, span);
    if (!['string', 'datetime', 'guid'].includes(value.type)) {
      throw new Refusal(span, `a digest of ${value.type} is not supported`);
    }
    return call(name, 'string', asText(value));
  };

/**
 * `hash(value [, mod])`. What Kusto makes of a negative hash's remainder is not known, but for powers of two: there the
 * signed and the unsigned remainder are one. Elsewhere it is refused when such a hash comes.
 */
const hash: Lowering = (args, span) => {
  const value = at(args, 0, span);
  if (value.type !== 'string' && value.type !== 'datetime') {
    throw new Refusal(span, `the hash of a ${value.type} is not supported`);
  }
  const made = call('xxhash64', 'long', value);
  if (!args[1]) return made;
  const by = constantNumber(args, 1, span, 'a number of partitions');
  if (by < 1) throw new Refusal(span, 'this number of partitions is not supported');
  const rest = call('modulo', 'long', made, long(by));
  if (Number.isInteger(Math.log2(by))) return rest;
  const refused = call('refuse', 'long', text('the remainder of a negative hash'), asText(made));
  return choose(call('less', 'bool', made, long(0)), refused, rest);
};

const codePoints: Lowering = (args, span) =>
  call(
    'text_of_code_points',
    'string',
    call('array_concat', 'dynamic', ...args.map((arg) => asArray(arg, span))),
  );

const asArray = (arg: Expr, span: Span): Expr =>
  arg.type === 'dynamic' ? arg : call('array', 'dynamic', toDynamic(arg, span));

/** Functions of text by name; those that need a pattern of their own are with the others. */
export const textFunctions: Lowerings = {
  strcat_delim: strcatDelim,
  strrep: repeat,
  strcmp: compare,
  indexof: indexOf,
  indexof_regex: indexOfRegex,
  countof: countOf,
  replace_strings: replaceStrings,
  translate,
  extract_all: extractAll,
  extractall: extractAll,
  regex_quote: fixed('regex_quote', ['string'], 'string'),
  split,
  substring,
  reverse: (args, span) => call('reverse', 'string', asText(at(args, 0, span))),
  has_any_index: hasAnyIndex,
  hash_md5: digest('md5'),
  hash_sha1: digest('sha1'),
  hash_sha256: digest('sha256'),
  hash,
  hash_xxhash64: hash,
  // Text that is stored here is UTF-8.
  isutf8: () => literal('bool', true),
  isascii: fixed('is_ascii', ['string'], 'bool'),
  unicode_codepoints_from_string: fixed('code_points', ['string'], 'dynamic'),
  to_utf8: fixed('code_points', ['string'], 'dynamic'),
  unicode_codepoints_to_string: codePoints,
  make_string: codePoints,
  parse_command_line: (args, span) => {
    if (constantText(args, 1, span, 'a kind') !== 'windows') {
      throw new Refusal(span, 'command lines of another system than windows are not supported');
    }
    return call('parse_command_line', 'dynamic', coerce(at(args, 0, span), 'string', span));
  },
};
