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

/** The one row whose identifier begins with what the user typed. */
export async function readByPrefix<T extends 'Incidents' | 'ImageBuilds'>(
  reader: Reader,
  table: T,
  key: 'IncidentId' | 'BuildId',
  prefix: string,
): Promise<Tables[T]> {
  const rows = await readRows(reader, table, `starts_with("${key}", $prefix) LIMIT 2`, { prefix });
  const noun = table === 'Incidents' ? 'incident' : 'build';
  const [row] = rows;
  if (!row)
    throw new UsageError(`no ${noun} ${JSON.stringify(prefix)}: \`keelwatch ${noun}s\` lists them`);
  if (rows.length > 1)
    throw new UsageError(
      `more than one ${noun} begins with ${JSON.stringify(prefix)}: give more of it`,
    );
  return row;
}
