import type { Device } from '../../model/batch.js';
import { isAudit, openAuditd } from './auditd.js';
import { isAuoms, openAuoms } from './auoms.js';
import { dockerd, isDockerd } from './dockerd.js';
import { hostReaders } from './host-readers.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  shareOfObjects,
} from './importer.js';
import { isSysmon, openSysmon } from './sysmon.js';
import { type Fields, textOf } from './values.js';

/** Rows of a workspace's Syslog table: Sysmon's, AUOMS', auditd's and dockerd's messages are read, others counted by program. */
export const sentinelSyslog: Importer = {
  id: 'sentinel-syslog',
  title: 'Sentinel Syslog rows with Sysmon, AUOMS or auditd messages',
  reads: 'objects',
  isCarrier: true,
  recognises: shareOfObjects(({ SyslogMessage }) => typeof SyslogMessage === 'string'),
  open: openSyslogRows,
};

function openSyslogRows(context: ImportContext): Opened<'objects'> {
  // Messages of some kinds name no host.
  const readers = hostReaders(openKinds, endOf, context.device);

  function take(value: Fields, line: number): Found[] {
    const message = textOf(value.SyslogMessage);
    if (message === undefined) return [{ rejected: 'it has no SyslogMessage' }];
    const program = textOf(value.ProcessName) ?? 'an unnamed program';
    const kind = kinds.findIndex((fits) => fits(message, program));
    if (kind < 0) return [{ skipped: `message of ${program}` }];
    const found: Found[] = [];
    const reader = readers.of(textOf(value.Computer) ?? textOf(value.HostName), found)[kind];
    return [...found, ...(reader?.take(message, line) ?? [])];
  }

  return { take, end: readers.end };
}

const openKinds = (device: Partial<Device>): Opened<'lines'>[] => [
  openSysmon({ device }),
  openAuoms({ device }),
  openAuditd({ device }),
  dockerd.open({ device }),
];

const endOf = (opened: Opened<'lines'>[]): Found[] => opened.flatMap((reader) => reader.end());

const kinds: ((message: string, program: string) => boolean)[] = [
  isSysmon,
  isAuoms,
  isAudit,
  (message, program) => /^dockerd(-current)?$/.test(program) && isDockerd(message),
];
