import { type Source, shownName, sourcesIn } from './lower-sources.js';
import { parameters } from './parameters.js';
import type { Scope } from './scope.js';
import { list, need, type Syntax } from './syntax.js';
import { column, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

/** `union`: all rows of all tables. Columns that only some of them have are null or empty in the others' rows. */
export function union(node: Syntax, input: Rel | undefined, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this union is not supported');
  const given = parameters(node, ['kind', 'isfuzzy', 'withsource', 'with_source']);
  const fuzzy = given.get('isfuzzy') === 'true';
  const shown = given.get('withsource') ?? given.get('with_source');
  const parts = list(node, 'Expressions').filter((part) => !fuzzy || !isMissing(part, scope));
  const { counted: _, ...inner } = scope;
  const sources = sourcesIn(parts, inner);
  if (input) {
    const before: Source = { name: scope.labels.byRel.get(input), rel: input };
    sources.unshift(before);
  }
  const inputs = sources.map((source) =>
    shown === undefined ? source.rel : withSource(source.rel, shown, shownName(source, node)),
  );
  const { columns } = node.type;
  const known = new Set(columns.map(({ name }) => name));
  const unknown = inputs
    .flatMap((one) => one.columns)
    .some(({ name, type }) => !known.has(name) && !known.has(`${name}_${type}`));
  if (unknown && given.get('kind') !== 'inner' && !scope.counted) {
    throw new Refusal(
      node,
      'the columns of views that a * stands for are not supported: name the views',
    );
  }
  if (inputs.length === 0) throw new Refusal(node, 'a union of no tables is not supported');
  if (given.get('kind') === 'inner' && columns.length === 0) {
    throw new Refusal(node, 'a union without common columns is not supported');
  }
  // The binder gives such a union the columns of all, the engine those that all have.
  const all = (name: string): boolean =>
    inputs.every((one) => one.columns.some((other) => other.name === name));
  if (given.get('kind') === 'inner' && columns.some(({ name }) => !all(name))) {
    throw new Refusal(
      node,
      'kind=inner of tables with different columns is not supported: project what they have in common first',
    );
  }
  const split = new Set(
    inputs.flatMap((part) => part.columns.map(({ name, type }) => `${name}_${type}`)),
  );
  if (inputs.some((part) => part.columns.some(({ name }) => split.has(name)))) {
    throw new Refusal(node, 'a union in which a column is named like a clash is not supported');
  }
  return { kind: 'union', inputs: inputs.map((part) => conform(part, columns)), columns };
}

export const withSource = (input: Rel, name: string, value: string): Rel => ({
  kind: 'project',
  input,
  columns: [{ name, type: 'string' }, ...input.columns],
  values: [literal('string', value), ...input.columns.map(column)],
});

/** Whether the table at the start of a part is none that there is. */
function isMissing(node: Syntax, scope: Scope): boolean {
  if (node.kind === 'ParenthesizedExpression' || node.kind === 'PipeExpression') {
    return isMissing(need(node, 'Expression'), scope);
  }
  return (
    node.kind === 'NameReference' &&
    node.refersTo !== 'table' &&
    !node.text.includes('*') &&
    !scope.names.has(node.refers || node.text)
  );
}

/** A union's input with the union's columns: those that it lacks are null or empty; a clash of types has the type in its name. */
export function conform(input: Rel, columns: Column[]): Rel {
  const values = columns.map((wanted) => {
    const same = input.columns.find(
      (from) => from.type === wanted.type && (from.name === wanted.name || clashes(from, wanted)),
    );
    return same ? column(same) : literal(wanted.type, null);
  });
  return { kind: 'project', input, columns, values };
}

const clashes = (from: Column, wanted: Column): boolean =>
  `${from.name}_${from.type}` === wanted.name;
