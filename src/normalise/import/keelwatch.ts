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
    stateless(({ table, ...values }): Found[] => {
      if (typeof table !== 'string') return [{ rejected: 'it does not say its table' }];
      return isTable(table)
        ? tableRow(table, values, device, 'every')
        : [{ rejected: `there is no table ${JSON.stringify(table)}` }];
    }),
};

const isTable = (name: unknown): name is TableName =>
  typeof name === 'string' && Object.hasOwn(tables, name);
