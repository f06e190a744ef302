import { call, type Expr, type FunctionName, type Rel, type Table } from './tree.js';
import { childrenOf, walk } from './walk.js';

/** Functions that are too dear for a guard. */
const dear: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'has',
  'has_cs',
  'has_prefix',
  'has_prefix_cs',
  'has_suffix',
  'has_suffix_cs',
  'matches',
  'extract',
  'replace_regex',
  'ipv4_is_private',
  'ipv4_in_range',
  'ipv4_number',
]);

/**
 * For each place in which a query made by `delta` reads the batch: the rows of the batch that pass the cheap conditions
 * right above. When none of these relations has a row, the query has no result and need not be run.
 */
export function guards(root: Rel): Rel[] {
  const found: Rel[] = [];
  const seen = new Set<Rel>();
  const visit = (rel: Rel, conditions: Expr[]): void => {
    if (rel.kind === 'filter') {
      visit(rel.input, [...conjuncts(rel.condition).filter(isCheap), ...conditions]);
      return;
    }
    if (rel.kind === 'table') {
      if (rel.version === 'new') found.push(guard(rel, conditions));
      return;
    }
    if (seen.has(rel)) return;
    seen.add(rel);
    for (const child of childrenOf(rel)) visit(child, []);
  };
  visit(root, []);
  return found;
}

function guard(table: Table, conditions: Expr[]): Rel {
  const [first, ...rest] = conditions;
  if (!first) return table;
  const condition = rest.reduce((made, next) => call('and', 'bool', made, next), first);
  return { kind: 'filter', input: table, condition, columns: table.columns };
}

const conjuncts = (expr: Expr): Expr[] =>
  expr.kind === 'call' && expr.name === 'and' ? expr.args.flatMap(conjuncts) : [expr];

function isCheap(expr: Expr): boolean {
  let cheap = true;
  walk(expr, (part) => {
    if (part.kind === 'now' || part.kind === 'scalar' || part.kind === 'member') cheap = false;
    if (part.kind === 'call' && dear.has(part.name)) cheap = false;
  });
  return cheap;
}
