import type { Device } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import type { Json, Micros } from '../../model/row.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  shareOfObjects,
} from './importer.js';
import { instantOf, secondsOf } from './instant.js';
import { type Program, type Programs, rememberPrograms } from './program.js';
import { deviceOf, type FileAction, fileRow, networkRow, processRow } from './rows.js';
import {
  countOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  loginOf,
  portOf,
  textOf,
} from './values.js';

/** osquery's results log: differential, snapshot or batch, of the event tables for processes, sockets and files. */
export const osquery: Importer = {
  id: 'osquery',
  title: 'osquery results log',
  reads: 'objects',
  recognises: shareOfObjects((value) => isResult(value) || isRow(value)),
  open: openOsquery,
};

const isResult = (value: Fields): boolean =>
  textOf(value.name) !== undefined &&
  (isFields(value.columns) || Array.isArray(value.snapshot) || isFields(value.diffResults));

/** A row by itself, as `osqueryi --json` and Elastic's osquery manager have them. */
const isRow = (value: Fields): boolean =>
  secondsOf(value.time) !== undefined &&
  ['eid', 'pid'].some((name) => textOf(value[name]) !== undefined) &&
  kindOf(value) !== 'other';

function openOsquery({ device }: ImportContext): Opened<'objects'> {
  const programs = rememberPrograms();

  function take(result: Fields): Found[] {
    if (!isResult(result) && isRow(result)) return read(result, '', device, undefined);
    // Where a shipper has renamed the fields, their names are of its own style.
    const hostName = textOf(result.hostIdentifier) ?? textOf(result.host_identifier);
    const host = deviceOf(
      { id: textOf(at(result, 'host_uuid')) ?? hostName, name: hostName },
      device,
    );
    const logged = secondsOf(result.unixTime ?? result.unix_time);
    const added = [...listOf(result.snapshot), ...listOf(fieldsOf(result.diffResults).added)];
    const isRemoved = result.action === 'removed';
    const rows = isFields(result.columns) && !isRemoved ? [result.columns, ...added] : added;
    const removed = isRemoved || listOf(fieldsOf(result.diffResults).removed).length > 0;
    const skipped: Found[] = removed ? [{ skipped: 'removed results' }] : [];
    if (rows.length === 0 && skipped.length === 0) return [{ rejected: 'it has no results' }];
    const name = textOf(result.name) ?? '';
    return [
      ...rows.flatMap((row) =>
        isFields(row)
          ? read(row, name, host, logged)
          : [{ rejected: 'a result is no JSON object' }],
      ),
      ...skipped,
    ];
  }

  function read(
    row: Fields,
    name: string,
    host: Partial<Device>,
    logged: Micros | undefined,
  ): Found[] {
    const time = secondsOf(row.time) ?? instantOf(row.time) ?? logged;
    if (time === undefined) return [{ rejected: 'it has no time' }];
    return readers[kindOf(row)]({ row, time, device: host, programs, name });
  }

  return { take, end: () => [] };
}

const at = (result: Fields, decoration: string): Json | undefined =>
  fieldsOf(result.decorations)[decoration] ?? result[decoration];

type Kind = 'process' | 'socket' | 'file' | 'other';

interface Row {
  row: Fields;
  time: Micros;
  device: Partial<Device>;
  programs: Programs;
  /** Of the query, which its author chose. */
  name: string;
}

/** A query may have any name, but the columns are the tables'. */
function kindOf(row: Fields): Kind {
  if (row.remote_address !== undefined && row.action !== undefined) return 'socket';
  if (row.target_path !== undefined && row.action !== undefined) return 'file';
  const isEvent = row.parent !== undefined && (row.time !== undefined || row.syscall !== undefined);
  return isEvent && row.path !== undefined && row.cmdline !== undefined ? 'process' : 'other';
}

const fileActions: Record<string, FileAction> = dictionary({
  CREATED: 'FileCreated',
  UPDATED: 'FileModified',
  DELETED: 'FileDeleted',
  MOVED_TO: 'FileRenamed',
});

const readers: Record<Kind, (row: Row) => Found[]> = {
  process: ({ row, time, device, programs }) => {
    // Forks and clones are rows of the same table.
    const call = textOf(row.syscall) ?? 'execve';
    if (!call.startsWith('exec')) return [{ skipped: `process_events: ${call}` }];
    const key = (pid: number | undefined) => pid && `${device.DeviceId}:${pid}`;
    const pid = countOf(row.parent);
    const parent = pid === undefined ? undefined : { ...programs.find(key(pid)), pid };
    const program: Program = { ...programOf(row), time, parent };
    programs.started(key(program.pid), program);
    return [processRow({ time, device }, program, parent)];
  },
  socket: ({ row, time, device, programs }) => {
    const action = textOf(row.action);
    if (action !== 'connect' && action !== 'accept')
      return [{ skipped: `socket_events: ${action}` }];
    const remoteIp = textOf(row.remote_address);
    if (remoteIp === undefined) return [{ skipped: `socket_events: ${action} without address` }];
    const status =
      textOf(row.status) ?? (row.success === '1' || row.success === 1 ? 'succeeded' : '');
    const outcome = /^(failed|0)$/.test(status)
      ? 'ConnectionFailed'
      : status === 'succeeded'
        ? 'ConnectionSuccess'
        : 'ConnectionAttempt';
    const known = programs.find(`${device.DeviceId}:${textOf(row.pid)}`);
    const own = programOf(row);
    return [
      networkRow(
        { time, device },
        {
          action: action === 'accept' ? 'InboundConnectionAccepted' : outcome,
          remoteIp,
          remotePort: portOf(row.remote_port),
          localIp: textOf(row.local_address),
          localPort: portOf(row.local_port),
          protocol: protocols[textOf(row.protocol) ?? ''],
        },
        known !== undefined && known.path === own.path ? known : own,
      ),
    ];
  },
  file: ({ row, time, device }) => {
    const action = fileActions[textOf(row.action) ?? ''];
    const path = textOf(row.target_path);
    if (action === undefined || path === undefined)
      return [{ skipped: `file_events: ${textOf(row.action)}` }];
    const hashes = { md5: textOf(row.md5), sha1: textOf(row.sha1), sha256: textOf(row.sha256) };
    // The table does not say who did it.
    return [
      fileRow({ time, device }, { action, path, ...hashes, size: countOf(row.size) }, undefined),
    ];
  },
  other: ({ name }) => [{ skipped: `results of ${name}` }],
};

const protocols: Record<string, string> = dictionary({ '6': 'tcp', '17': 'udp' });

function programOf(row: Fields): Program {
  return {
    pid: countOf(row.pid),
    path: textOf(row.path),
    commandLine: textOf(row.cmdline),
    cwd: textOf(row.cwd)?.replace(/^"(.*)"$/, '$1'),
    uid: countOf(row.euid) ?? countOf(row.uid),
    auditUid: loginOf(row.auid),
  };
}
