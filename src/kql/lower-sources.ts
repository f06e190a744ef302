import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import type { Rel } from './tree.js';
import { Refusal } from './types.js';

/** A table that takes part in `union`, `find` or `search`. */
export interface Source {
  /** What `withsource` says of it; undefined for an expression without a name. */
  name: string | undefined;
  rel: Rel;
}

/** What the parts of a union, or of the parentheses behind `in`, name: a `*` stands for any letters. */
export const sourcesIn = (parts: Syntax[], scope: Scope): Source[] =>
  parts.flatMap((part) => {
    const wildcard = part.kind === 'NameReference' && part.text.includes('*');
    return wildcard ? matching(part.text, part, scope) : [oneSource(part, scope)];
  });

function oneSource(node: Syntax, scope: Scope): Source {
  return { name: nameOf(node), rel: scope.relation(node, scope) };
}

/** All tables, and the views that the query declares. */
export const allSources = (node: Syntax, scope: Scope): Source[] => matching('*', node, scope);

function matching(pattern: string, node: Syntax, scope: Scope): Source[] {
  const parts = pattern
    .split('*')
    .map((part) => part.replaceAll(/[^\p{L}\p{N}_]/gu, String.raw`\$&`));
  const fits = new RegExp(`^${parts.join('.*')}$`, 'su');
  const found: Source[] = [];
  for (const [name, columns] of scope.tables) {
    if (fits.test(name) && !scope.names.has(name)) {
      found.push({ name, rel: { kind: 'table', name, version: 'main', columns } });
    }
  }
  for (const [name, own] of scope.names) {
    if (own.kind !== 'function' || !fits.test(name)) continue;
    if (!field(own.declaration, 'ViewKeyword')) continue;
    if (list(need(own.declaration, 'Parameters'), 'Parameters').length > 0) continue;
    found.push({ name, rel: scope.view(name, node, scope) });
  }
  return found;
}

/** The name of the table that an expression is; undefined where it has none. */
export function nameOf(node: Syntax): string | undefined {
  if (node.kind === 'NameReference') return node.refers || node.text;
  if (node.kind === 'ParenthesizedExpression') return nameOf(need(node, 'Expression'));
  const last = node.kind === 'PipeExpression' ? need(node, 'Operator') : undefined;
  if (last?.kind === 'AsOperator') return need(last, 'Name').text;
  return undefined;
}

/** The name, where the result shows it. */
export function shownName(source: Source, node: Syntax): string {
  if (source.name !== undefined) return source.name;
  throw new Refusal(
    node,
    'the name of an expression without a name is not supported: name it with as',
  );
}
