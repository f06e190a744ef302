import type { Json, Micros } from '../../model/row.js';
import { auditRecord } from './audit-record.js';
import { openAuditd } from './auditd.js';
import { dockerdFound } from './dockerd.js';
import { dockerdMessage } from './dockerd-message.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  shareOfObjects,
} from './importer.js';
import { epochOf, instantOf, microsecondsOf } from './instant.js';
import { deviceOf } from './rows.js';
import { identified, withNode } from './shipped-line.js';
import { isSysmon, openSysmon } from './sysmon.js';
import { type Fields, textOf } from './values.js';

/** systemd's journal, `journalctl -o json`: dockerd's messages, and those of Sysmon and auditd where they go there. */
export const journal: Importer = {
  id: 'journal',
  title: 'systemd journal JSON: dockerd, Sysmon, auditd',
  reads: 'objects',
  isCarrier: true,
  recognises: shareOfObjects(
    (entry) =>
      messageIn(entry) !== undefined &&
      timeOf(entry) !== undefined &&
      entryNames.some((name) => entry[name] !== undefined),
  ),
  open: openJournal,
};

const entryNames = ['__REALTIME_TIMESTAMP', 'SYSLOG_IDENTIFIER', '_COMM', '_TRANSPORT'];

/** Shippers may rename it. */
const messageIn = (entry: Fields): Json | undefined => entry.MESSAGE ?? entry.message;

const timeOf = (entry: Fields): Micros | undefined =>
  microsecondsOf(entry['_SOURCE_REALTIME_TIMESTAMP']) ??
  microsecondsOf(entry['__REALTIME_TIMESTAMP']) ??
  instantOf(entry.timestamp) ??
  epochOf(entry.timestamp);

function openJournal(context: ImportContext): Opened<'objects'> {
  const sysmon = openSysmon(context);
  const auditd = openAuditd(context);

  function take(entry: Fields, line: number): Found[] {
    const message = messageOf(messageIn(entry));
    const time = timeOf(entry);
    if (time === undefined) return [{ rejected: 'it has no time' }];
    if (message === undefined) return [{ skipped: 'entries without a message' }];
    // What a container wrote may look like anything.
    if (entry['CONTAINER_ID'] !== undefined) return [{ skipped: 'messages of containers' }];
    const device = deviceOf(
      { id: textOf(entry['_MACHINE_ID']), name: textOf(entry['_HOSTNAME'] ?? entry.host) },
      context.device,
    );
    if (isSysmon(message)) return identified(sysmon.take(message, line), device);
    const audited = auditRecord(message) ? message : fromKernel(entry, message);
    if (audited !== undefined)
      return identified(auditd.take(withNode(audited, device), line), device);
    const program =
      textOf(entry.SYSLOG_IDENTIFIER) ?? textOf(entry['_COMM']) ?? 'an unnamed program';
    // Snap and older Red Hat packages have names of their own.
    if (!isDockerd.test(program)) return [{ skipped: `messages of ${program}` }];
    // Anybody may log under that name.
    const writer = textOf(entry['_COMM']) ?? program;
    if (!isDockerd.test(writer)) return [{ skipped: `messages of ${writer}` }];
    return dockerdFound(dockerdMessage(message), device, time);
  }

  return { take, end: () => [...sysmon.end(), ...auditd.end()] };
}

const isDockerd = /(^|\.)dockerd(-current)?$/;

/** An audit record that the journal took from the kernel itself, as the log would have it. */
function fromKernel(entry: Fields, message: string): string | undefined {
  const [type, serial] = [textOf(entry['_AUDIT_TYPE_NAME']), textOf(entry['_AUDIT_ID'])];
  const time = microsecondsOf(entry['_SOURCE_REALTIME_TIMESTAMP']);
  if (type === undefined || serial === undefined || time === undefined) return undefined;
  const body = message.replace(/^[A-Z][A-Z_]* /, '');
  const milliseconds = String(Math.trunc(time / 1000) % 1000).padStart(3, '0');
  return `type=${type} msg=audit(${Math.trunc(time / 1e6)}.${milliseconds}:${serial}): ${body}`;
}

/** Bytes, where the message is no text. */
function messageOf(value: Json | undefined): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  const bytes = value.filter((item): item is number => typeof item === 'number');
  return bytes.length === value.length ? Buffer.from(bytes).toString('utf8') : undefined;
}
