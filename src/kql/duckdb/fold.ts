import type { Fold } from '../tree.js';
import type { Column } from '../types.js';
import { type Printing, unsupported } from './printer.js';
import { quoteName, sqlTypes } from './text.js';

/** How many rows may be gone through one after the other: each looks for the next among all. */
const most = 20_000;

interface Parts {
  /** The input as a SELECT. */
  input: string;
  /** Prints over columns under the alias `t`. */
  over(columns: Column[]): Printing;
  /** SQL names of the columns by their own. */
  names(columns: Column[]): Map<string, string>;
}

/** Goes through rows in their order with a recursive query: each step is a row. */
export function printFold(rel: Fold, { input, over, names }: Parts): string {
  const state = rel.state.map(({ column }) => column);
  const all = [...rel.input.columns, ...state];
  const known = (columns: Column[], name: string): string =>
    names(columns).get(name) ?? quoteName(name);
  const typed = (value: string, { type }: Column): string => `CAST(${value} AS ${sqlTypes[type]})`;

  const fields = rel.columns.map(({ type }, at) => `c${at} ${sqlTypes[type]}`);
  const rowType = `STRUCT(${[...fields, 'p BIGINT'].join(', ')})`;
  const start = rel.state.map(
    ({ column, initial }) =>
      `${typed(over([]).value(initial), column)} AS ${known(all, column.name)}`,
  );

  let columns = all;
  const taken = [
    ...rel.input.columns.map(
      ({ name }) => `n.${known(rel.input.columns, name)} AS ${known(all, name)}`,
    ),
    ...state.map(({ name }) => `f.${known(all, name)}`),
  ];
  let rows = `SELECT n."#", ${taken.join(', ')} FROM folded f JOIN numbered n ON n."#" = f."#" + 1`;
  for (const stage of rel.stages) {
    const printing = over(columns);
    const more = [...columns, ...stage.map(({ column }) => column)];
    const made = stage.map(
      ({ column, value }) =>
        `${typed(printing.value(value), column)} AS ${known(more, column.name)}`,
    );
    rows = `SELECT t.*, ${made.join(', ')} FROM (${rows}) t`;
    columns = more;
  }
  const printing = over(columns);
  const next = rel.next.map((value, at) => {
    const column = state[at];
    if (!column) throw new Error('a fold has no state for a value');
    return `${typed(printing.value(value), column)} AS ${known(all, column.name)}`;
  });
  const outputs = rel.outputs.map(({ when, values }, place) => {
    const cells = values.map(
      (value, at) =>
        `c${at} := ${typed(printing.value(value), rel.columns[at] ?? { name: '', type: value.type })}`,
    );
    return `CASE WHEN ${printing.truth(when)} THEN [CAST(struct_pack(${[...cells, `p := ${place}`].join(', ')}) AS ${rowType})] ELSE [] END`;
  });
  const given = `CAST(flatten([${outputs.join(', ')}]) AS ${rowType}[])`;
  const refusal = unsupported(`going through more than ${most} rows`, 'count(*)', 'BIGINT');
  const first = `(SELECT CASE WHEN count(*) > ${most} THEN ${refusal} ELSE 0 END FROM numbered)`;
  const heads = rel.columns.map(({ name }, at) => `u.r.c${at} AS ${known(rel.columns, name)}`);
  return `WITH RECURSIVE numbered AS MATERIALIZED (SELECT t.*, row_number() OVER () AS "#" FROM (${input}) t), folded AS (SELECT CAST(${first} AS BIGINT) AS "#", ${start.join(', ')}, CAST([] AS ${rowType}[]) AS "$rows" UNION ALL SELECT t."#", ${next.join(', ')}, ${given} FROM (${rows}) t) SELECT ${heads.join(', ')} FROM (SELECT folded."#" AS o, unnest(folded."$rows") AS r FROM folded) u ORDER BY u.o, u.r.p`;
}
