import { constants } from 'node:os';
import type { Device, TableRow } from '../../model/batch.js';
import type { Json } from '../../model/row.js';
import { containerIdIn } from './container.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { instantOf } from './instant.js';
import type { Program } from './program.js';
import { deviceOf, exitRow, fileRow, networkRow, type Occasion, processRow } from './rows.js';
import { noTime } from './table-row.js';
import {
  at,
  countOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  loginOf,
  portOf,
  textOf,
} from './values.js';

const kinds = [
  'process_exec',
  'process_exit',
  'process_kprobe',
  'process_lsm',
  'process_connect',
  'process_accept',
] as const;
type Kind = (typeof kinds)[number];

const names =
  /^process_(exec|exit|kprobe|uprobe|usdt|lsm|tracepoint|loader|throttle|connect|accept|listen|close|dns|http|tls|sockstats)$/;

/** Tetragon's JSON export: one event to a line. */
export const tetragon: Importer = {
  id: 'tetragon',
  title: 'Tetragon JSON events',
  reads: 'objects',
  recognises: shareOfObjects((value) =>
    Object.keys(value).some((name) => names.test(name) && isFields(value[name])),
  ),
  open: ({ device }) => stateless((event) => found(event, device)),
};

function found(event: Fields, device: Partial<Device>): Found[] {
  const kind = kinds.find((name) => isFields(event[name]));
  const other = Object.keys(event).find((name) => /^(process|rate|test)_[a-z_]+$/.test(name));
  if (kind === undefined) {
    return [other === undefined ? { rejected: 'it is no Tetragon event' } : { skipped: other }];
  }
  const body = fieldsOf(event[kind]);
  // Field filters may leave out an event's time: a process is told of as it starts.
  const started = kind === 'process_exec' ? instantOf(at(body, 'process.start_time')) : undefined;
  const time = instantOf(event.time) ?? started;
  if (time === undefined) return [{ rejected: noTime(event.time) }];
  const name = textOf(event.node_name);
  if (!isFields(body.process)) return [{ rejected: `its ${kind} has no process` }];
  return readers[kind](body, { time, device: deviceOf({ name }, device) });
}

const readers: Record<Kind, (body: Fields, occasion: Occasion) => Found[]> = {
  process_exec(body, occasion) {
    const process = fieldsOf(body.process);
    // What ran before Tetragon did is told as an exec, too, with the time of its start.
    if (flagsOf(process).includes('procFS'))
      return [{ skipped: 'process_exec of what already ran' }];
    const program = programOf(process, body.parent);
    return [
      processRow(occasion, program, isFields(body.parent) ? programOf(body.parent) : undefined),
    ];
  },
  process_exit(body, occasion) {
    const signal = textOf(body.signal);
    const number = signal && (constants.signals as Record<string, number>)[signal];
    return [
      exitRow(occasion, programOf(fieldsOf(body.process)), {
        code: signal === undefined ? (countOf(body.status) ?? 0) : undefined,
        signal: number || undefined,
      }),
    ];
  },
  process_kprobe: (body, occasion) => hooked('process_kprobe', body, occasion),
  process_lsm: (body, occasion) => hooked('process_lsm', body, occasion),
  process_connect: (body, occasion) => connected('ConnectionSuccess', body, occasion),
  process_accept: (body, occasion) => connected('InboundConnectionAccepted', body, occasion),
};

/** A connection as the enterprise edition tells of it, once it is made: the process's own end is the source. */
function connected(action: string, body: Fields, occasion: Occasion): Found[] {
  const remoteIp = textOf(body.destination_ip);
  if (remoteIp === undefined) return [{ rejected: 'it names no destination_ip' }];
  const ends = {
    action,
    remoteIp,
    remotePort: portOf(body.destination_port),
    remoteUrl: textOf(listOf(body.destination_names)[0]),
    localIp: textOf(body.source_ip),
    localPort: portOf(body.source_port),
    protocol: textOf(body.protocol),
  };
  return [networkRow(occasion, ends, programOf(fieldsOf(body.process), body.parent))];
}

/** A function of the kernel, or a hook of its security modules, that a policy of the user's names. */
function hooked(kind: Kind, body: Fields, occasion: Occasion): Found[] {
  const actor = programOf(fieldsOf(body.process), body.parent);
  const name = textOf(body.function_name) ?? 'an unnamed function';
  const args = listOf(body.args).map(fieldsOf);
  const row = connection(name, args, occasion, actor) ?? write(name, args, occasion, actor);
  return [row ?? { skipped: `${kind} ${name}` }];
}

function programOf(process: Fields, parent?: Json): Program {
  const binary = textOf(process.binary);
  const rest = textOf(process.arguments);
  const name = textOf(at(process, 'user.name'));
  return {
    pid: countOf(process.pid),
    uniqueId: textOf(process.exec_id),
    path: binary,
    commandLine: binary && (rest === undefined ? binary : `${binary} ${rest}`),
    isTruncated: flagsOf(process).includes('truncArgs') || undefined,
    cwd: textOf(process.cwd),
    time: instantOf(process.start_time),
    uid: countOf(process.uid),
    account: name,
    auditUid: loginOf(process.auid),
    containerId: containerIdIn(at(process, 'pod.container.id')) ?? containerIdIn(process.docker),
    parent: isFields(parent) ? programOf(parent) : undefined,
  };
}

const flagsOf = (process: Fields): string[] => (textOf(process.flags) ?? '').split(' ');

function connection(
  name: string,
  args: Fields[],
  occasion: Occasion,
  actor: Program,
): TableRow | undefined {
  if (!/connect/.test(name)) return undefined;
  const socket = args.map(({ sock_arg: arg }) => arg).find(isFields);
  const address = args.map(({ sockaddr_arg: arg }) => arg).find(isFields);
  if (socket === undefined && address === undefined) return undefined;
  const remoteIp = textOf(socket?.daddr) ?? textOf(address?.addr);
  // Of a local socket.
  if (remoteIp === undefined) return undefined;
  return networkRow(
    occasion,
    {
      // The probe sits at the call: how it ends is not known.
      action: 'ConnectionAttempt',
      remoteIp,
      remotePort: portOf(socket?.dport) ?? portOf(address?.port),
      localIp: textOf(socket?.saddr),
      localPort: portOf(socket?.sport),
      protocol: textOf(socket?.protocol)?.replace('IPPROTO_', ''),
    },
    actor,
  );
}

/** Of `security_file_permission`: may write. */
const mayWrite = 2;

function write(
  name: string,
  args: Fields[],
  occasion: Occasion,
  actor: Program,
): TableRow | undefined {
  const file = args.flatMap((arg) => [arg.file_arg, arg.path_arg]).find(isFields);
  const path = file && textOf(file.path);
  const mask = args.map(({ int_arg: number }) => countOf(number)).find((number) => number);
  const isWrite =
    /truncate|(sys|vfs)_p?writev?(64)?$/.test(name) ||
    (/permission/.test(name) && !!(mask && mask & mayWrite));
  // Pipes and sockets are files to the kernel.
  if (path === undefined || !isWrite || /^\w+:\[/.test(path)) return undefined;
  // Early versions leave out the first slash.
  const whole = path.startsWith('/') ? path : `/${path}`;
  return fileRow(occasion, { action: 'FileModified', path: whole }, actor);
}
