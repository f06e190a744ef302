import { bind, constant, type Printer, unsupported } from './printer.js';
import { quoteText } from './text.js';

/** Stand-ins for delimiters of several characters, from Unicode's private use. */
const standIns = ['\u{f0001}', '\u{f0002}'];

const escaped = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);

const replaced = (value: string, from: string, to: string): string =>
  from === to ? value : `replace(${value}, ${quoteText(from)}, ${quoteText(to)})`;

/**
 * `key=value` pairs of a text as an array of arrays of two, in order. Arguments: the text, what separates pairs, what
 * separates a key from its value, and as constants the quotes (pairs of characters) and what escapes a quote.
 */
const parsePairs: Printer = ([subject = ''], call) => {
  const [pairs, values, quotes, escapes] = [1, 2, 3, 4].map((index) => constant(call, index)) as [
    string,
    string,
    string,
    string,
  ];
  const [p, v] = [pairs, values].map((one, index) =>
    [...one].length === 1 ? one : (standIns[index] ?? one),
  ) as [string, string];
  const text = replaced(replaced(subject, pairs, p), values, v);
  const restored = (value: string): string => replaced(replaced(value, p, pairs), v, values);
  const [notPair, notEither] = [escaped(p), escaped(p) + escaped(v)];
  const space = [' ', String.raw`\t`, String.raw`\r`, String.raw`\n`]
    .filter((_, index) => ![p, v].includes([' ', '\t', '\r', '\n'][index] ?? ''))
    .join('');
  const gap = `[${space}]*`;
  const marks = [...quotes];
  const quoted = marks.flatMap((open, index) => {
    if (index % 2 === 1) return [];
    const close = marks[index + 1] ?? open;
    const escape = escaped(escapes);
    const inside =
      escape === '' ? `[^${escaped(close)}]*` : `(?:[^${escaped(close)}${escape}]|[${escape}].)*`;
    return [`${escaped(open)}(${inside})${escaped(close)}`];
  });
  const either = (plain: string): string => `(?:${[...quoted, `(${plain})`].join('|')})`;
  const pattern = `(?s)${gap}${either(`[^${notEither}]+?`)}${gap}${escaped(v)}${gap}${either(`[^${notPair}]*?`)}${gap}(?:${escaped(p)}|$)`;
  const width = quoted.length + 1;
  const groups = Array.from(
    { length: 2 * width },
    (_, index) => `regexp_extract_all(s, ${quoteText(pattern)}, ${index + 1})`,
  );
  const group = (index: number): string => `g[${index + 1}][i]`;
  const plainValue = group(2 * width - 1);
  const opening = marks
    .filter((_, index) => index % 2 === 0)
    .map((mark) => `starts_with(${plainValue}, ${quoteText(mark)})`);
  const odd = unsupported('a quote that is not closed before the next pair', plainValue, 'VARCHAR');
  const unescape = (value: string): string => {
    if (escapes === '') return value;
    const known = `[${escaped(escapes)}]([^${marks.map(escaped).join('')}${escaped(escapes)}]|$)`;
    const plain = `regexp_replace(${value}, ${quoteText(`(?s)[${escaped(escapes)}](.)`)}, '\\1', 'g')`;
    return `CASE WHEN regexp_matches(${value}, ${quoteText(`(?s)(?:^|[^${escaped(escapes)}])(?:[${escaped(escapes)}]{2})*${known}`)}) THEN ${unsupported('an escaped letter in a quoted value', value, 'VARCHAR')} ELSE ${plain} END`;
  };
  const part = (from: number): string => {
    const all = quoted.map((_, index) => group(from + index));
    const tests = all.map((one) => `WHEN ${one} <> '' THEN ${unescape(one)}`).join(' ');
    const plain = `trim(${group(from + quoted.length)}, ' ' || chr(9) || chr(10) || chr(13))`;
    return tests === '' ? plain : `CASE ${tests} ELSE ${plain} END`;
  };
  const value =
    opening.length > 0
      ? `CASE WHEN ${opening.join(' OR ')} THEN ${odd} ELSE ${part(width)} END`
      : part(width);
  const entry = `[${restored(part(0))}, ${restored(value)}]`;
  const list = bind(
    `[${groups.join(', ')}]`,
    'g',
    `to_json(list_transform(range(1, len(g[1]) + 1), lambda i: ${entry}))`,
  );
  return bind(text, 's', list);
};

/** The same of a pattern whose first group is a key and whose second is a value. */
const matchPairs: Printer = ([text = '', pattern = '']) => {
  const trimmed = (index: number): string =>
    `trim(g[${index}][i], ' ' || chr(9) || chr(10) || chr(13))`;
  const groups = `[regexp_extract_all(s, ${pattern}, 1), regexp_extract_all(s, ${pattern}, 2)]`;
  return bind(
    text,
    's',
    bind(
      groups,
      'g',
      `to_json(list_transform(range(1, len(g[1]) + 1), lambda i: [${trimmed(1)}, ${trimmed(2)}]))`,
    ),
  );
};

export const pairs = {
  parse_pairs: parsePairs,
  match_pairs: matchPairs,
  // of an array of pairs the value of the first with that key
  pair_value: ([list = '', key = '']) =>
    `coalesce(list_filter(CAST(${list} AS JSON[]), lambda e: (e ->> 0) = ${key})[1] ->> 1, '')`,
} satisfies Record<string, Printer>;
