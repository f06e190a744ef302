import { dictionary } from '../model/dictionary.js';
import { Discovery, type Found } from './discovery.js';
import { addressLookup } from './lower-address-lookup.js';
import { narrow, pivot } from './lower-pivot.js';
import { bagUnpack } from './lower-unpack.js';
import { parameters } from './parameters.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import type { Rel } from './tree.js';
import { type Column, Refusal } from './types.js';
import { childrenOf } from './walk.js';

/** A call of a plugin: `evaluate name(arguments) : (schema)`. */
export interface PluginCall {
  node: Syntax;
  input: Rel;
  scope: Scope;
  args: Syntax[];
  /** The columns of the schema; undefined where none is written. */
  schema: Schema | undefined;
  /** Ends the compilation until the columns were looked up. */
  discover(lookup: Rel, read: Discovery['read']): never;
}

export interface Schema {
  /** The columns of the result. */
  columns: Column[];
  /** Names of the columns that are written out, and do not come from `*`. */
  declared: ReadonlySet<string>;
}

const plugins: Readonly<Record<string, (call: PluginCall) => Rel>> = dictionary({
  bag_unpack: bagUnpack,
  pivot,
  narrow,
  ipv4_lookup: addressLookup('ipv4_in_range'),
  ipv6_lookup: addressLookup('ipv6_matches'),
});

export function evaluate(node: Syntax, input: Rel, scope: Scope): Rel {
  const made = need(node, 'FunctionCall');
  const name = need(made, 'Name').text;
  const plugin = plugins[name];
  if (!plugin) throw new Refusal(node, `evaluate ${name}() is not supported`);
  parameters(node, []);
  return plugin({
    node,
    input,
    scope,
    args: list(need(made, 'ArgumentList'), 'Expressions'),
    schema: schemaOf(node),
    discover: (lookup, read) => {
      if (scope.called || looksOut(lookup)) {
        const message = `columns of ${name} that are known only at run time are not supported here: write them behind it, as in : (*, Name:string)`;
        throw new Refusal(made, message);
      }
      throw new Discovery(node, lookup, (rows): Found => read(rows));
    },
  });
}

function schemaOf(node: Syntax): Schema | undefined {
  const clause = field(node, 'Schema');
  if (!clause || node.type.kind !== 'table') return undefined;
  const names = list(need(clause, 'Schema'), 'Columns').map(
    (one) => need(one, 'Name').refers || need(one, 'Name').text,
  );
  const { columns } = node.type;
  if (new Set(columns.map(({ name }) => name)).size < columns.length) {
    throw new Refusal(clause, 'a schema that has a column twice is not supported');
  }
  return { columns, declared: new Set(names) };
}

/** Whether the relation belongs to a row outside of it. */
const looksOut = (rel: Rel): boolean => rel.kind === 'outer' || childrenOf(rel).some(looksOut);
