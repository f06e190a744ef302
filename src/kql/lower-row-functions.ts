import { dictionary } from '../model/dictionary.js';
import { coerce, toDynamic } from './coerce.js';
import { functions } from './functions.js';
import type { Scope } from './scope.js';
import type { Syntax } from './syntax.js';
import { call, type Expr, literal, type Rel } from './tree.js';
import { Refusal } from './types.js';

/** A call of a function that looks at the row's columns as such, or at the query around it. */
interface RowCall {
  nodes: Syntax[];
  scope: Scope;
  node: Syntax;
  lower(node: Syntax): Expr;
}

/**
 * When a row came. Rows here keep one time, at which their event was recorded: it stands for both. Refused where the rows
 * are no table's, or that time is no longer among their columns.
 */
function ingestionTime({ scope, node }: RowCall): Expr {
  const name = ['TimeGenerated', 'Timestamp'].find(
    (candidate) => scope.row && keepsColumn(scope.row, candidate),
  );
  if (name === undefined) {
    throw new Refusal(node, 'ingestion_time() is not supported where rows have no TimeGenerated');
  }
  return { kind: 'column', name, type: 'datetime' };
}

/** Whether the rows are a table's, and still have that column of it. */
function keepsColumn(rel: Rel, name: string): boolean {
  switch (rel.kind) {
    case 'table':
      return rel.columns.some((one) => one.name === name && one.type === 'datetime');
    case 'filter':
    case 'sort':
    case 'limit':
    case 'window':
    case 'expand':
      return keepsColumn(rel.input, name);
    case 'project': {
      const value = rel.values[rel.columns.findIndex((one) => one.name === name)];
      return value?.kind === 'column' && value.name === name && keepsColumn(rel.input, name);
    }
    case 'union':
      return rel.inputs.every((input) => keepsColumn(input, name));
    default:
      return false;
  }
}

/** `bin_auto(value)`: bins of the size, and around the point, that `set` statements give. */
function binAuto({ nodes, scope, node, lower }: RowCall): Expr {
  const size = scope.settings.get('query_bin_auto_size');
  const binAt = functions['bin_at'];
  const [value] = nodes.map(lower);
  if (!size || !value || !binAt) {
    throw new Refusal(node, 'bin_auto() is not supported without set query_bin_auto_size');
  }
  const zero = value.type === 'datetime' ? literal('datetime', null) : literal('long', 0n);
  const point = scope.settings.get('query_bin_auto_at') ?? zero;
  if (point.kind === 'literal' && point.value === null) {
    throw new Refusal(node, 'bin_auto() is not supported without set query_bin_auto_at');
  }
  return binAt([value, size, point], node);
}

/** `assert(condition, message)`: true, or the end of the query. */
function assertion({ nodes, node, lower }: RowCall): Expr {
  const [given, message] = nodes.map(lower);
  if (!given || message?.kind !== 'literal' || typeof message.value !== 'string') {
    throw new Refusal(node, 'a message that is not constant is not supported');
  }
  const when = coerce(given, 'bool', node);
  return {
    kind: 'case',
    type: 'bool',
    branches: [{ when, result: literal('bool', true) }],
    otherwise: call('fail', 'bool', literal('string', `assert() failed: ${message.value}`), when),
  };
}

/** Functions of the row's columns as such. */
export const rowFunctions: Readonly<Record<string, (call: RowCall) => Expr>> = dictionary({
  ingestion_time: ingestionTime,
  bin_auto: binAuto,
  assert: assertion,
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  pack_all: ({ nodes, scope, node, lower }) => {
    const [sparse] = nodes.map(lower);
    const parts = [...(scope.types ?? [])].map(([name, type]): [Expr, Expr] => [
      literal('string', name),
      { kind: 'column', name, type },
    ]);
    const pack = (pairs: [Expr, Expr][]): Expr =>
      call('bag', 'dynamic', ...pairs.flatMap(([key, value]) => [key, toDynamic(value, node)]));
    if (!sparse || (sparse.kind === 'literal' && sparse.value === false)) return pack(parts);
    const kept = parts.map(
      (pair): Expr => ({
        kind: 'case',
        type: 'dynamic',
        branches: [{ when: emptiness(pair[1], node), result: literal('dynamic', '{}') }],
        otherwise: pack([pair]),
      }),
    );
    return call('bag_merge', 'dynamic', ...kept);
  },
  bag_pack_columns: ({ nodes, lower }) =>
    call(
      'bag',
      'dynamic',
      ...nodes.flatMap((arg) => {
        if (arg.refersTo !== 'column') throw new Refusal(arg, 'only columns are packed');
        return [literal('string', arg.refers), toDynamic(lower(arg), arg)];
      }),
    ),
  column_names_of: ({ nodes, scope, node }) => {
    const [table] = nodes;
    if (!table) throw new Refusal(node, 'the table is missing');
    const names = scope.relation(table, scope).columns.map((one) => one.name);
    return literal('dynamic', JSON.stringify(names));
  },
});

const emptiness = (value: Expr, node: Syntax): Expr => {
  const lowering = functions['isempty'];
  if (!lowering) throw new Error('isempty is missing');
  return lowering([value], node);
};

function columnIfExists({ nodes: [nameNode, otherwise], scope, node, lower }: RowCall): Expr {
  const name = nameNode && lower(nameNode);
  if (!otherwise || name?.kind !== 'literal' || typeof name.value !== 'string') {
    throw new Refusal(node, 'a column name that is not a constant is not supported');
  }
  const type = scope.types?.get(name.value);
  return type ? { kind: 'column', name: name.value, type } : lower(otherwise);
}
