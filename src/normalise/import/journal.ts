import type { Device, TableRow } from '../../model/batch.js';
import type { Json, Micros } from '../../model/row.js';
import { auditRecord } from './audit-record.js';
import { openAuditd } from './auditd.js';
import { type DockerdMessage, dockerdMessage, dockerdRow } from './dockerd-message.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  shareOfObjects,
} from './importer.js';
import { instantOf, microsecondsOf } from './instant.js';
import { deviceOf } from './rows.js';
import { isSysmon, openSysmon } from './sysmon.js';
import { type Fields, textOf } from './values.js';

/** systemd's journal, `journalctl -o json`: dockerd's messages, and those of Sysmon and auditd where they go there. */
export const journal: Importer = {
  id: 'journal',
  title: 'systemd journal JSON: dockerd, Sysmon, auditd',
  reads: 'objects',
  recognises: shareOfObjects(
    (value) => value['__REALTIME_TIMESTAMP'] !== undefined && value.MESSAGE !== undefined,
  ),
  open: openJournal,
};

function openJournal(context: ImportContext): Opened<'objects'> {
  const sysmon = openSysmon(context);
  const auditd = openAuditd(context);

  function take(entry: Fields, line: number): Found[] {
    const message = messageOf(entry.MESSAGE);
    const time =
      microsecondsOf(entry['_SOURCE_REALTIME_TIMESTAMP']) ??
      microsecondsOf(entry['__REALTIME_TIMESTAMP']);
    if (time === undefined) return [{ rejected: 'it has no time' }];
    if (message === undefined) return [{ skipped: 'entries without a message' }];
    if (isSysmon(message)) return sysmon.take(message, line);
    if (auditRecord(message) !== undefined) return auditd.take(message, line);
    const program =
      textOf(entry.SYSLOG_IDENTIFIER) ?? textOf(entry['_COMM']) ?? 'an unnamed program';
    if (program !== 'dockerd') return [{ skipped: `messages of ${program}` }];
    const device = deviceOf(
      { id: textOf(entry['_MACHINE_ID']), name: textOf(entry['_HOSTNAME']) },
      context.device,
    );
    return fromDockerd(dockerdMessage(message), time, device);
  }

  return { take, end: () => [...sysmon.end(), ...auditd.end()] };
}

/** Bytes, where the message is no text. */
function messageOf(value: Json | undefined): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  const bytes = value.filter((item): item is number => typeof item === 'number');
  return bytes.length === value.length ? Buffer.from(bytes).toString('utf8') : undefined;
}

function fromDockerd(message: DockerdMessage, logged: Micros, device: Partial<Device>): Found[] {
  const row: TableRow | undefined = dockerdRow(
    message,
    instantOf(message.get('time')) ?? logged,
    device,
  );
  return [row ?? { skipped: 'dockerd messages that tell of no request or container' }];
}
