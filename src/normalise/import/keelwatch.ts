import { type TableName, tables } from '../../model/generated/tables.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { tableRow } from './table-row.js';

/** Keelwatch's own rows, as `query --output ndjson` and the recorded cases of rules have them: `{"table": …, …row}`. */
export const keelwatch: Importer = {
  id: 'keelwatch',
  title: 'Keelwatch rows, NDJSON',
  reads: 'objects',
  recognises: shareOfObjects(({ table }) => isTable(table)),
  open: ({ device }) =>
    stateless((values): Found[] => {
      const { table } = values;
      if (typeof table !== 'string') return [{ rejected: 'it does not say its table' }];
      return isTable(table)
        ? tableRow(table, values, device, isColumn)
        : [{ rejected: `there is no table ${JSON.stringify(table)}` }];
    }),
};

const isColumn = (name: string): boolean => name !== 'table';

export const isTable = (name: unknown): name is TableName =>
  typeof name === 'string' && Object.hasOwn(tables, name);
