import type { Expr, Literal } from '../tree.js';
import { bind, constant, type Printer, unsupported } from './printer.js';
import { quoteText } from './text.js';

/** Lower case of an argument: a constant's is computed here. */
export function lowered(sql: string, expr: Expr | undefined): string {
  return expr?.kind === 'literal' ? quoteText(`${expr.value}`.toLowerCase()) : `lower(${sql})`;
}

export const folded =
  (name: string): Printer =>
  ([text = '', needle = ''], call) =>
    `${name}(${lowered(text, call.args[0])}, ${lowered(needle, call.args[1])})`;

/** Of ASCII, and nothing that ILIKE takes for a wildcard. */
const withoutWildcards = /^[^\\%_\u0080-\u{10ffff}]*$/u;

/** Whether it is a constant that ILIKE compares as it stands. */
export const isPlain = (expr: Expr): expr is Literal =>
  expr.kind === 'literal' && withoutWildcards.test(`${expr.value}`);

/** A beginning or an end in any case. ILIKE makes no text anew, as `lower` does. */
export const bounded =
  (name: 'starts_with' | 'ends_with'): Printer =>
  (args, call, printing) => {
    const [text, needle] = call.args;
    if (text?.kind === 'literal' || !needle || !isPlain(needle))
      return folded(name)(args, call, printing);
    const given = `${needle.value}`.toLowerCase();
    const pattern = name === 'starts_with' ? `${given}%` : `%${given}`;
    return `(${args[0]} ILIKE ${quoteText(pattern)})`;
  };

/** Letters whose upper case is several letters, or differs between libraries. */
const special = '[ßıſŉǰΐΰևẖ-ẞﬀ-ﬗ]';

export const upper = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, '${special}') THEN ${unsupported('the upper case of this letter', text, 'VARCHAR')} ELSE upper(${text}) END`;

/** DuckDB reverses what is seen as one letter as a whole; where that is more than a code point, it is refused. */
export const reverse: Printer = ([text = '']) =>
  `CASE WHEN regexp_matches(${text}, '[\\pM\\x{200D}\\x{1F1E6}-\\x{1F1FF}\\x{1F3FB}-\\x{1F3FF}\\r]') THEN ${unsupported('reversing letters of several characters', text, 'VARCHAR')} ELSE reverse(${text}) END`;

/** A negative start counts from the end. What Kusto makes of a negative length, or of no number, is not documented. */
export const substring: Printer = ([text = '', start = '', length = ''], call) => {
  const count = length === '' ? '' : `, ${length}`;
  const [, from, size] = call.args;
  const plain = (expr: Expr | undefined): boolean =>
    expr === undefined || (expr.kind === 'literal' && Number(expr.value) >= 0);
  if (from && plain(from) && plain(size)) return `substring(${text}, ${start} + 1${count})`;
  const odd = [
    `${start} IS NULL`,
    `${start} < -length(${text})`,
    ...(length === '' ? [] : [`${length} IS NULL`, `${length} < 0`]),
  ];
  const refusal = unsupported('a substring from or to outside of the text', text, 'VARCHAR');
  return `CASE WHEN ${odd.join(' OR ')} THEN ${refusal} ELSE substring(${text}, CASE WHEN ${start} < 0 THEN ${start} ELSE ${start} + 1 END${count}) END`;
};

export const indexOfNth: Printer = ([text = '', needle = '', start = '', count = '', nth = '']) => {
  const from = `CASE WHEN ${start} < 0 THEN greatest(length(s) + ${start}, 0) ELSE ${start} END`;
  const fits = `substr(s, i + 1, length(${needle})) = ${needle} AND (${count} < 0 OR i < ${from} + ${count})`;
  const refusal = unsupported('this occurrence or length in indexof', 's', 'BIGINT');
  return bind(
    text,
    's',
    `CASE WHEN ${nth} < 1 OR ${count} < -1 THEN ${refusal} ELSE coalesce(list_filter(range(${from}, length(s)), lambda i: ${fits})[${nth}], -1) END`,
  );
};

/**
 * Each finding with what stands before it, up to the wanted one: their lengths give its place. Refused are a finding
 * that goes beyond the length that is looked at, and expressions that match nothing at all.
 */
export const indexOfMatch: Printer = ([
  text = '',
  pattern = '',
  start = '',
  count = '',
  nth = '',
]) => {
  const rest = `substr(s, ${start} + 1)`;
  const around = `'(?s)(.*?)(?:' || ${pattern} || ')'`;
  const before = `regexp_extract_all(${rest}, ${around}, 1)`;
  const whole = `regexp_extract_all(${rest}, ${around}, 0)`;
  const length = (list: string): string =>
    `coalesce(list_sum(list_transform(${list}, lambda x: length(x))), 0)`;
  const begin = `${length(`m[2][1:${nth} - 1]`)} + length(m[1][${nth}])`;
  const end = length(`m[2][1:${nth}]`);
  const beyond = unsupported('a finding of indexof_regex beyond its length', 's', 'BIGINT');
  const empty = unsupported('an expression that matches nothing in indexof_regex', 's', 'BIGINT');
  const found = `CASE WHEN len(m[1]) < ${nth} THEN -1 WHEN ${count} < 0 OR ${end} <= ${count} THEN CAST(${begin} AS BIGINT) + ${start} WHEN ${begin} >= ${count} THEN -1 ELSE ${beyond} END`;
  return bind(
    text,
    's',
    `CASE WHEN ${start} < 0 OR ${nth} < 0 OR ${count} < -1 THEN NULL WHEN ${nth} = 0 OR regexp_matches('', ${pattern}) THEN ${empty} ELSE ${bind(`[${before}, ${whole}]`, 'm', found)} END`,
  );
};

/** What a group holds that took no part in a match is not documented. */
export const extractAll: Printer = ([text = '', pattern = '', ...groups]) => {
  const [only, ...more] = groups.map(
    (group) => `regexp_extract_all(s, ${pattern}, CAST(${group} AS INTEGER))`,
  );
  const refusal = unsupported('a capture group that takes no part in a match', 's', 'VARCHAR');
  const checked = (value: string): string => `coalesce(${value}, ${refusal})`;
  const made =
    more.length === 0
      ? `to_json(list_transform(${only}, lambda x: ${checked('x')}))`
      : bind(
          `[${[only, ...more].join(', ')}]`,
          'g',
          `to_json(list_transform(range(1, len(g[1]) + 1), lambda i: list_transform(g, lambda l: ${checked('l[i]')})))`,
        );
  return bind(text, 's', `CASE WHEN regexp_matches(s, ${pattern}) THEN ${made} END`);
};

export const trimmed =
  (before: boolean, after: boolean): Printer =>
  ([text = ''], call) => {
    const pattern = constant(call, 1);
    const edges = [
      ...(before ? [`^(?:${pattern})`] : []),
      ...(after ? [`(?:${pattern})$`] : []),
    ].map(quoteText);
    const made = edges.reduce((rest, edge) => `regexp_replace(${rest}, ${edge}, '')`, text);
    // A pattern that takes as much as it can leaves nothing to take.
    if (/[+*]$/.test(pattern)) return made;
    const again = edges.map((edge) => `regexp_extract(s, ${edge}) <> ''`).join(' OR ');
    const refusal = unsupported('trimming a text that matches again', 's', 'VARCHAR');
    return bind(made, 's', `CASE WHEN ${again} THEN ${refusal} ELSE s END`);
  };
