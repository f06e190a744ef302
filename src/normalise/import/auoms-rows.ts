import { auomsRows } from './auoms.js';
import { type Importer, shareOfObjects } from './importer.js';
import { millisecondsOf } from './instant.js';
import { rememberPrograms } from './program.js';
import { type Fields, textOf } from './values.js';

/** What AUOMS hands to an agent as JSON, and the rows of a workspace's LinuxAuditLog: an event to a record. */
export const auomsEvents: Importer = {
  id: 'auoms-rows',
  title: 'AUOMS audit events as JSON, LinuxAuditLog rows',
  reads: 'objects',
  recognises: shareOfObjects(
    (row) => idOf(row) !== undefined && textOf(row.RecordType) !== undefined,
  ),
  open({ device }) {
    const programs = rememberPrograms();
    return {
      take(row) {
        const id = idOf(row);
        const time = millisecondsOf(id?.replace('.', '').replace(/:.*/, ''));
        if (time === undefined) return [{ rejected: 'it has no AuditID with a time' }];
        const get = (name: string): string | undefined => textOf(row[name]);
        const type = get('RecordType') ?? 'an event of no type';
        return auomsRows({ type, time, node: get('Computer'), get }, device, programs);
      },
      end: () => [],
    };
  },
};

/** `seconds.milliseconds:serial` */
const idOf = (row: Fields): string | undefined =>
  /^\d{1,11}\.\d{3}:\d{1,20}$/.exec(textOf(row.AuditID) ?? '')?.[0];
