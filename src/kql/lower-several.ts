import { dictionary } from '../model/dictionary.js';
import { at } from './arguments.js';
import { severalOfSeries } from './functions-series.js';
import { expression } from './lower-expr.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, type Expr, literal } from './tree.js';
import { Refusal, type Span } from './types.js';

type Lowering = (args: Expr[], span: Span) => Expr[];

/** Arrays in the order of the first one's elements. */
const sortTogether =
  (descending: boolean): Lowering =>
  (args, span) => {
    const last = args.at(-1);
    const flag = last?.type === 'bool' ? last : literal('bool', true);
    const arrays = last?.type === 'bool' ? args.slice(0, -1) : args;
    const key = at(arrays, 0, span);
    if (flag.kind !== 'literal') {
      throw new Refusal(span, 'a place of nulls that is not constant is not supported');
    }
    return arrays.map((array) => {
      if (array.type !== 'dynamic') throw new Refusal(span, `a ${array.type} is no array`);
      return call('array_sort_along', 'dynamic', key, array, literal('bool', descending), flag);
    });
  };

const several: Readonly<Record<string, Lowering>> = dictionary({
  ...severalOfSeries,
  array_sort_asc: sortTogether(false),
  array_sort_desc: sortTogether(true),
});

/** What stands behind a name, or several names in parentheses. */
const unnamed = (node: Syntax): Syntax =>
  node.kind === 'SimpleNamedExpression' || node.kind === 'CompoundNamedExpression'
    ? unnamed(need(node, 'Expression'))
    : node.kind === 'ParenthesizedExpression'
      ? unnamed(need(node, 'Expression'))
      : node;

/** The values of an expression that yields several columns. */
export function severalValues(node: Syntax, scope: Scope): Expr[] {
  const inner = unnamed(node);
  const name = inner.kind === 'FunctionCallExpression' ? need(inner, 'Name').text : '';
  const lowering = scope.names.has(name) ? undefined : several[name];
  if (!lowering) {
    const message = name
      ? `${name}() is not supported`
      : 'an expression of several columns is not supported here';
    throw new Refusal(inner, message);
  }
  const nodes = list(need(inner, 'ArgumentList'), 'Expressions');
  const values = lowering(
    nodes.map((one) => expression(one, scope)),
    inner,
  );
  if (inner.type.kind === 'tuple' && inner.type.columns.length !== values.length) {
    throw new Refusal(inner, `these columns of ${name}() are not supported`);
  }
  return values;
}

/** The columns' names: those that are written, then the function's own. */
export function severalNames(node: Syntax): { name: string; written: boolean }[] {
  const inner = unnamed(node);
  const own = inner.type.kind === 'tuple' ? inner.type.columns.map(({ name }) => name) : [];
  const names = field(node, 'Names');
  const written =
    node.kind === 'SimpleNamedExpression'
      ? [need(node, 'Name').text]
      : names
        ? list(names, 'Names').map(({ text }) => text)
        : [];
  return own.map((name, index) => ({
    name: written[index] ?? name,
    written: written[index] !== undefined,
  }));
}
