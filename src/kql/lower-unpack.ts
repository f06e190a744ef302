import type { Value } from '../store/store.js';
import { choose, text } from './arguments.js';
import type { Found } from './discovery.js';
import type { PluginCall } from './lower-evaluate.js';
import { expression } from './lower-expr.js';
import { constantElements } from './operators.js';
import { need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal, type Scalar, type Span } from './types.js';

interface Options {
  bag: Column;
  prefix: string;
  conflict: string;
  ignored: ReadonlySet<string>;
}

const names = ['Column', 'OutputColumnPrefix', 'columnsConflict', 'ignoredProperties'];

function optionsOf({ node, input, scope, args }: PluginCall): Options {
  const given = new Map<string, Syntax>();
  for (const [index, arg] of args.entries()) {
    const named = arg.kind === 'SimpleNamedExpression';
    const name = named ? need(arg, 'Name').text : (names[index] ?? '');
    const known = names.find((one) => one.toLowerCase() === name.toLowerCase());
    if (!known) throw new Refusal(arg, `the argument ${name || arg.text} is not supported`);
    given.set(known, named ? need(arg, 'Expression') : arg);
  }
  const subject = given.get('Column');
  const bag = input.columns.find(({ name }) => name === subject?.refers);
  if (!subject || bag?.type !== 'dynamic') {
    throw new Refusal(subject ?? node, 'only a dynamic column can be unpacked');
  }
  const constant = (name: string): Expr | undefined => {
    const from = given.get(name);
    return from && expression(from, scope);
  };
  const word = (name: string, fallback: string): string => {
    const value = constant(name);
    if (!value) return fallback;
    if (value.kind === 'literal' && typeof value.value === 'string') return value.value;
    throw new Refusal(given.get(name) ?? node, `${name} has to be a constant`);
  };
  const conflict = word('columnsConflict', 'error');
  if (!['error', 'replace_source', 'keep_source'].includes(conflict)) {
    throw new Refusal(given.get('columnsConflict') ?? node, `${conflict} is not supported`);
  }
  const listed = constant('ignoredProperties');
  const ignored = listed ? constantElements(listed) : [];
  if (!ignored) throw new Refusal(node, 'ignoredProperties has to be a constant array of texts');
  return {
    bag,
    prefix: word('OutputColumnPrefix', ''),
    conflict,
    ignored: new Set(ignored.map((one) => (one.kind === 'literal' ? `${one.value}` : ''))),
  };
}

/** `bag_unpack`: a column for each property. Without a schema the rows decide which there are, and of which type. */
export function bagUnpack(made: PluginCall): Rel {
  const { node, input, schema, discover } = made;
  const options = optionsOf(made);
  if (!schema) {
    return discover(lookup(input, options.bag), (rows) => found(rows, input, options, node));
  }
  const values = schema.columns.map((wanted): Expr => {
    const own = input.columns.find(({ name }) => name === wanted.name && name !== options.bag.name);
    if (own && (!schema.declared.has(wanted.name) || options.conflict === 'keep_source')) {
      return column(own);
    }
    const { bag, prefix } = options;
    const key = wanted.name.slice(prefix.length);
    const property = wanted.name.startsWith(prefix) && !options.ignored.has(key);
    if (own && options.conflict === 'error') {
      if (!property) return column(own);
      const clash = call('bag_has_key', 'bool', column(bag), text(key));
      return choose(
        clash,
        refusal(`a property named like the column ${wanted.name}`, column(bag), own.type),
        column(own),
      );
    }
    if (!property) throw new Refusal(node, `${wanted.name} is neither a column nor a property`);
    return slot(column(bag), key, wanted, node);
  });
  return { kind: 'project', input, columns: schema.columns, values };
}

const refusal = (what: string, row: Expr, type: Scalar): Expr =>
  call('refuse', type, text(what), row);

/** A property's value. One of another kind than the column has is refused, not converted. */
function slot(bag: Expr, key: string, { name, type }: Column, span: Span): Expr {
  const value = call('member', 'dynamic', bag, text(key));
  if (type === 'dynamic') return value;
  const kind = call('kind_of', 'string', value);
  const is = (...kinds: string[]) => call('in', 'bool', kind, ...kinds.map(text));
  const values: Partial<Record<Scalar, [Expr, Expr]>> = {
    string: [is('string'), call('to_string', 'string', value)],
    long: [is('long'), call('number_of_dynamic', 'long', value)],
    real: [is('long', 'real'), call('number_of_dynamic', 'real', value)],
    bool: [is('bool'), call('bool_of_dynamic', 'bool', value)],
  };
  const known = values[type];
  if (!known) throw new Refusal(span, `unpacking a property as ${type} is not supported`);
  return {
    kind: 'case',
    type,
    branches: [
      { when: known[0], result: known[1] },
      { when: is('null'), result: literal(type, null) },
    ],
    otherwise: refusal(`a value in ${name} that is no ${type}`, value, type),
  };
}

/** Texts that may stand for a datetime, a timespan or a GUID. */
const strongly =
  '^\\s*([0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}|([0-9]+\\.)?[0-9]{1,2}:[0-9]{2}|\\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-)';

/** Each property of the bags with each kind of value that it has, and whether some may be more than a text. */
function lookup(input: Rel, bag: Column): Rel {
  const kind = call('kind_of', 'string', column(bag));
  const is = (name: string) => call('equal', 'bool', kind, text(name));
  const checked: Expr = {
    kind: 'case',
    type: 'dynamic',
    branches: [
      { when: is('dictionary'), result: column(bag) },
      { when: is('null'), result: literal('dynamic', '{}') },
    ],
    otherwise: refusal('unpacking a value that is no bag', column(bag), 'dynamic'),
  };
  const bags: Column = { name: '$bag', type: 'dynamic' };
  const entry: Column = { name: '$entry', type: 'dynamic' };
  const expanded: Rel = {
    kind: 'expand',
    input: { kind: 'project', input, columns: [bags], values: [checked] },
    arrays: [column(bags)],
    columns: [bags, entry],
    pairs: true,
  };
  const part = (index: bigint) => call('element', 'dynamic', column(entry), literal('long', index));
  const value = part(1n);
  const typed = call('matches', 'bool', call('to_string', 'string', value), text(strongly));
  return {
    kind: 'aggregate',
    input: expanded,
    keys: [call('to_string', 'string', part(0n)), call('kind_of', 'string', value)],
    aggregates: [{ name: 'count', type: 'long', args: [], where: typed }],
    columns: [
      { name: 'key', type: 'string' },
      { name: 'kind', type: 'string' },
      { name: 'typed', type: 'long' },
    ],
  };
}

/** The columns that the rows of the lookup make: the input's without the bag, and the properties by name. */
function found(rows: Value[][], input: Rel, options: Options, span: Span): Found {
  const kinds = new Map<string, Set<string>>();
  for (const [key, kind, typed] of rows) {
    const name = `${key}`;
    if (options.ignored.has(name)) continue;
    if (kind === 'string' && Number(typed) > 0) {
      throw new Refusal(
        span,
        `the property ${name} may be a datetime, a timespan or a GUID: whether Kusto makes a column of that type of it is not known; write its type, as in : (*, ${name}:string)`,
      );
    }
    kinds.set(name, (kinds.get(name) ?? new Set()).add(`${kind}`));
  }
  const sorted = [...kinds.keys()].sort();
  const properties = sorted.map(
    (name): Column => ({
      name: `${options.prefix}${name}`,
      type: typeOf(name, kinds.get(name) ?? new Set(), span),
    }),
  );
  const columns = input.columns.filter(({ name }) => name !== options.bag.name);
  for (const property of properties) {
    const place = columns.findIndex(({ name }) => name === property.name);
    if (place < 0) columns.push(property);
    else if (options.conflict === 'error') {
      throw new Refusal(
        span,
        `${property.name} is both a column and a property: give columnsConflict`,
      );
    } else if (options.conflict === 'replace_source') columns[place] = property;
  }
  if (columns.length === 0) {
    throw new Refusal(
      span,
      'unpacking the only column is not supported where no row has a property',
    );
  }
  return { columns, ordered: inAnyOrder(sorted) };
}

/** Whether names stand in the same order by code point, by letter, and by a dictionary's rules. */
const inAnyOrder = (sorted: string[]): boolean =>
  sorted.every((name, index) => {
    const before = sorted[index - 1];
    if (before === undefined) return true;
    return before.toLowerCase() < name.toLowerCase() && before.localeCompare(name, 'en') < 0;
  });

function typeOf(name: string, kinds: ReadonlySet<string>, span: Span): Scalar {
  const all = [...kinds].filter((kind) => kind !== 'null');
  const [only, ...more] = all;
  if (only === undefined) {
    throw new Refusal(
      span,
      `the property ${name} is always null: write its type behind bag_unpack`,
    );
  }
  const numbers = all.filter((kind) => kind === 'long' || kind === 'real');
  if (numbers.length === 2 && all.length === 2) {
    throw new Refusal(
      span,
      `the property ${name} is long and real: write its type behind bag_unpack`,
    );
  }
  if (more.length > 0 || only === 'array' || only === 'dictionary') return 'dynamic';
  return only as Scalar;
}
