import type { Device } from '../../model/batch.js';
import { containerIdIn } from './container.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { instantOf, nanosecondsOf } from './instant.js';
import type { Program } from './program.js';
import {
  deviceOf,
  type FileAction,
  fileRow,
  networkRow,
  type Occasion,
  processRow,
} from './rows.js';
import { countOf, type Fields, isFields, loginOf, portOf, textOf } from './values.js';

/** Falco's JSON output. Each is a hit of one of its rules, so what its rules do not name is not there. */
export const falco: Importer = {
  id: 'falco',
  title: 'Falco JSON alerts',
  reads: 'objects',
  recognises: shareOfObjects(
    ({ rule, output_fields: fields }) => !!textOf(rule) && isFields(fields),
  ),
  open: ({ device }) => stateless((alert) => found(alert, device)),
};

function found(alert: Fields, device: Partial<Device>): Found[] {
  if (!isFields(alert.output_fields)) return [{ rejected: 'it has no output_fields' }];
  const fields = alert.output_fields;
  const time = instantOf(alert.time) ?? nanosecondsOf(fields['evt.time']);
  if (time === undefined) return [{ rejected: 'it has no time' }];
  const occasion: Occasion = {
    time,
    device: deviceOf({ name: textOf(alert.hostname) }, device),
    additional: { FalcoRule: textOf(alert.rule), FalcoPriority: textOf(alert.priority) },
  };
  const type = textOf(fields['evt.type']);
  if (type === undefined) return [{ rejected: 'its output_fields have no evt.type' }];
  const actor = actorOf(fields);
  if (/^(execve|execveat|spawned_process)$/.test(type)) {
    return [processRow(occasion, { ...actor, time }, parentOf(fields))];
  }
  if (/^(connect|accept4?|sendto|sendmsg)$/.test(type))
    return connection(type, fields, occasion, actor);
  const action = fileAction(type, fields);
  const path = pathOf(fields);
  if (action === undefined) return [{ skipped: `evt.type ${type}` }];
  if (path === undefined) return [{ rejected: `its ${type} names no file` }];
  const previousPath = textOf(fields['fs.path.source']) ?? textOf(fields['evt.arg.oldpath']);
  return [
    fileRow(
      occasion,
      { action, path, previousPath: action === 'FileRenamed' ? previousPath : undefined },
      actor,
    ),
  ];
}

function actorOf(fields: Fields): Program {
  const pid = countOf(fields['proc.pid']);
  return {
    pid,
    name: textOf(fields['proc.name']),
    path: textOf(fields['proc.exepath']),
    commandLine: textOf(fields['proc.cmdline']),
    cwd: textOf(fields['proc.cwd']),
    time: nanosecondsOf(fields['proc.pid.ts']),
    account: textOf(fields['user.name']),
    uid: countOf(fields['user.uid']),
    auditUid: loginOf(fields['user.loginuid']),
    containerId:
      containerIdIn(fields['container.full_id']) ?? containerIdIn(fields['container.id']),
    parent: parentOf(fields),
  };
}

function parentOf(fields: Fields): Program {
  return {
    pid: countOf(fields['proc.ppid']),
    name: textOf(fields['proc.pname']),
    path: textOf(fields['proc.pexepath']),
    commandLine: textOf(fields['proc.pcmdline']),
    time: nanosecondsOf(fields['proc.ppid.ts']),
  };
}

function fileAction(type: string, fields: Fields): FileAction | undefined {
  if (type.startsWith('rename')) return 'FileRenamed';
  if (type.startsWith('unlink')) return 'FileDeleted';
  if (
    !/^(open|openat|openat2|open_by_handle_at|creat|write|pwrite|truncate|ftruncate)$/.test(type)
  ) {
    return undefined;
  }
  const flags = textOf(fields['evt.arg.flags']) ?? '';
  if (type === 'creat' || /O_F_CREATED/.test(flags)) return 'FileCreated';
  // Rules on reading are most of Falco's: an open without any sign of writing gives no row.
  const isWrite =
    /O_(WRONLY|RDWR)|O_CREAT|O_TRUNC/.test(flags) || fields['evt.is_open_write'] === true;
  return type.startsWith('open') && !isWrite ? undefined : 'FileModified';
}

const pathOf = (fields: Fields): string | undefined =>
  textOf(fields['fs.path.target']) ??
  textOf(fields['evt.arg.newpath']) ??
  textOf(fields['fs.path.name']) ??
  textOf(fields['fd.name']) ??
  textOf(fields['evt.arg.name']) ??
  textOf(fields['evt.arg.path']);

function connection(type: string, fields: Fields, occasion: Occasion, actor: Program): Found[] {
  const tuple = tupleOf(textOf(fields['fd.name']));
  const accepted = type.startsWith('accept');
  const remoteIp = textOf(fields['fd.rip']) ?? (accepted ? tuple?.clientIp : tuple?.serverIp);
  if (remoteIp === undefined) {
    return [{ skipped: `${type} without addresses` }];
  }
  const failed = /^-?E(?!INPROGRESS)[A-Z]+|^-\d+/.test(textOf(fields['evt.res']) ?? '');
  const pending = textOf(fields['evt.res'])?.includes('EINPROGRESS') ?? true;
  const outcome = failed ? 'ConnectionFailed' : pending ? 'ConnectionAttempt' : 'ConnectionSuccess';
  return [
    networkRow(
      occasion,
      {
        action: accepted ? 'InboundConnectionAccepted' : outcome,
        remoteIp,
        remotePort:
          portOf(fields['fd.rport']) ?? (accepted ? tuple?.clientPort : tuple?.serverPort),
        remoteUrl: textOf(fields['fd.rip.name']),
        localIp: textOf(fields['fd.lip']) ?? (accepted ? tuple?.serverIp : tuple?.clientIp),
        localPort: portOf(fields['fd.lport']) ?? (accepted ? tuple?.serverPort : tuple?.clientPort),
        protocol: textOf(fields['fd.l4proto']),
      },
      actor,
    ),
  ];
}

/** `10.0.0.5:41000->192.0.2.9:443`: client, then server. */
function tupleOf(name: string | undefined) {
  const match = /^([^>]{1,80}):(\d{1,5})->([^>]{1,80}):(\d{1,5})$/.exec(name ?? '');
  if (!match) return undefined;
  const [, clientIp, clientPort, serverIp, serverPort] = match;
  return {
    clientIp,
    clientPort: portOf(clientPort),
    serverIp,
    serverPort: portOf(serverPort),
  };
}
