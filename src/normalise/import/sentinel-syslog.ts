import { isAudit, openAuditd } from './auditd.js';
import { isAuoms, openAuoms } from './auoms.js';
import { dockerd, isDockerd } from './dockerd.js';
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
  const hosts = new Map<string, Opened<'lines'>[]>();

  /** Messages of one kind name no host, so each host has readers of its own; of the many, the last is shared. */
  function readersOf(value: Fields): Opened<'lines'>[] {
    const name = textOf(value.Computer) ?? textOf(value.HostName) ?? '';
    const key = hosts.size < maxHosts || hosts.has(name) ? name : 'others';
    const found = hosts.get(key);
    if (found) return found;
    const device = name === '' ? context.device : { DeviceId: name, DeviceName: name };
    const opened = [
      openSysmon({ device }),
      openAuoms({ device }),
      openAuditd({ device }),
      dockerd.open({ device }),
    ];
    hosts.set(key, opened);
    return opened;
  }

  function take(value: Fields, line: number): Found[] {
    const message = textOf(value.SyslogMessage);
    if (message === undefined) return [{ rejected: 'it has no SyslogMessage' }];
    const program = textOf(value.ProcessName) ?? 'an unnamed program';
    const kind = kinds.findIndex((fits) => fits(message, program));
    const reader = readersOf(value)[kind];
    return reader?.take(message, line) ?? [{ skipped: `message of ${program}` }];
  }

  return { take, end: () => [...hosts.values()].flat().flatMap((reader) => reader.end()) };
}

const maxHosts = 50;

const kinds: ((message: string, program: string) => boolean)[] = [
  isSysmon,
  isAuoms,
  isAudit,
  (message, program) => /^dockerd(-current)?$/.test(program) && isDockerd(message),
];
