import type { TableName } from '../model/generated/tables.js';
import { type Segment, tableNames } from './segments.js';
import type { Query } from './store.js';
import { isRecord } from './upkeep.js';

/** The tables that a query names; one that does not exist is a programmer's error. */
export function namedTables(query: Query): TableName[] {
  const unknown = query.tables.find((table) => !(tableNames as string[]).includes(table));
  if (unknown !== undefined) throw new TypeError(`There is no table ${JSON.stringify(unknown)}`);
  return [...new Set(query.tables as TableName[])];
}

/** The segments that may hold rows that matter to a query. Versions of a record do not come in the order of their times. */
export const since = (
  query: Query,
  table: TableName,
  segments: readonly Segment[],
): readonly Segment[] => {
  const { since: least } = query;
  if (least === undefined || isRecord(table)) return segments;
  return segments.filter(({ manifest }) => {
    const times = manifest.tables[table]?.times;
    return !times || times[1] >= least;
  });
};
