import { aggregates } from './aggregates.js';
import { coerce } from './coerce.js';
import { functions } from './functions.js';
import { literals } from './literals.js';
import { among, constantElements, hasEach, infix } from './operators.js';
import { rust } from './regex.js';
import { type Named, type Scope, withNames } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, type Expr, literal } from './tree.js';
import { Refusal } from './types.js';

type Lowering = (node: Syntax, scope: Scope) => Expr;

/** A bound expression with Kusto's meaning spelled out. Throws Refusal where something is not supported. */
export function expression(node: Syntax, scope: Scope): Expr {
  const make = literals[node.kind];
  if (make) return make(node);
  const binary = infix[node.kind];
  if (binary) {
    const left = expression(need(node, 'Left'), scope);
    return binary(left, expression(need(node, 'Right'), scope), node);
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

function within(folded: boolean, negated: boolean): Lowering {
  return (node, scope) => {
    const value = expression(need(node, 'Left'), scope);
    const only = list(need(node, 'Right'), 'Expressions');
    const table = only.length === 1 && only[0]?.type.kind === 'table' ? only[0] : undefined;
    let made: Expr;
    if (table) {
      const input = scope.relation(table, scope);
      const found = input.columns[0];
      if (folded || input.columns.length !== 1 || !found) {
        throw new Refusal(table, 'this form of in() over a table is not supported');
      }
      made = { kind: 'member', type: 'bool', value: coerce(value, found.type, node), input };
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
  return call(
    'matches',
    'bool',
    coerce(expression(need(node, 'Left'), scope), 'string', node),
    literal('string', rust(pattern.value, need(node, 'Right')).text),
  );
};

const functionCall: Lowering = (node, scope) => {
  const name = need(node, 'Name').text;
  const nodes = list(need(node, 'ArgumentList'), 'Expressions');
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
  const lowering = functions[name];
  if (!lowering) throw new Refusal(need(node, 'Name'), `${name}() is not supported`);
  return lowering(args(), node);
};

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
  if (sink.input.kind === 'sort' && made.name === 'list') made.order = sink.input.keys;
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
  const body = need(own.declaration, 'Body');
  if (list(body, 'Statements').length > 0) {
    throw new Refusal(node, 'a function with let statements of its own is not supported here');
  }
  const inner = withNames(own.scope, bindParameters(node, own.declaration, nodes, scope));
  return expression(need(body, 'Expression'), inner);
}

/** What the parameters of a declared function stand for in one call. */
export function bindParameters(
  node: Syntax,
  declaration: Syntax,
  nodes: Syntax[],
  scope: Scope,
): [string, Named][] {
  return list(need(declaration, 'Parameters'), 'Parameters').map((parameter, index) => {
    const typed = need(parameter, 'NameAndType');
    const name = need(typed, 'Name').text;
    const given = nodes[index];
    if (given && given.kind === 'SimpleNamedExpression') {
      throw new Refusal(given, 'arguments by name are not supported');
    }
    if (given?.type.kind === 'table') {
      return [name, { kind: 'table', value: scope.relation(given, scope) }];
    }
    const fallback = field(parameter, 'DefaultValue');
    const source = given ?? (fallback ? need(fallback, 'Value') : undefined);
    if (!source) throw new Refusal(node, `the argument ${name} is missing`);
    const value = expression(source, given ? scope : { ...scope, names: new Map() });
    const type = need(typed, 'Type').text;
    return [name, { kind: 'scalar', value: coerceNamed(value, type, source) }];
  });
}

function coerceNamed(value: Expr, typeName: string, node: Syntax): Expr {
  const aliases: Record<string, Expr['type']> = {
    string: 'string',
    long: 'long',
    int: 'int',
    real: 'real',
    double: 'real',
    bool: 'bool',
    boolean: 'bool',
    datetime: 'datetime',
    date: 'datetime',
    timespan: 'timespan',
    time: 'timespan',
    dynamic: 'dynamic',
    guid: 'guid',
  };
  const type = aliases[typeName];
  if (!type) throw new Refusal(node, `a parameter of type ${typeName} is not supported`);
  return coerce(value, type, node);
}

const path: Lowering = (node, scope) => {
  const selector = need(node, 'Selector');
  if (node.refersTo === 'column' || selector.refersTo === 'column') {
    return reference(selector, scope);
  }
  const value = expression(need(node, 'Expression'), scope);
  if (value.type !== 'dynamic') {
    throw new Refusal(node, `a property of ${value.type} is not supported`);
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
  const value = expression(need(node, 'Expression'), scope);
  const selector = need(node, 'Selector');
  const key = expression(need(selector, 'Expression'), scope);
  if (value.type !== 'dynamic') {
    throw new Refusal(node, `an element of ${value.type} is not supported`);
  }
  if (key.type === 'string') return call('member', 'dynamic', value, key);
  return call('element', 'dynamic', value, coerce(key, 'long', selector));
};

const scalarQuery: Lowering = (node, scope) => {
  const inner = need(node, 'Expression');
  if (inner.type.kind !== 'table') return expression(inner, scope);
  const input = scope.relation(inner, scope);
  const type = input.columns[0]?.type;
  if (!type) throw new Refusal(node, 'toscalar() of a table without columns is not supported');
  return { kind: 'scalar', type, input };
};

const hasMany =
  (all: boolean): Lowering =>
  (node, scope) => {
    const value = expression(need(node, 'Left'), scope);
    const { values, array } = options(node, scope);
    if (!array) return hasEach(value, values, all, node);
    const name = all ? 'has_all_of_array' : 'has_any_of_array';
    return call(name, 'bool', coerce(value, 'string', node), array);
  };

const lowerings: Readonly<Record<string, Lowering>> = {
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
};

function negate(value: Expr, node: Syntax): Expr {
  if (value.kind === 'literal' && typeof value.value === 'bigint') {
    return literal(value.type, -value.value);
  }
  if (value.kind === 'literal' && typeof value.value === 'number') {
    return literal('real', -value.value);
  }
  if (!['int', 'long', 'real', 'timespan'].includes(value.type)) {
    throw new Refusal(node, `minus ${value.type} is not supported`);
  }
  return call('negate', value.type, value);
}
