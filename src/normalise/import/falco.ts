import type { Device } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
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
import { noTime } from './table-row.js';
import { countOf, type Fields, isFields, loginOf, portOf, textOf } from './values.js';

/** Falco's JSON output. Each is a hit of one of its rules, so what its rules do not name is not there. */
export const falco: Importer = {
  id: 'falco',
  title: 'Falco JSON alerts',
  reads: 'objects',
  recognises: shareOfObjects(
    ({ rule, priority, output, output_fields: fields }) =>
      !!textOf(rule) && (isFields(fields) || (!!textOf(priority) && !!textOf(output))),
  ),
  open: ({ device }) => stateless((alert) => found(alert, device)),
};

function found(alert: Fields, device: Partial<Device>): Found[] {
  const source = textOf(alert.source) ?? 'syscall';
  if (source !== 'syscall') return [{ skipped: `alerts on ${source}` }];
  const fields = isFields(alert.output_fields)
    ? alert.output_fields
    : fieldsIn(textOf(alert.output) ?? '');
  const time =
    instantOf(alert.time) ??
    nanosecondsOf(fields['evt.rawtime']) ??
    nanosecondsOf(fields['evt.time']);
  if (time === undefined) return [{ rejected: noTime(alert.time) }];
  const occasion: Occasion = {
    time,
    device: deviceOf({ name: textOf(alert.hostname) }, device),
    additional: { FalcoRule: textOf(alert.rule), FalcoPriority: textOf(alert.priority) },
  };
  const said = textOf(fields['evt.type']);
  const type = said ?? likelyType(fields, textOf(alert.rule) ?? '');
  if (type === undefined) return [{ rejected: 'it has no evt.type, and nothing that tells it' }];
  const remarks: Found[] =
    said === undefined ? [{ remark: `it does not tell its evt.type: taken for ${type}` }] : [];
  return [...read(type, fields, occasion), ...remarks];
}

function read(type: string, fields: Fields, occasion: Occasion): Found[] {
  const actor = actorOf(fields);
  if (/^(execve|execveat|spawned_process)$/.test(type)) {
    return [processRow(occasion, { ...actor, time: occasion.time }, parentOf(fields))];
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

/**
 * What older rules leave out. A connection names both its ends, a file a path; what names neither but a command line is
 * of a process that was started, as most rules are.
 */
function likelyType(fields: Fields, rule: string): string | undefined {
  const name = textOf(fields['fd.name']) ?? '';
  if (tupleOf(name) !== undefined) return 'connect';
  if (name.startsWith('/')) return /writ|modif|creat|below/i.test(rule) ? 'write' : 'read';
  return name === '' && textOf(fields['proc.cmdline']) !== undefined ? 'execve' : undefined;
}

/** How the rules that come with Falco call fields in their text. */
const spoken: Record<string, string> = dictionary({
  evt_type: 'evt.type',
  user: 'user.name',
  user_uid: 'user.uid',
  user_loginuid: 'user.loginuid',
  process: 'proc.name',
  proc_exepath: 'proc.exepath',
  parent: 'proc.pname',
  command: 'proc.cmdline',
  cmdline: 'proc.cmdline',
  pcmdline: 'proc.pcmdline',
  pid: 'proc.pid',
  file: 'fd.name',
  connection: 'fd.name',
  container_id: 'container.id',
});

/**
 * The fields in an alert's text, where it has no others: `… (user=root command=wget x file=/tmp/x)` or `… | user=root …`.
 * A command line may hold what looks like a field: of each the first counts.
 */
function fieldsIn(output: string): Fields {
  const brackets = output.slice(output.indexOf('(') + 1, Math.max(0, output.lastIndexOf(')')));
  const text = /^.*? \| (.*)$/s.exec(output)?.[1] ?? (output.includes('(') ? brackets : '');
  const fields: Fields = {};
  const named = /(?:^|\s)([a-z_]{2,40})=(.*?)(?=\s[a-z_]{2,40}=|$)/gs;
  for (const [, name = '', value = ''] of text.slice(0, 16_384).matchAll(named)) {
    const field = spoken[name];
    if (field !== undefined && !/^(<NA>|)$/.test(value)) fields[field] ??= value.trim();
  }
  return fields;
}

function actorOf(fields: Fields): Program {
  const pid = countOf(fields['proc.pid']);
  return {
    pid,
    name: textOf(fields['proc.name']),
    path: textOf(fields['proc.exepath']) ?? textOf(fields['proc.exe']),
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
