import type { TableName, Tables } from '../model/generated/tables.js';
import { tables } from '../model/generated/tables.js';
import type { Query, Reader } from '../store/store.js';
import { UsageError } from './failure.js';

/** Whole rows of one table; `where` is SQL of ours, its values bound as `$name`. */
export async function readRows<T extends TableName>(
  reader: Reader,
  table: T,
  where: string,
  parameters: Query['parameters'] = {},
): Promise<Tables[T][]> {
  const columns = tables[table].columns.map(({ name, type }) => ({ name, type }));
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  const { rows } = await reader.query({
    sql: `SELECT ${list} FROM main."${table}" WHERE ${where}`,
    parameters,
    columns,
    tables: [table],
  });
  return rows.map(
    (values) =>
      Object.fromEntries(columns.map(({ name }, i) => [name, values[i]])) as unknown as Tables[T],
  );
}

const kinds = {
  Incidents: { key: 'IncidentId', noun: 'incident', prefix: 'i-', latest: 'LastActivityTime' },
  ImageBuilds: { key: 'BuildId', noun: 'build', prefix: 'b-', latest: 'StartTime' },
} as const;

/** How many rows an error names. */
const maxNamed = 5;

/**
 * The one row that the user means: by its identifier or the beginning of it, in either case with or without its kind, by
 * that of the build that an incident is about, or the newest as `latest`.
 */
export async function readNamed<T extends keyof typeof kinds>(
  reader: Reader,
  table: T,
  named: string,
): Promise<Tables[T]> {
  const { key, noun, prefix, latest } = kinds[table];
  const read = (where: string, parameters?: Query['parameters']) =>
    readRows(reader, table, where, parameters) as Promise<Tables[T][]>;
  const idOf = (row: Tables[T]): string => String((row as unknown as Record<string, unknown>)[key]);
  const wanted = named.trim().toLowerCase();
  if (wanted === 'latest') {
    const live = table === 'Incidents' ? `("Status" = 'Withdrawn'), ` : '';
    const [row] = await read(`true ORDER BY ${live}"${latest}" DESC NULLS LAST LIMIT 1`);
    if (row) return row;
    throw new UsageError(`there are no ${noun}s yet`);
  }
  const beginning = `${prefix}${wanted.replace(/^[ib]-/, '')}`;
  const rows = await read(
    `starts_with("${key}", $beginning) ORDER BY "${key}" LIMIT ${maxNamed + 1}`,
    { beginning },
  );
  const [row] = rows;
  const exact = rows.find((each) => idOf(each) === beginning);
  if (row && (exact || rows.length === 1)) return exact ?? row;
  const quoted = JSON.stringify(named);
  if (rows.length > 1) {
    const ids = rows.slice(0, maxNamed).map(idOf).join(', ');
    const more = rows.length > maxNamed ? ', …' : '';
    throw new UsageError(`more than one ${noun} begins with ${quoted}: ${ids}${more}`);
  }
  const near = await read(
    `true ORDER BY jaro_winkler_similarity("${key}", $beginning) DESC, "${key}" LIMIT 3`,
    { beginning },
  );
  const hint =
    near.length > 0
      ? `the nearest are ${near.map(idOf).join(', ')}; \`keelwatch ${noun}s\` lists all`
      : 'none is stored';
  throw new UsageError(`no ${noun} ${quoted}: ${hint}`);
}
