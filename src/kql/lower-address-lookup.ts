import { long } from './arguments.js';
import type { PluginCall } from './lower-evaluate.js';
import { expression } from './lower-expr.js';
import { field, need, type Syntax } from './syntax.js';
import { column, type Expr, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

/**
 * `ipv4_lookup(table, address, network [, further keys] [, return_unmatched])`: the rows with those of a table in whose
 * network their address is. Of keys that both have there is one column. `ipv6_lookup` has the table's columns first.
 */
export const addressLookup =
  (name: 'ipv4_in_range' | 'ipv6_matches') =>
  ({ node, input, scope, args }: PluginCall): Rel => {
    const [tableNode, addressNode, networkNode, ...more] = args;
    if (!tableNode || !addressNode || !networkNode) {
      throw new Refusal(node, 'a lookup needs a table and two columns');
    }
    const table = scope.relation(tableNode, scope);
    const find = (rel: Rel, part: Syntax): Column => {
      const own = rel.columns.find((candidate) => candidate.name === part.refers);
      if (!own) throw new Refusal(part, `${part.text} is not a column here`);
      return own;
    };
    const address = find(input, addressNode);
    const network = find(table, networkNode);
    for (const [{ type }, part] of [
      [address, addressNode],
      [network, networkNode],
    ] as const) {
      if (type !== 'string') throw new Refusal(part, 'an address that is no text is not supported');
    }
    let all = false;
    const keys: Column[] = [];
    for (const part of more) {
      const value = part.kind === 'SimpleNamedExpression' ? need(part, 'Expression') : part;
      const isFlag = value.type.kind === 'scalar' && value.type.type === 'bool' && !value.refers;
      if (isFlag) all = isTrue(expression(value, scope), part);
      else keys.push(sameColumn(find(input, value), find(table, value), value));
    }
    const shared = new Set(keys.map((key) => key.name));
    const added = table.columns.filter((one) => !shared.has(one.name));
    if (added.some((one) => input.columns.some((other) => other.name === one.name))) {
      throw new Refusal(tableNode, 'a lookup in which both sides have a column is not supported');
    }
    const sources = [
      ...input.columns.map(({ name: title, type }) => ({ side: 'left' as const, title, type })),
      ...added.map(({ name: title, type }) => ({ side: 'right' as const, title, type })),
    ];
    if (name === 'ipv6_matches') {
      sources.sort((one, other) => Number(one.side === 'left') - Number(other.side === 'left'));
    }
    return {
      kind: 'join',
      type: all ? 'left' : 'inner',
      left: input,
      right: table,
      on: keys.map((key) => ({ left: column(key), right: column(key) })),
      also: {
        name,
        left: column(address),
        right: column(network),
        rest: name === 'ipv6_matches' ? [long(128)] : [],
      },
      columns: sources.map(({ title, type }): Column => ({ name: title, type })),
      sources: sources.map(({ side, title }) => ({ side, name: title })),
    };
  };

function isTrue(value: Expr, part: Syntax): boolean {
  if (value.kind === 'literal' && typeof value.value === 'boolean') return value.value;
  throw new Refusal(
    field(part, 'Expression') ?? part,
    'a choice that is not constant is not supported',
  );
}

function sameColumn(one: Column, other: Column, part: Syntax): Column {
  if (one.type === other.type && one.type !== 'dynamic') return one;
  throw new Refusal(part, 'a further key of different types is not supported');
}
