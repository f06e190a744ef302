import { dictionary } from '../model/dictionary.js';
import { aggregates } from './aggregates.js';
import { coerce, computed, isNumeric } from './coerce.js';
import { convertTo, functions } from './functions.js';
import { literals } from './literals.js';
import { enter } from './lower-call.js';
import { rowFunctions } from './lower-row-functions.js';
import { windowCall } from './lower-window.js';
import { among, constantElements, hasEach, infix } from './operators.js';
import { rust, searched } from './regex.js';
import { isResolved } from './resolved.js';
import type { Named, Scope } from './scope.js';
import { anyColumn } from './star.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal, type Scalar, scalarNamed } from './types.js';
import { holds } from './walk.js';

type Lowering = (node: Syntax, scope: Scope) => Expr;

/** A bound expression with Kusto's meaning spelled out. Throws Refusal where something is not supported. */
export function expression(node: Syntax, scope: Scope): Expr {
  const make = literals[node.kind];
  if (make) return make(node);
  const binary = infix[node.kind];
  if (binary) {
    const right = expression(need(node, 'Right'), scope);
    const leftNode = need(node, 'Left');
    if (leftNode.kind === 'StarExpression') {
      return anyColumn(scope.types ?? new Map(), right, node, (value) =>
        binary(value, right, node),
      );
    }
    return binary(expression(leftNode, scope), right, node);
  }
  const lowering = lowerings[node.kind];
  if (lowering) return lowering(node, scope);
  const operator = field(node, 'Operator')?.text;
  throw new Refusal(node, `${operator ?? node.kind} is not supported`);
}

/** A condition: a bool. */
export const condition = (node: Syntax, scope: Scope): Expr =>
  coerce(expression(node, scope), 'bool', node);

const reference: Lowering = (node, scope) => {
  if (node.refersTo === 'column') {
    if (node.type.kind !== 'scalar') {
      throw new Refusal(node, `the type of ${node.text} is not known`);
    }
    const type = scope.types?.get(node.refers) ?? node.type.type;
    return { kind: 'column', type, name: node.refers };
  }
  const named = scope.names.get(node.refers);
  if (named?.kind === 'scalar') return named.value;
  if (named?.kind === 'function') return ownFunction(node, named, [], scope);
  throw new Refusal(node, `${node.text} is not supported here`);
};

interface Options {
  /** Expressions, the elements of constant arrays among them. */
  values: Expr[];
  /** An array that is known only at run time. */
  array: Expr | undefined;
}

/** What stands in the parentheses of `in`, `has_any` and the like. */
function options(node: Syntax, scope: Scope): Options {
  const given = list(need(node, 'Right'), 'Expressions');
  const values: Expr[] = [];
  let array: Expr | undefined;
  for (const option of given) {
    const value = expression(option, scope);
    const elements = value.type === 'dynamic' ? constantElements(value) : [value];
    if (elements) values.push(...elements);
    else if (given.length === 1) array = value;
    else throw new Refusal(option, 'an array among other values is not supported here');
  }
  return { values, array };
}

function inOptions(value: Expr, { values, array }: Options, folded: boolean, node: Syntax): Expr {
  if (!array) return among(value, values, folded, node);
  if (folded || value.type !== 'string') {
    throw new Refusal(node, 'this search in an array that is not a constant is not supported');
  }
  return call('array_has_text', 'bool', array, value);
}

/** The first column of a table: that is what is searched, and of arrays in it their elements. */
function firstColumn(table: Syntax, scope: Scope): [Rel, Column] {
  const input = scope.relation(table, scope);
  const [found] = input.columns;
  if (!found) throw new Refusal(table, 'a table without columns holds no values');
  if (found.type === 'dynamic') {
    return [textsWithin(input, found), { name: found.name, type: 'string' }];
  }
  return [projected(input, found.name, column(found)), found];
}

/** The texts among a column's dynamics and in their arrays, as published queries search in `make_set` of a table. */
function textsWithin(input: Rel, found: Column): Rel {
  const element: Column = { name: '$element', type: 'dynamic' };
  const columns = [found, element];
  const one = column(element);
  const elements: Rel = {
    kind: 'expand',
    input: projected(input, found.name, column(found)),
    arrays: [column(found)],
    columns,
  };
  const given = call('not', 'bool', call('is_null', 'bool', one));
  const there: Rel = { kind: 'filter', input: elements, condition: given, columns };
  const written = call('to_string', 'string', one);
  const message = literal('string', 'searching among values that are no texts');
  const text: Expr = {
    kind: 'case',
    type: 'string',
    branches: [
      {
        when: call('equal', 'bool', call('kind_of', 'string', one), literal('string', 'string')),
        result: written,
      },
    ],
    otherwise: call('refuse', 'string', message, written),
  };
  return projected(there, found.name, text);
}

const projected = (input: Rel, name: string, value: Expr): Rel => ({
  kind: 'project',
  input,
  columns: [{ name, type: value.type }],
  values: [value],
});

function within(folded: boolean, negated: boolean): Lowering {
  return (node, scope) => {
    const value = expression(need(node, 'Left'), scope);
    const only = list(need(node, 'Right'), 'Expressions');
    const table = only.length === 1 && only[0]?.type.kind === 'table' ? only[0] : undefined;
    let made: Expr;
    if (table) {
      const [input, found] = firstColumn(table, scope);
      const lowered = (text: Expr): Expr => call('lower', 'string', coerce(text, 'string', node));
      made = {
        kind: 'member',
        type: 'bool',
        value: folded ? lowered(value) : coerce(value, found.type, node),
        input: folded ? projected(input, found.name, lowered(column(found))) : input,
      };
    } else {
      made = inOptions(value, options(node, scope), folded, node);
    }
    return negated ? call('not', 'bool', made) : made;
  };
}

const between =
  (negated: boolean): Lowering =>
  (node, scope) => {
    const value = expression(need(node, 'Left'), scope);
    const range = need(node, 'Right');
    const first = expression(need(range, 'First'), scope);
    let second = expression(need(range, 'Second'), scope);
    if (value.type === 'datetime' && second.type === 'timespan') {
      second = call('datetime_add_timespan', 'datetime', first, second);
    }
    const compare = (kind: string, other: Expr) => {
      const make = infix[kind];
      if (!make) throw new Error(`no operator ${kind}`);
      return make(value, other, node);
    };
    const made = call(
      'and',
      'bool',
      compare('GreaterThanOrEqualExpression', first),
      compare('LessThanOrEqualExpression', second),
    );
    return negated ? call('not', 'bool', made) : made;
  };

const matches: Lowering = (node, scope) => {
  const pattern = expression(need(node, 'Right'), scope);
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') {
    throw new Refusal(node, 'a regular expression that is not a constant is not supported');
  }
  const found = rust(pattern.value, need(node, 'Right'));
  const subject = coerce(expression(need(node, 'Left'), scope), 'string', node);
  return call('matches', 'bool', searched(subject, found), literal('string', found.text));
};

const functionCall: Lowering = (node, scope) => {
  const name = need(node, 'Name').text;
  const nodes = [...list(need(node, 'ArgumentList'), 'Expressions')];
  if (scope.aggregates && aggregates[name]) return aggregateCall(node, name, nodes, scope);
  const own = scope.names.get(name);
  if (own?.kind === 'function') return ownFunction(node, own, nodes, scope);
  const args = () => nodes.map((arg) => expression(arg, scope));
  if (name === 'now' || name === 'ago') {
    const now: Expr = { kind: 'now', type: 'datetime' };
    const [offset] = args();
    if (!offset) return now;
    const step = name === 'now' ? 'datetime_add_timespan' : 'datetime_subtract_timespan';
    return call(step, 'datetime', now, coerce(offset, 'timespan', node));
  }
  const windowed = windowCall(name, args, scope, node);
  if (windowed) return windowed;
  const special = rowFunctions[name];
  if (special) return special({ nodes, scope, node, lower: (one) => expression(one, scope) });
  const typed = nodes.at(-1)?.kind === 'TypeOfLiteralExpression' ? nodes.pop() : undefined;
  const lowering = functions[name];
  if (!lowering) throw new Refusal(need(node, 'Name'), `${name}() is not supported`);
  const made = lowering(args(), node);
  const type = typed ? typeNamed(typed) : extracting.has(name) ? 'string' : undefined;
  return type ? convertTo(type)([made], node) : made;
};

/** Functions that give a text where no `typeof(…)` says otherwise. */
const extracting: ReadonlySet<string> = new Set(['extractjson', 'extract_json']);

/** The type in `typeof(…)`. */
function typeNamed(node: Syntax): Scalar {
  const name = /^typeof\s*\(\s*(\w+)\s*\)$/.exec(node.text)?.[1] ?? '';
  const aliases: Record<string, Scalar> = dictionary({
    double: 'real',
    date: 'datetime',
    boolean: 'bool',
  });
  const type = aliases[name] ?? scalarNamed(name);
  if (!type) throw new Refusal(node, `${node.text} is not supported`);
  return type;
}

function aggregateCall(node: Syntax, name: string, nodes: Syntax[], scope: Scope): Expr {
  const sink = scope.aggregates;
  const lowering = aggregates[name];
  if (!sink || !lowering) throw new Error(`${name} is no aggregate`);
  const { aggregates: _, ...inner } = scope;
  const made = lowering(
    nodes.map((arg) => expression(arg, inner)),
    node,
  );
  const result = { name: `$${sink.columns.length}`, type: made.type };
  if (sink.input.kind === 'sort' && /list/.test(made.name)) made.order = sink.input.keys;
  sink.calls.push(made);
  sink.columns.push(result);
  return { kind: 'column', ...result };
}

/** A function that the query declares is its body with the arguments in the place of its parameters. */
function ownFunction(
  node: Syntax,
  own: Extract<Named, { kind: 'function' }>,
  nodes: Syntax[],
  scope: Scope,
): Expr {
  const { result, inner } = enter({ node, own, given: nodes, scope, lower: expression });
  const { aggregates: _, ...plain } = inner;
  const bodyScope = scope.types ? { ...plain, types: scope.types } : plain;
  if (result.type.kind !== 'table') return expression(result, bodyScope);
  return scalarOf(scope.relation(result, inner), node);
}

const path: Lowering = (node, scope) => {
  const selector = need(node, 'Selector');
  const owner = need(node, 'Expression');
  if (scope.stepValue && owner.type.kind === 'tuple') {
    return scope.stepValue(owner.text, selector.refers || selector.text, node);
  }
  if (node.refersTo === 'column' || selector.refersTo === 'column') {
    return reference(selector, scope);
  }
  const value = expression(need(node, 'Expression'), scope);
  if (value.type !== 'dynamic') {
    throw new Refusal(node, `a property of ${value.type} is not supported`);
  }
  if (selector.kind === 'BracketedExpression' && !/^\[\s*["']/.test(selector.text)) {
    const key = expression(need(selector, 'Expression'), scope);
    if (key.type === 'string') return call('member', 'dynamic', value, key);
    if (isNumeric(key.type)) {
      return call('element', 'dynamic', value, coerce(key, 'long', selector));
    }
  }
  const bare = /^[A-Za-z_][A-Za-z0-9_]*$/.test(selector.text);
  const name = bare ? selector.text : bracketed(selector);
  return call('member', 'dynamic', value, literal('string', name));
};

/** The name in `['a b']`. */
function bracketed(node: Syntax): string {
  const match = /^\[\s*(["'])((?:(?!\1)[^\\])*)\1\s*\]$/.exec(node.text);
  if (!match?.[2]) throw new Refusal(node, `the name ${node.text} is not supported`);
  return match[2];
}

const element: Lowering = (node, scope) => {
  const source = need(node, 'Expression');
  const selector = need(node, 'Selector');
  if (source.type.kind === 'tuple') {
    const index = expression(need(selector, 'Expression'), scope);
    const found =
      index.kind === 'literal' && typeof index.value === 'bigint'
        ? scope.several(source, scope)[Number(index.value)]
        : undefined;
    if (!found) throw new Refusal(selector, 'this column of several is not supported');
    return found;
  }
  const value = expression(source, scope);
  const key = expression(need(selector, 'Expression'), scope);
  if (value.type !== 'dynamic') {
    throw new Refusal(node, `an element of ${value.type} is not supported`);
  }
  if (key.type === 'string') return call('member', 'dynamic', value, key);
  return call('element', 'dynamic', value, coerce(key, 'long', selector));
};

const scalarQuery: Lowering = (node, scope) => {
  const inner = need(node, 'Expression');
  if (inner.type.kind === 'table') return scalarOf(scope.relation(inner, scope), node);
  const value = expression(inner, scope);
  if (!isRandom(value)) return value;
  // One value for all rows.
  const columns = [{ name: 'print_0', type: value.type }];
  return scalarOf({ kind: 'values', columns, rows: [[value]] }, node);
};

const isRandom = (expr: Expr): boolean =>
  holds(
    expr,
    (part) => part.kind === 'call' && (part.name === 'random' || part.name === 'random_guid'),
  );

/** The first column of a query's first row. The query stands alone: it cannot look at the row around it. */
function scalarOf(input: Rel, node: Syntax): Expr {
  const [only] = input.columns;
  if (!only) throw new Refusal(node, 'a table without columns is no value');
  if (!isResolved(input)) {
    throw new Refusal(
      node,
      'a query inside a value that looks at the row around it is not supported',
    );
  }
  return { kind: 'scalar', type: only.type, input };
}

/** The texts of a table's first column as one array. */
function collected(table: Syntax, scope: Scope): Expr {
  const [input, found] = firstColumn(table, scope);
  if (found.type !== 'string') {
    throw new Refusal(table, `searching for a ${found.type} as a term is not supported`);
  }
  const values: Rel = {
    kind: 'aggregate',
    input,
    keys: [],
    aggregates: [
      { name: 'set', type: 'dynamic', args: [call('to_dynamic', 'dynamic', column(found))] },
    ],
    columns: [{ name: '$values', type: 'dynamic' }],
  };
  return { kind: 'scalar', type: 'dynamic', input: values };
}

const hasMany =
  (all: boolean): Lowering =>
  (node, scope) => {
    const value = expression(need(node, 'Left'), scope);
    const only = list(need(node, 'Right'), 'Expressions');
    const table = only.length === 1 && only[0]?.type.kind === 'table' ? only[0] : undefined;
    const { values, array } = table
      ? { values: [], array: collected(table, scope) }
      : options(node, scope);
    if (!array) return hasEach(value, values, all, node);
    const name = all ? 'has_all_of_array' : 'has_any_of_array';
    return call(name, 'bool', coerce(value, 'string', node), array);
  };

const lowerings: Readonly<Record<string, Lowering>> = dictionary({
  NameReference: reference,
  ParenthesizedExpression: (node, scope) => expression(need(node, 'Expression'), scope),
  SimpleNamedExpression: (node, scope) => expression(need(node, 'Expression'), scope),
  UnaryMinusExpression: (node, scope) => negate(expression(need(node, 'Expression'), scope), node),
  UnaryPlusExpression: (node, scope) => expression(need(node, 'Expression'), scope),
  FunctionCallExpression: functionCall,
  PathExpression: path,
  ElementExpression: element,
  ToScalarExpression: scalarQuery,
  MatchesRegexExpression: matches,
  InExpression: within(false, false),
  NotInExpression: within(false, true),
  InCsExpression: within(true, false),
  NotInCsExpression: within(true, true),
  BetweenExpression: between(false),
  NotBetweenExpression: between(true),
  HasAnyExpression: hasMany(false),
  HasAllExpression: hasMany(true),
});

function negate(value: Expr, node: Syntax): Expr {
  if (value.kind === 'literal' && typeof value.value === 'bigint') {
    // Its opposite is beyond 64 bits: the smallest number is its own.
    const smallest = value.value === -(2n ** 63n);
    return literal(computed(value.type), smallest ? value.value : -value.value);
  }
  if (value.kind === 'literal' && typeof value.value === 'number') {
    return literal('real', -value.value);
  }
  if (!['int', 'long', 'real', 'timespan'].includes(value.type)) {
    throw new Refusal(node, `minus ${value.type} is not supported`);
  }
  const type = computed(value.type);
  return call('negate', type, coerce(value, type, node));
}
