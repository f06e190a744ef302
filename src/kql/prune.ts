import type { Expr, Rel } from './tree.js';
import { columnsIn, expressionsOf } from './walk.js';

/**
 * Drops the columns that nothing above uses, so that a query over a table of fifty columns names the ten that it needs.
 * The result's own columns stay as they are.
 */
export function prune(root: Rel): Rel {
  const needed = new Map<Rel, Set<string>>();
  const demand = (rel: Rel, names: Iterable<string>): void => {
    const known = needed.get(rel);
    const set = known ?? new Set<string>();
    const before = set.size;
    for (const name of names) set.add(name);
    // Rows are counted by a column, so one is used even where none is named.
    const [first] = rel.columns;
    if (set.size === 0 && first) set.add(first.name);
    needed.set(rel, set);
    if (known && set.size === before) return;
    below(rel, set, demand);
  };
  demand(
    root,
    root.columns.map(({ name }) => name),
  );
  const made = new Map<Rel, Rel>();
  const rebuild = (rel: Rel): Rel => {
    const known = made.get(rel);
    if (known) return known;
    const result = narrowed(rel, needed.get(rel) ?? new Set(), rebuild);
    made.set(rel, result);
    return result;
  };
  return rebuild(root);
}

type Demand = (rel: Rel, names: Iterable<string>) => void;

const all = (rel: Rel): string[] => rel.columns.map(({ name }) => name);

/** Tells each relation below which of its columns are used. */
function below(rel: Rel, names: ReadonlySet<string>, demand: Demand): void {
  const within = (exprs: Expr[]): Set<string> =>
    columnsIn(exprs, (query) => demand(query, all(query)));
  switch (rel.kind) {
    case 'table':
    case 'sequence':
    case 'outer':
      return;
    case 'fold':
      within(expressionsOf(rel));
      demand(rel.input, all(rel.input));
      return;
    case 'apply':
      demand(rel.input, all(rel.input));
      demand(rel.inner, all(rel.inner));
      return;
    case 'window':
      demand(rel.input, [
        ...rel.input.columns.map(({ name }) => name).filter((name) => names.has(name)),
        ...within([...rel.args, ...(rel.within ? [rel.within] : [])]),
      ]);
      return;
    case 'values':
      within(rel.rows.flat());
      return;
    case 'filter':
      demand(rel.input, [...names, ...within([rel.condition])]);
      return;
    case 'project':
      demand(rel.input, within(rel.values.filter((_, index) => uses(rel, index, names))));
      return;
    case 'aggregate':
      demand(
        rel.input,
        within([
          ...rel.keys,
          ...rel.aggregates.flatMap(({ args, where, order }) => [
            ...args,
            ...(where ? [where] : []),
            ...(order ?? []).map(({ value }) => value),
          ]),
        ]),
      );
      return;
    case 'join': {
      const from = (side: 'left' | 'right') =>
        rel.sources
          .filter((source, index) => source.side === side && uses(rel, index, names))
          .map(({ name }) => name);
      const pairs = rel.also ? [...rel.on, rel.also] : rel.on;
      demand(rel.left, [...from('left'), ...within(pairs.map(({ left: value }) => value))]);
      demand(rel.right, [...from('right'), ...within(pairs.map(({ right: value }) => value))]);
      return;
    }
    case 'union':
      for (const input of rel.inputs) demand(input, names);
      return;
    case 'sort':
      demand(rel.input, [...names, ...within(rel.keys.map(({ value }) => value))]);
      return;
    case 'limit':
      within([rel.count]);
      demand(rel.input, names);
      return;
    case 'distinct':
      demand(rel.input, all(rel.input));
      return;
    case 'first':
      demand(rel.input, [...names, ...within(rel.keys)]);
      return;
    case 'expand':
      demand(rel.input, [
        ...rel.input.columns.map(({ name }) => name).filter((name) => names.has(name)),
        ...within(rel.arrays),
      ]);
  }
}

const uses = (rel: Rel, index: number, names: ReadonlySet<string>): boolean =>
  names.has(rel.columns[index]?.name ?? '');

/** The relation with the columns that are used, in their old order. */
function narrowed(rel: Rel, names: ReadonlySet<string>, rebuild: (rel: Rel) => Rel): Rel {
  const columns = rel.columns.filter(({ name }) => names.has(name));
  const has = (index: number): boolean =>
    columns.includes(rel.columns[index] ?? { name: '', type: 'string' });
  switch (rel.kind) {
    case 'table':
      return { ...rel, columns };
    case 'values':
    case 'sequence':
    case 'outer':
      return rel;
    case 'apply':
      return { ...rel, input: rebuild(rel.input), inner: rebuild(rel.inner) };
    case 'project':
      return {
        ...rel,
        input: rebuild(rel.input),
        columns,
        values: rel.values.filter((_, index) => has(index)),
      };
    case 'aggregate':
      return { ...rel, input: rebuild(rel.input) };
    case 'join':
      return {
        ...rel,
        left: rebuild(rel.left),
        right: rebuild(rel.right),
        columns,
        sources: rel.sources.filter((_, index) => has(index)),
      };
    case 'union':
      return {
        ...rel,
        columns,
        inputs: rel.inputs.map((input) => aligned(rebuild(input), columns)),
      };
    case 'distinct':
    case 'fold':
      return { ...rel, input: rebuild(rel.input) };
    case 'expand':
    case 'window':
      return expanded(rel, rebuild(rel.input));
    default: {
      // These hand their input's columns on, and may need more of them than are used above.
      const input = rebuild(rel.input);
      return { ...rel, input, columns: input.columns };
    }
  }
}

function expanded(rel: Extract<Rel, { kind: 'expand' | 'window' }>, input: Rel): Rel {
  const added = rel.columns.slice(rel.input.columns.length);
  return { ...rel, input, columns: [...input.columns, ...added] };
}

/** A union's inputs keep the same columns in the same order, whatever else an input needs for itself. */
function aligned(input: Rel, columns: Rel['columns']): Rel {
  const same =
    input.columns.length === columns.length &&
    input.columns.every(({ name }, index) => name === columns[index]?.name);
  if (same) return input;
  const values: Expr[] = columns.map(({ name, type }) => ({ kind: 'column', name, type }));
  return { kind: 'project', input, columns, values };
}
