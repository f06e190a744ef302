import { text } from './arguments.js';
import { coerce } from './coerce.js';
import { convertTo } from './functions.js';
import { expression } from './lower-expr.js';
import { rust } from './regex.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

interface Options {
  texts: Map<string, string[]>;
  greedy: boolean;
}

function optionsOf(node: Syntax): Options {
  const texts = new Map<string, string[]>();
  let greedy = false;
  const clause = field(node, 'WithClause');
  for (const one of clause ? list(clause, 'Properties') : []) {
    const name = need(one, 'Name').text;
    const value = need(one, 'Expression');
    if (name === 'greedy') greedy = value.text === 'true';
    else if (value.string === undefined)
      throw new Refusal(one, `${name} has to be a constant text`);
    else texts.set(name, [...(texts.get(name) ?? []), value.string]);
  }
  return { texts, greedy };
}

/** `parse-kv`: a column for each key, with the value of the first pair that has it. */
export function parseKv(node: Syntax, input: Rel, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this parse-kv is not supported');
  const subject = coerce(expression(need(node, 'Expression'), scope), 'string', node);
  const { columns } = node.type;
  const keys = list(need(node, 'Keys'), 'Columns').map((one) => need(one, 'Name').refers);
  const pairs: Column = { name: '$pairs', type: 'dynamic' };
  const withPairs: Rel = {
    kind: 'project',
    input,
    columns: [...input.columns, pairs],
    values: [...input.columns.map(column), pairsOf(node, subject, keys)],
  };
  const values = columns.map((wanted): Expr => {
    if (!keys.includes(wanted.name)) return column(wanted);
    const found = call('pair_value', 'string', column(pairs), text(wanted.name));
    return wanted.type === 'string' ? found : convertTo(wanted.type)([found], node);
  });
  return { kind: 'project', input: withPairs, columns, values };
}

function pairsOf(node: Syntax, subject: Expr, keys: string[]): Expr {
  const { texts, greedy } = optionsOf(node);
  const [pattern] = texts.get('regex') ?? [];
  if (pattern !== undefined) {
    const made = rust(pattern, node);
    if (made.groups !== 2 || greedy) {
      throw new Refusal(node, 'a pattern of parse-kv has to have two groups');
    }
    return call('match_pairs', 'dynamic', subject, text(made.text));
  }
  const [pairDelimiter] = texts.get('pair_delimiter') ?? [];
  const [valueDelimiter] = texts.get('kv_delimiter') ?? [];
  if (!pairDelimiter || !valueDelimiter) {
    throw new Refusal(node, 'parse-kv without pair_delimiter and kv_delimiter is not supported');
  }
  if (pairDelimiter === valueDelimiter) {
    throw new Refusal(node, 'parse-kv with one delimiter for both is not supported');
  }
  const quotes = (texts.get('quote') ?? []).map((one) => ([...one].length === 1 ? one + one : one));
  const escapes = texts.get('escape') ?? [];
  if (quotes.some((one) => [...one].length !== 2) || escapes.length > 1) {
    throw new Refusal(node, 'these quotes of parse-kv are not supported');
  }
  if (greedy) {
    if (quotes.length > 0) throw new Refusal(node, 'greedy with quotes is not supported');
    return greedyPairs(node, subject, keys, pairDelimiter, valueDelimiter);
  }
  return call(
    'parse_pairs',
    'dynamic',
    subject,
    text(pairDelimiter),
    text(valueDelimiter),
    text(quotes.join('')),
    text(escapes.join('')),
  );
}

const escapeRegex = (value: string): string =>
  value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** A value goes on to the next of the keys. One in which another key seems to stand is refused. */
function greedyPairs(
  node: Syntax,
  subject: Expr,
  keys: string[],
  pair: string,
  value: string,
): Expr {
  const [p, v] = [escapeRegex(pair), escapeRegex(value)];
  const any = `(?:${keys.map(escapeRegex).join('|')})`;
  const found = keys.map((key) => {
    const pattern = String.raw`(?s)(?:^|${p})\s*${escapeRegex(key)}\s*${v}\s*(.*?)\s*(?:${p}\s*${any}\s*${v}.*)?$`;
    const group = call(
      'element',
      'dynamic',
      call('match_groups', 'dynamic', subject, text(pattern), literal('long', 1n)),
      literal('long', 0n),
    );
    const made = call('to_string', 'string', group);
    const checked: Expr = {
      kind: 'case',
      type: 'string',
      branches: [
        {
          when: call('contains_cs', 'bool', made, text(value)),
          result: call('refuse', 'string', text('a greedy value that holds kv_delimiter'), made),
        },
      ],
      otherwise: made,
    };
    const parts = [text(key), checked].map((one) => call('to_dynamic', 'dynamic', one));
    return call('array', 'dynamic', ...parts);
  });
  if (keys.length === 0) throw new Refusal(node, 'parse-kv without keys is not supported');
  return call('array', 'dynamic', ...found);
}
