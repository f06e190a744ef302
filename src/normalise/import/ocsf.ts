import type { Device } from '../../model/batch.js';
import type { Json, Micros } from '../../model/row.js';
import { containerIdIn } from './container.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { epochOf, instantOf } from './instant.js';
import type { Program } from './program.js';
import {
  deviceOf,
  exitRow,
  type FileAction,
  fileRow,
  isTellingEnd,
  networkRow,
  type Occasion,
  processRow,
} from './rows.js';
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
  wholeOf,
} from './values.js';

/** Open Cybersecurity Schema Framework: process (1007), file (1001) and network (4001) activity. */
export const ocsf: Importer = {
  id: 'ocsf',
  title: 'OCSF events',
  reads: 'objects',
  recognises: shareOfObjects(
    (event) => wholeOf(event.class_uid) !== undefined && timeOf(event) !== undefined,
  ),
  open: ({ device }) => stateless((event) => found(event, device)),
};

/** A report on traffic may have its beginning alone. */
const timeOf = (event: Fields): Micros | undefined =>
  epochOf(event.time) ??
  instantOf(event.time_dt) ??
  instantOf(event.time) ??
  epochOf(event.start_time) ??
  instantOf(event.start_time_dt);

function found(event: Fields, otherwise: Partial<Device>): Found[] {
  const uid = wholeOf(event.class_uid);
  if (uid === undefined) return [{ rejected: 'it has no class_uid' }];
  const time = timeOf(event);
  if (time === undefined) return [{ rejected: noTime(event.time) }];
  const id = textOf(at(event, 'device.uid'));
  const name = textOf(at(event, 'device.hostname')) ?? textOf(at(event, 'device.name'));
  // The type's number is made of both.
  const activity = wholeOf(event.activity_id) ?? (wholeOf(event.type_uid) ?? 0) % 100;
  const occasion = { time, device: deviceOf({ id, name }, otherwise) };
  return (
    readers[uid]?.(event, activity, occasion) ?? [{ skipped: `class ${uid}, activity ${activity}` }]
  );
}

type Reader = (event: Fields, activity: number, occasion: Occasion) => Found[] | undefined;

const fileActions: Record<number, FileAction> = {
  1: 'FileCreated',
  3: 'FileModified',
  4: 'FileDeleted',
  5: 'FileRenamed',
};

const readers: Record<number, Reader> = {
  1007(event, activity, occasion) {
    // Some producers name the process as the actor alone.
    const isAlone = !isFields(event.process);
    const process = isAlone ? at(event, 'actor.process') : event.process;
    if (!isFields(process)) return [{ rejected: 'it has no process' }];
    const program = programOf(process, event);
    if (activity === 2) return [exitRow(occasion, program, { code: wholeOf(event.exit_code) })];
    if (activity !== 1) return undefined;
    const parent = process.parent_process ?? (isAlone ? undefined : at(event, 'actor.process'));
    return [processRow(occasion, program, isFields(parent) ? programOf(parent) : undefined)];
  },
  1001(event, activity, occasion) {
    const action = fileActions[activity];
    if (action === undefined) return undefined;
    const before = fieldsOf(event.file);
    const after = isFields(event.file_result) ? event.file_result : before;
    const path = pathOf(action === 'FileRenamed' ? after : before);
    if (path === undefined) return [{ rejected: 'its file has no path' }];
    const previousPath = action === 'FileRenamed' ? pathOf(before) : undefined;
    const file = { action, path, previousPath, ...hashesOf(before), size: countOf(before.size) };
    return [fileRow(occasion, file, actorOf(event))];
  },
  4001(event, activity, occasion) {
    if (![1, 2, 4].includes(activity)) return undefined;
    const isInbound = wholeOf(at(event, 'connection_info.direction_id')) === 1;
    const [near, far] = isInbound
      ? ['dst_endpoint', 'src_endpoint']
      : ['src_endpoint', 'dst_endpoint'];
    const made =
      activity === 4 || wholeOf(event.status_id) === 2 ? 'ConnectionFailed' : 'ConnectionSuccess';
    const actor = actorOf(event);
    const sizes = {
      sent: countOf(at(event, 'traffic.bytes_out')),
      received: countOf(at(event, 'traffic.bytes_in')),
    };
    const isEnd = activity === 2;
    if (isEnd && !isTellingEnd(sizes, isInbound, actor)) return undefined;
    const begun = isInbound ? 'InboundConnectionAccepted' : made;
    const connection = {
      action: isEnd ? 'ConnectionClosed' : begun,
      remoteIp: textOf(at(event, `${far}.ip`)),
      remotePort: portOf(at(event, `${far}.port`)),
      remoteUrl: textOf(at(event, `${far}.hostname`)) ?? textOf(at(event, `${far}.domain`)),
      localIp: textOf(at(event, `${near}.ip`)),
      localPort: portOf(at(event, `${near}.port`)),
      protocol: textOf(at(event, 'connection_info.protocol_name')),
      ...sizes,
    };
    return [networkRow(occasion, connection, actor)];
  },
};

function actorOf(event: Fields): Program | undefined {
  const process = at(event, 'actor.process');
  return isFields(process) ? programOf(process, fieldsOf(event.actor)) : undefined;
}

/** `around` may name the user and the container where the process does not. */
function programOf(process: Fields, around: Fields = {}): Program {
  const parent = process.parent_process;
  const user = isFields(process.user)
    ? process.user
    : fieldsOf(at(around, 'actor.user') ?? around.user);
  return {
    pid: countOf(process.pid),
    uniqueId: textOf(process.uid),
    path: pathOf(fieldsOf(process.file)),
    name: textOf(process.name),
    commandLine: textOf(process.cmd_line),
    cwd: textOf(process.working_directory),
    time: epochOf(process.created_time) ?? instantOf(process.created_time_dt),
    account: textOf(user.name) ?? textOf(user.uid),
    domain: textOf(user.domain),
    uid: countOf(process.euid) ?? countOf(user.uid),
    auditUid: loginOf(process.auid),
    ...hashesOf(fieldsOf(process.file)),
    containerId: containerIdIn(at(process, 'container.uid') ?? at(around, 'container.uid')),
    parent: isFields(parent) ? programOf(parent) : undefined,
  };
}

/** Some producers give the folder and the name by themselves. */
function pathOf(file: Fields): string | undefined {
  const [folder, name] = [textOf(file.parent_folder), textOf(file.name)];
  const joined = folder && name && `${folder.replace(/\/$/, '')}/${name}`;
  return textOf(file.path) ?? joined;
}

/** By algorithm: 1 MD5, 2 SHA-1, 3 SHA-256. */
function hashesOf(file: Fields): Pick<Program, 'md5' | 'sha1' | 'sha256'> {
  const of = (algorithm: number): string | undefined => {
    // Called fingerprints before version 1.0 was done.
    const hash: Json | undefined = listOf(file.hashes ?? file.fingerprints).find(
      (item) => wholeOf(fieldsOf(item).algorithm_id) === algorithm,
    );
    return textOf(fieldsOf(hash).value)?.toLowerCase();
  };
  return { md5: of(1), sha1: of(2), sha256: of(3) };
}
