import { posix } from 'node:path';
import type { Device } from '../../model/batch.js';
import type { Micros } from '../../model/row.js';
import { executablePath } from '../command-line.js';
import type { Found } from './importer.js';
import type { Program, Programs } from './program.js';
import { engineRow, fileRow, networkRow, type Occasion, processRow } from './rows.js';

/** A system call as the audit subsystem reports it, put together from its records. */
export interface AuditEvent {
  time: Micros;
  device: Partial<Device>;
  /** Name, or the number where the architecture is not known. */
  syscall: string;
  isSuccess: boolean;
  /** Return value. */
  exit: number | undefined;
  /** Third argument down: what open() was asked for is in the second or third. */
  openFlags: number | undefined;
  /** What ran once the call was over. */
  program: Program;
  parentPid: number | undefined;
  /** What the source itself says of the parent, where it says anything. */
  parent?: Program | undefined;
  paths: AuditPath[];
  address: AuditAddress | undefined;
  key: string | undefined;
}

export interface AuditPath {
  name: string;
  /** `NORMAL`, `PARENT`, `CREATE`, `DELETE`, `UNKNOWN`. */
  nametype: string;
  /** File type and permissions. */
  mode: number | undefined;
}

export type AuditAddress = { ip: string; port: number } | { socket: string } | { family: number };

/** Turns audited system calls into rows. Parents are known by number alone: `programs` remembers what ran in them. */
export function auditRows(event: AuditEvent, programs: Programs): Found[] {
  const name = event.syscall;
  const reader = readers.find(([calls]) => calls.test(name))?.[1];
  const found = reader?.(event, programs) ?? [{ skipped: `system call ${name}` }];
  return found;
}

type Reader = (event: AuditEvent, programs: Programs) => Found[];

const readers: [RegExp, Reader][] = [
  [/^execve(at)?$/, exec],
  [/^connect$/, connect],
  [/^accept4?$/, accept],
  [/^(clone3?|v?fork)$/, fork],
  [
    /^(open|openat|openat2|creat|truncate|ftruncate|rename|renameat|renameat2|link|linkat|symlink|symlinkat|unlink|unlinkat|mknod|mknodat)$/,
    file,
  ],
];

const hostKey = ({ device }: AuditEvent, pid: number | undefined): string | undefined =>
  pid === undefined ? undefined : `${device.DeviceName ?? ''}:${pid}`;

function exec(event: AuditEvent, programs: Programs): Found[] {
  if (!event.isSuccess) return [{ skipped: 'failed execve' }];
  const parent = parentOf(event, programs);
  const program: Program = { ...event.program, time: event.time, parent };
  programs.started(hostKey(event, program.pid), program);
  return [processRow(occasionOf(event), program, parent)];
}

/** A child that runs no program of its own yet, such as a subshell, and may be the parent of what does. */
function fork(event: AuditEvent, programs: Programs): Found[] {
  const { program, syscall, exit: child = 0 } = event;
  const known = programs.find(hostKey(event, program.pid));
  if (event.isSuccess && child > 0 && known?.path === program.path) {
    const time = event.time;
    programs.started(hostKey(event, child), { ...known, pid: child, time, parent: known });
  }
  return [{ skipped: `system call ${syscall}` }];
}

function parentOf(event: AuditEvent, programs: Programs): Program | undefined {
  const { parentPid: pid, parent } = event;
  return pid === undefined ? undefined : { ...(programs.find(hostKey(event, pid)) ?? parent), pid };
}

/** What is known of the process from its exec, if that was seen, with what this call's own records say. */
function actorOf(event: AuditEvent, programs: Programs): Program {
  const { program } = event;
  const known = programs.find(hostKey(event, program.pid));
  const isSame = known !== undefined && known.path === program.path;
  const stated = Object.fromEntries(
    Object.entries(program).filter(([, value]) => value !== undefined),
  ) as Program;
  return { ...(isSame ? known : {}), ...stated, parent: parentOf(event, programs) };
}

const occasionOf = ({ time, device, key }: AuditEvent): Occasion => ({
  time,
  device,
  additional: { AuditKey: key },
});

const inProgress = -115;

function connect(event: AuditEvent, programs: Programs): Found[] {
  const { address } = event;
  const actor = actorOf(event, programs);
  if (address !== undefined && 'socket' in address) {
    const isEngine = event.isSuccess && /(^|\/)docker\.sock$/.test(address.socket);
    return isEngine
      ? [engineRow(occasionOf(event), address.socket, actor)]
      : [{ skipped: 'connect to a local socket' }];
  }
  if (address === undefined || !('ip' in address)) {
    return [{ skipped: 'connect without an internet address' }];
  }
  const pending = event.exit === inProgress;
  const action = pending
    ? 'ConnectionAttempt'
    : event.isSuccess
      ? 'ConnectionSuccess'
      : 'ConnectionFailed';
  const remote = { remoteIp: address.ip, remotePort: address.port };
  return [networkRow(occasionOf(event), { action, ...remote }, actor)];
}

function accept(event: AuditEvent, programs: Programs): Found[] {
  const { address } = event;
  if (!event.isSuccess || address === undefined || !('ip' in address)) {
    return [{ skipped: 'accept without an internet address' }];
  }
  const remote = { remoteIp: address.ip, remotePort: address.port };
  const action = 'InboundConnectionAccepted';
  return [
    networkRow(occasionOf(event), { action, ...remote, protocol: 'tcp' }, actorOf(event, programs)),
  ];
}

/** O_WRONLY and O_RDWR; other architectures agree. */
const writing = 3;
const fileType = 0o170000;
const regular = 0o100000;

function file(event: AuditEvent, programs: Programs): Found[] {
  if (!event.isSuccess) return [{ skipped: `failed ${event.syscall}` }];
  const actor = actorOf(event, programs);
  const files = event.paths.filter(
    ({ nametype, mode }) =>
      nametype !== 'PARENT' && (mode === undefined || (mode & fileType) === regular),
  );
  const of = (nametype: string): AuditPath[] => files.filter((path) => path.nametype === nametype);
  const [created] = of('CREATE');
  const row = (action: 'FileCreated' | 'FileModified' | 'FileDeleted', { name }: AuditPath) =>
    fileRow(occasionOf(event), { action, path: absolute(name, actor) }, actor);
  if (event.syscall.startsWith('rename') && created) {
    const previous = of('DELETE').find(({ name }) => name !== created.name);
    const previousPath = previous && absolute(previous.name, actor);
    const path = absolute(created.name, actor);
    return [fileRow(occasionOf(event), { action: 'FileRenamed', path, previousPath }, actor)];
  }
  if (created) return [row('FileCreated', created)];
  const deleted = of('DELETE');
  if (deleted.length > 0) return deleted.map((path) => row('FileDeleted', path));
  const isWrite =
    /^(creat|f?truncate)$/.test(event.syscall) || ((event.openFlags ?? 0) & writing) !== 0;
  const [opened] = of('NORMAL');
  if (opened && isWrite) return [row('FileModified', opened)];
  return [{ skipped: `${event.syscall} that changes no file` }];
}

/** Of names relative to another directory than the working directory the directory is not told. */
function absolute(name: string, { cwd }: Program): string {
  const { path } = executablePath(name);
  return path.startsWith('/') || cwd === undefined ? path : posix.join(cwd, path);
}
