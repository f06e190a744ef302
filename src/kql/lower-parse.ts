import { dictionary } from '../model/dictionary.js';
import { text } from './arguments.js';
import { coerce } from './coerce.js';
import { convertTo } from './functions.js';
import { expression } from './lower-expr.js';
import { rust } from './regex.js';
import type { Scope } from './scope.js';
import { list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal, scalarNamed } from './types.js';

type Mode = 'simple' | 'relaxed' | 'regex';

interface Field extends Column {
  /** Number of its capture group. */
  group: number;
}

interface Pattern {
  text: string;
  groups: number;
  fields: Field[];
}

const aliases: Record<string, string> = dictionary({
  double: 'real',
  date: 'datetime',
  time: 'timespan',
});

const escapeRegex = (value: string): string =>
  value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

const whole = String.raw`[+-]?[0-9]+`;

/** What a column takes of the text: as little as possible, all at the end, and in regular expressions as much as possible. */
function capture(target: Column, next: Syntax | undefined, mode: Mode, node: Syntax): string {
  const integer = target.type === 'long' || target.type === 'int';
  if (mode === 'regex') return integer ? `(${whole})` : '(.*)';
  if (next?.kind === 'StarExpression') {
    if (!integer) {
      throw new Refusal(node, `a ${target.type} right before * is not supported`);
    }
    return mode === 'relaxed' ? `(${whole})?` : `(${whole})`;
  }
  return next ? '(.*?)' : '(.*)';
}

function patternOf(parts: Syntax[], mode: Mode, flags: string): Pattern {
  let source = '';
  let groups = 0;
  const fields: Field[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'StarExpression') source += '.*?';
    else if (part.string !== undefined) {
      const literalPattern =
        mode === 'regex' ? rust(part.string, part) : { text: escapeRegex(part.string), groups: 0 };
      source += literalPattern.text;
      groups += literalPattern.groups;
    } else {
      const typed = part.kind === 'NameAndTypeDeclaration';
      const name = need(typed ? need(part, 'Name') : part, 'Name').text;
      const written = typed ? need(part, 'Type').text : 'string';
      const type = scalarNamed(aliases[written] ?? written);
      if (!type) throw new Refusal(part, `the type ${written} is not supported here`);
      groups += 1;
      fields.push({ name: name.replace(/^\['?"?|"?'?\]$/g, ''), type, group: groups });
      source += capture({ name, type }, parts[index + 1], mode, part);
    }
  }
  return { text: `(?${flags})^${source}`, groups, fields };
}

/** `parse`: columns from the places of a pattern in a text. What does not fit gives nothing; `parse-where` drops it. */
export const parse =
  (dropping: boolean) =>
  (node: Syntax, input: Rel, scope: Scope): Rel => {
    if (node.type.kind !== 'table') throw new Refusal(node, 'this parse is not supported');
    let mode: Mode = 'simple';
    let flags = 's';
    for (const parameter of list(node, 'Parameters')) {
      const name = need(parameter, 'Name').text;
      const value = need(parameter, 'Expression').text;
      if (name === 'kind') mode = value as Mode;
      else if (name === 'flags' && /^[imsU]+$/.test(value)) flags = value;
      else throw new Refusal(parameter, `${name} is not supported here`);
    }
    if (mode === 'regex' && !list(node, 'Parameters').some((one) => one.text.startsWith('flags'))) {
      flags = '-s';
    }
    const { text: pattern, groups, fields } = patternOf(list(node, 'Patterns'), mode, flags);
    const subject = coerce(expression(need(node, 'Expression'), scope), 'string', node);
    const matched: Column = { name: '$match', type: 'dynamic' };
    const withMatch: Rel = {
      kind: 'project',
      input,
      columns: [...input.columns, matched],
      values: [
        ...input.columns.map(column),
        call('match_groups', 'dynamic', subject, text(pattern), literal('long', BigInt(groups))),
      ],
    };
    const values = fields.map((field): Expr => {
      const found = call(
        'element',
        'dynamic',
        column(matched),
        literal('long', BigInt(field.group - 1)),
      );
      const read = call('to_string', 'string', found);
      return field.type === 'string' ? read : convertTo(field.type)([read], node);
    });
    const fits = [
      call('not', 'bool', call('is_null', 'bool', column(matched))),
      ...(mode === 'relaxed' ? [] : values.filter((value) => value.type !== 'string')).map(
        (value) => call('not', 'bool', call('is_null', 'bool', value)),
      ),
    ].reduce<Expr>((made, next) => call('and', 'bool', made, next), literal('bool', true));
    const source: Rel = dropping
      ? { kind: 'filter', input: withMatch, condition: fits, columns: withMatch.columns }
      : withMatch;
    const results = node.type.columns.map((wanted): Expr => {
      const place = fields.findIndex(({ name }) => name === wanted.name);
      const value = values[place];
      if (!value) return column(wanted);
      if (dropping) return value;
      return {
        kind: 'case',
        type: value.type,
        branches: [{ when: fits, result: value }],
        otherwise: literal(value.type, null),
      };
    });
    return { kind: 'project', input: source, columns: node.type.columns, values: results };
  };
