import { text } from './arguments.js';
import { coerce } from './coerce.js';
import { condition } from './lower-expr.js';
import { allSources, type Source, shownName, sourcesIn } from './lower-sources.js';
import { conform, withSource } from './lower-union.js';
import { parameters } from './parameters.js';
import type { Scope } from './scope.js';
import { anyColumn } from './star.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, type FunctionName, literal, type Rel } from './tree.js';
import { Refusal, type Scalar } from './types.js';

/** `search`: rows of several tables in which a term stands in any column, or that fit a condition. */
export function search(node: Syntax, input: Rel | undefined, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this search is not supported');
  const sensitive = parameters(node, ['kind']).get('kind') === 'case_sensitive';
  const { columns } = node.type;
  const tables = field(node, 'InClause');
  const sources: Source[] = input
    ? [{ name: tableName(input), rel: input }]
    : tables
      ? sourcesIn(list(tables, 'Expressions'), scope)
      : allSources(node, scope);
  const where = need(node, 'Condition');
  const heads = new Set(
    sources
      .filter(({ name }) => name !== undefined && !scope.tables.has(name))
      .map(({ rel }) => JSON.stringify(rel.columns)),
  );
  if (heads.size > 1) {
    throw new Refusal(
      node,
      'a search of views with different columns is not supported: unite them first',
    );
  }
  const inputs = sources.flatMap((source): Rel[] => {
    const types = new Map(source.rel.columns.map(({ name, type }) => [name, type]));
    const fits = predicate(where, { scope: { ...scope, types }, types, sensitive });
    // A table without a column that has to hold something has no such row.
    if (fits.kind === 'literal' && fits.value === false) return [];
    const filtered: Rel = {
      kind: 'filter',
      input: source.rel,
      condition: fits,
      columns: source.rel.columns,
    };
    return [conform(withSource(filtered, '$table', shownName(source, node)), columns)];
  });
  if (inputs.length === 0) return { kind: 'values', columns, rows: [] };
  return { kind: 'union', inputs, columns };
}

/** The table that rows come from, as long as they are only filtered. */
function tableName(rel: Rel): string | undefined {
  if (rel.kind === 'table') return rel.name;
  return rel.kind === 'filter' ? tableName(rel.input) : undefined;
}

interface Place {
  scope: Scope;
  types: ReadonlyMap<string, Scalar>;
  sensitive: boolean;
}

const no = literal('bool', false);

/** A search's condition on one table: texts are terms, and what names a column that the table lacks never holds. */
function predicate(node: Syntax, place: Place): Expr {
  switch (node.kind) {
    case 'ParenthesizedExpression':
      return predicate(need(node, 'Expression'), place);
    case 'AndExpression': {
      const sides = [need(node, 'Left'), need(node, 'Right')].map((side) => predicate(side, place));
      return sides.some(isNo) ? no : call('and', 'bool', ...sides);
    }
    case 'OrExpression': {
      const sides = [need(node, 'Left'), need(node, 'Right')].map((side) => predicate(side, place));
      const [one, other] = sides.filter((side) => !isNo(side));
      return one && other ? call('or', 'bool', one, other) : (one ?? no);
    }
    case 'StringLiteralExpression': {
      const { name, needle } = termOf(node, place.sensitive);
      if (needle === '') return literal('bool', true);
      return anyColumn(place.types, text(needle), node, (value) =>
        call(name, 'bool', value, text(needle)),
      );
    }
    case 'StarExpression':
      return literal('bool', true);
    case 'SearchExpression':
      return inColumn(node, place);
    default:
      return comparison(node, place);
  }
}

const isNo = (expr: Expr): boolean => expr.kind === 'literal' && expr.value === false;

/** `column:"term"` */
function inColumn(node: Syntax, { types, sensitive }: Place): Expr {
  const left = need(node, 'Left');
  const { name, needle } = termOf(need(node, 'Right'), sensitive);
  if (left.kind === 'StarExpression') {
    return anyColumn(types, text(needle), node, (value) => call(name, 'bool', value, text(needle)));
  }
  const type = types.get(left.refers || left.text);
  if (type === undefined) return no;
  if (type !== 'string' && type !== 'dynamic') {
    throw new Refusal(node, `searching a ${type} for a term is not supported`);
  }
  const value = coerce(column({ name: left.refers || left.text, type }), 'string', node);
  return call(name, 'bool', value, text(needle));
}

/** What a term with `*` at its ends looks for. */
function termOf(node: Syntax, sensitive: boolean): { name: FunctionName; needle: string } {
  const written = node.string;
  if (written === undefined)
    throw new Refusal(node, 'this search for what is no constant is not supported');
  const [, before, needle = '', after] = /^(\*?)(.*?)(\*?)$/s.exec(written) ?? [];
  if (needle.includes('*'))
    throw new Refusal(node, 'a search with * inside a term is not supported');
  const cs = sensitive ? '_cs' : '';
  if (written === '*') return { name: 'contains', needle: '' };
  if (before && after) return { name: `contains${cs}`, needle };
  if (before) return { name: `has_suffix${cs}`, needle };
  if (after) return { name: `has_prefix${cs}`, needle };
  return { name: `has${cs}`, needle };
}

function comparison(node: Syntax, { scope, types, sensitive }: Place): Expr {
  const missing = (part: Syntax): boolean =>
    (part.refersTo === 'column' && !types.has(part.refers)) ||
    [...part.fields.values(), ...part.items].some(missing);
  const texts = (part: Syntax): boolean =>
    (part.type.kind === 'scalar' && part.type.type === 'string') ||
    [...part.fields.values(), ...part.items].some(texts);
  if (missing(node)) {
    if (
      /^(Equal|LessThan|GreaterThan|Has|Contains|StartsWith|EndsWith|In)[A-Za-z]*Expression$/.test(
        node.kind,
      )
    ) {
      return no;
    }
    throw new Refusal(node, 'a table of this search lacks a column that this needs');
  }
  if (sensitive && texts(node)) {
    throw new Refusal(node, 'comparing texts in a search that is case-sensitive is not supported');
  }
  return condition(node, scope);
}
