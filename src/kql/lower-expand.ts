import { convertTo } from './functions.js';
import { expression } from './lower-expr.js';
import { parameters } from './parameters.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Outer, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

interface Parts {
  values: Expr[];
  pairs: boolean;
  limit: number | undefined;
  /** Name of the column for an element's place. */
  index: string | undefined;
  /** The result's columns, of which some are made of hidden ones. */
  columns: Column[];
  hidden: Column[];
  results: Expr[];
}

/** Functions whose result has the name of the column that they are given. */
const keepName: ReadonlySet<string> = new Set([
  'todynamic',
  'toobject',
  'parse_json',
  'parsejson',
  'split',
]);

/** The name that an expanded expression brings along; undefined where the binder makes one. */
function nameOf(node: Syntax): string | undefined {
  if (node.kind === 'SimpleNamedExpression') return need(node, 'Name').text;
  if (node.kind === 'NameReference') return node.refers;
  if (node.kind !== 'FunctionCallExpression') return undefined;
  const [first] = list(need(node, 'ArgumentList'), 'Expressions');
  if (!keepName.has(need(node, 'Name').text) || first?.kind !== 'NameReference') return undefined;
  return first.refersTo === 'column' ? first.refers : undefined;
}

/** What `mv-expand` and `mv-apply` have in common: arrays side by side, each under a name. */
function parts(node: Syntax, input: Rel, scope: Scope, columns: Column[]): Parts {
  const given = parameters(node, ['with_itemindex', 'kind', 'bagexpansion']);
  const index = given.get('with_itemindex');
  const pairs = (given.get('kind') ?? given.get('bagexpansion')) === 'array';
  const clause = field(node, 'RowLimitClause');
  const bound = clause && expression(need(clause, 'RowLimit'), scope);
  if (bound && (bound.kind !== 'literal' || typeof bound.value !== 'bigint')) {
    throw new Refusal(node, 'a limit that is not a constant is not supported');
  }
  const known = new Set(input.columns.map(({ name }) => name));
  const fresh = columns.filter(({ name }) => !known.has(name) && name !== index);
  const entries = list(node, 'Expressions').map((part) => {
    const wrapped = part.kind === 'MvExpandExpression' || part.kind === 'MvApplyExpression';
    const inner = wrapped ? need(part, 'Expression') : part;
    const value = expression(inner, scope);
    if (value.type !== 'dynamic') throw new Refusal(part, 'only a dynamic can be expanded');
    const name = nameOf(inner) ?? fresh.shift()?.name;
    if (!name) throw new Refusal(part, 'an expression without a name is not supported here');
    return { name, value };
  });
  const hidden = entries.map((_, place): Column => ({ name: `$${place}`, type: 'dynamic' }));
  if (index !== undefined) hidden.push({ name: '$index', type: 'long' });
  const results = columns.map((wanted): Expr => {
    const place = entries.findIndex(({ name }) => name === wanted.name);
    const from = place >= 0 ? hidden[place] : undefined;
    if (from) return convertElement(column(from), wanted, node);
    if (wanted.name === index) return { kind: 'column', name: '$index', type: 'long' };
    return column(wanted);
  });
  return {
    values: entries.map(({ value }) => value),
    pairs,
    limit: bound?.kind === 'literal' ? Number(bound.value) : undefined,
    index,
    columns,
    hidden,
    results,
  };
}

function expanded(input: Rel, made: Parts): Rel {
  const rel: Rel = {
    kind: 'expand',
    input,
    arrays: made.values,
    columns: [...input.columns, ...made.hidden],
    pairs: made.pairs,
    numbered: made.index !== undefined,
  };
  const full: Rel = made.limit === undefined ? rel : { ...rel, limit: made.limit };
  return { kind: 'project', input: full, columns: made.columns, values: made.results };
}

function tableColumns(node: Syntax): Column[] {
  if (node.type.kind !== 'table') throw new Refusal(node, `${node.kind} is not supported`);
  return node.type.columns;
}

export const mvExpand = (node: Syntax, input: Rel, scope: Scope): Rel =>
  expanded(input, parts(node, input, scope, tableColumns(node)));

/** For each row its elements as a table, and what a query makes of it. */
export function mvApply(node: Syntax, input: Rel, scope: Scope): Rel {
  const subquery = need(need(node, 'Subquery'), 'Expression');
  const row: Outer = { kind: 'outer', mark: Symbol('row'), columns: input.columns };
  const made = parts(node, row, scope, elementColumns(node, input));
  const inner = scope.pipeline(subquery, expanded(row, made), scope);
  return applied(node, filled(input, made.values), row, inner, tableColumns(node));
}

/** The rows that have an element: for others the query is not asked, so that even a count gives nothing. */
function filled(input: Rel, arrays: Expr[]): Rel {
  const [first, ...rest] = arrays.map((array) => {
    const text = call('to_string', 'string', array);
    const empty = call('in', 'bool', text, literal('string', '[]'), literal('string', '{}'));
    return call('not', 'bool', empty);
  });
  if (!first) return input;
  const condition = rest.reduce<Expr>((made, next) => call('or', 'bool', made, next), first);
  return { kind: 'filter', input, condition, columns: input.columns };
}

/** The columns of the table of elements: the row's own, those with an element's name replaced, and new ones. */
function elementColumns(node: Syntax, input: Rel): Column[] {
  const columns = [...input.columns];
  const put = (made: Column): void => {
    const place = columns.findIndex(({ name }) => name === made.name);
    if (place >= 0) columns[place] = made;
    else columns.push(made);
  };
  for (const part of list(node, 'Expressions')) {
    const inner = part.kind === 'MvApplyExpression' ? need(part, 'Expression') : part;
    const name = nameOf(inner);
    if (name === undefined) {
      throw new Refusal(part, 'an expression without a name is not supported here');
    }
    const clause = part.kind === 'MvApplyExpression' ? field(part, 'ToTypeOf') : undefined;
    const written = clause && /typeof\s*\(\s*(\w+)\s*\)/.exec(clause.text)?.[1];
    const type = written === 'double' ? 'real' : written === 'date' ? 'datetime' : written;
    put({ name, type: (type ?? 'dynamic') as Column['type'] });
  }
  const index = list(node, 'Parameters').find(
    (parameter) => need(parameter, 'Name').text === 'with_itemindex',
  );
  if (index) put({ name: need(index, 'Expression').text, type: 'long' });
  return columns;
}

/** The inner relation's columns, and the row's own that it does not have. */
function applied(node: Syntax, input: Rel, row: Outer, inner: Rel, columns: Column[]): Rel {
  const sources = columns.map(({ name }): { side: 'input' | 'inner'; name: string } => {
    if (inner.columns.some((from) => from.name === name)) return { side: 'inner', name };
    if (input.columns.some((from) => from.name === name)) return { side: 'input', name };
    throw new Refusal(node, `the column ${name} is not supported here`);
  });
  const typed = columns.map(({ name }, index): Column => {
    const rel = sources[index]?.side === 'inner' ? inner : input;
    return { name, type: rel.columns.find((from) => from.name === name)?.type ?? 'dynamic' };
  });
  return { kind: 'apply', mark: row.mark, input, inner, columns: typed, sources };
}

/** `partition by`: a query for the rows of each value of a column. */
export function partition(node: Syntax, input: Rel, scope: Scope): Rel {
  parameters(node, []);
  const operand = need(node, 'Operand');
  if (operand.kind !== 'PartitionSubquery') {
    throw new Refusal(operand, 'a partition with a query of its own is not supported');
  }
  const key = expression(need(node, 'ByExpression'), scope);
  if (key.kind !== 'column' || key.type === 'dynamic') {
    throw new Refusal(node, 'partitioning by this is not supported');
  }
  const wanted: Column = { name: '$key', type: key.type };
  const keys: Rel = {
    kind: 'distinct',
    input: { kind: 'project', input, columns: [wanted], values: [key] },
    columns: [wanted],
  };
  const row: Outer = { kind: 'outer', mark: Symbol('key'), columns: [wanted] };
  const own: Rel = {
    kind: 'join',
    type: 'inner',
    left: row,
    right: input,
    nullsEqual: true,
    on: [{ left: column(wanted), right: key }],
    columns: input.columns,
    sources: input.columns.map(({ name }) => ({ side: 'right', name })),
  };
  const inner = scope.pipeline(need(operand, 'Subquery'), own, scope);
  return applied(node, keys, row, inner, inner.columns);
}

/** `to typeof()` casts: an element of another kind is null, and not read as that kind. */
function convertElement(value: Expr, wanted: Column, node: Syntax): Expr {
  if (wanted.type === 'dynamic') return value;
  if (wanted.type === 'string') return call('to_string', 'string', value);
  if (wanted.type === 'bool') return call('bool_of_dynamic', 'bool', value);
  if (wanted.type === 'long' || wanted.type === 'int' || wanted.type === 'real') {
    return call('number_of_dynamic', wanted.type, value);
  }
  return convertTo(wanted.type)([value], node);
}
