import { column, type Expr, type Project, type Rel } from '../tree.js';
import type { Column } from '../types.js';

/** Cells of a union's table of inputs and columns up to which every input writes each of its columns. */
const manyCells = 2000;

/** Whether a union of so many inputs and columns is written by the names of the columns. */
export const isWide = (inputs: number, columns: number): boolean => inputs * columns > manyCells;

/**
 * The inputs of a union with those columns alone that they have rows for, under the given names, each column in one of
 * them at least: of hundreds of tables, the columns that a table lacks are most of what would be written.
 */
export function narrowed(inputs: Rel[], columns: Column[], names: string[]): Project[] {
  const parts = inputs.map((input) => partOf(input, columns, names));
  const covered = new Set(parts.flatMap(({ filled }) => filled));
  return parts.map(({ project, filled }, part) => {
    const own = new Set(filled);
    const kept = columns.flatMap((_, at) =>
      own.has(at) || (part === 0 && !covered.has(at)) ? [at] : [],
    );
    if (kept.length === 0) kept.push(0);
    return {
      kind: 'project',
      input: project.input,
      columns: kept.flatMap((at) => project.columns[at] ?? []),
      values: kept.flatMap((at) => project.values[at] ?? []),
    };
  });
}

/** An input as a projection under the given names, and the places of what is more than padding. */
function partOf(
  input: Rel,
  columns: Column[],
  names: string[],
): { project: Project; filled: number[] } {
  const values = input.kind === 'project' ? input.values : input.columns.map(column);
  const project: Project = {
    kind: 'project',
    input: input.kind === 'project' ? input.input : input,
    columns: columns.map(({ type }, at) => ({ name: names[at] ?? '', type })),
    values,
  };
  return { project, filled: columns.flatMap((_, at) => (isPadding(values[at]) ? [] : [at])) };
}

const isPadding = (value: Expr | undefined): boolean =>
  value?.kind === 'literal' &&
  (value.value === null || (value.type === 'string' && value.value === ''));
