import { coerce } from './coerce.js';
import { externalRows } from './external-file.js';
import { convertTo } from './functions.js';
import { expression } from './lower-expr.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

/** `externaldata`: rows of files of this machine, where whoever asks may read them. They become part of the query. */
export function externalData(node: Syntax, scope: Scope): Rel {
  const places = list(node, 'URIs');
  const [first] = places;
  if (!scope.files) {
    const message = 'externaldata is not supported here: a rule reaches no files or addresses';
    throw new Refusal(node, message);
  }
  if (node.type.kind !== 'table' || !first) {
    throw new Refusal(node, 'this externaldata is not supported');
  }
  const properties = propertiesOf(node, scope);
  const { columns } = node.type;
  const parts = places.map((place) => {
    const location = expression(place, scope);
    if (location.kind !== 'literal' || typeof location.value !== 'string') {
      throw new Refusal(place, 'a location that is not constant is not supported');
    }
    try {
      return externalRows(location.value, properties);
    } catch (error) {
      throw new Refusal(place, `externaldata is not supported here: ${(error as Error).message}`);
    }
  });
  const file: Column = { name: '$file', type: 'dynamic' };
  const record: Column = { name: '$record', type: 'dynamic' };
  const inputs = parts.map(({ cells, json }): Rel => {
    const whole: Rel = {
      kind: 'values',
      columns: [file],
      rows: [[literal('dynamic', `[${json.join(',')}]`)]],
    };
    const records: Rel = {
      kind: 'expand',
      input: whole,
      arrays: [column(file)],
      columns: [file, record],
    };
    const values = columns.map(({ name, type }, index): Expr => {
      const found = cells
        ? call('element', 'dynamic', column(record), literal('long', BigInt(index)))
        : call('member', 'dynamic', column(record), literal('string', name));
      if (!cells) return type === 'dynamic' ? found : convertTo(type)([found], node);
      const text = coerce(found, 'string', node);
      return type === 'string' ? text : convertTo(type)([text], node);
    });
    return { kind: 'project', input: records, columns, values };
  });
  const [only] = inputs;
  return inputs.length === 1 && only ? only : { kind: 'union', inputs, columns };
}

function propertiesOf(node: Syntax, scope: Scope): { format?: string; ignoreFirst: boolean } {
  const clause = field(node, 'WithClause');
  const made: { format?: string; ignoreFirst: boolean } = { ignoreFirst: false };
  for (const property of clause ? list(clause, 'Properties') : []) {
    const name = need(property, 'Name').text;
    const value = expression(need(property, 'Expression'), scope);
    const constant = value.kind === 'literal' ? value.value : undefined;
    if (name === 'format' && typeof constant === 'string') made.format = constant;
    else if (name.toLowerCase() === 'ignorefirstrecord')
      made.ignoreFirst = `${constant}` === 'true';
    else throw new Refusal(property, `${name} is not supported in externaldata`);
  }
  return made;
}
