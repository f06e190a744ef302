import { type AuditAddress, type AuditPath, auditRows } from './audit-event.js';
import { syscallName } from './audit-syscalls.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  shareOfObjects,
} from './importer.js';
import { type Program, type Programs, rememberPrograms } from './program.js';
import { deviceOf } from './rows.js';
import {
  countOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  loginOf,
  portOf,
  textOf,
  textsOf,
  wholeOf,
} from './values.js';

/** Laurel's JSON: an audit event to a line, already put together. */
export const laurel: Importer = {
  id: 'laurel',
  title: 'Laurel JSON audit events',
  reads: 'objects',
  recognises: shareOfObjects((value) => idOf(value) !== undefined && upper(value).length > 0),
  open: openLaurel,
};

const idOf = ({ ID }: Fields): RegExpExecArray | undefined =>
  /^(\d{1,11})\.(\d{3}):\d{1,20}$/.exec(textOf(ID) ?? '') ?? undefined;

/** Names of the records in an event. */
const upper = (value: Fields): string[] =>
  Object.keys(value).filter((name) => /^[A-Z][A-Z_]+$/.test(name) && !/^(ID|NODE)$/.test(name));

function openLaurel(context: ImportContext): Opened<'objects'> {
  const programs = rememberPrograms();
  return { take: (value) => readEvent(value, context, programs), end: () => [] };
}

function readEvent(value: Fields, { device }: ImportContext, programs: Programs): Found[] {
  const id = idOf(value);
  if (id === undefined) return [{ rejected: 'it has no ID with a time' }];
  const call = value.SYSCALL;
  if (!isFields(call)) return [{ skipped: upper(value)[0] ?? 'an event without records' }];
  const execve = fieldsOf(value.EXECVE);
  const argv =
    textsOf(execve.ARGV)?.map(unescaped) ?? textsOf(fieldsOf(value.PROCTITLE).ARGV)?.map(unescaped);
  const joined = text(execve.ARGV_STR);
  const flags = textOf(call.syscall) === '2' ? call.a1 : (listOf(call.ARGV)[2] ?? call.a2);
  const path = text(call.exe);
  const program: Program = {
    pid: countOf(call.pid),
    path,
    name: path === undefined ? text(call.comm) : undefined,
    argv: joined === undefined ? argv : undefined,
    commandLine: joined,
    isTruncated: isFields(value.EXECVE) && argv && (countOf(execve.argc) ?? 0) > argv.length,
    cwd: text(fieldsOf(value.CWD).cwd),
    uid: countOf(call.euid),
    account: textOf(call.EUID),
    auditUid: loginOf(call.auid),
    session: loginOf(call.ses),
    containerId: textOf(fieldsOf(call.container_info ?? value.CONTAINER_INFO).ID),
  };
  const parent = value.PARENT_INFO ?? call.PPID;
  return auditRows(
    {
      time: Number(id[1]) * 1e6 + Number(id[2]) * 1e3,
      device: deviceOf({ name: textOf(value.NODE) }, device),
      syscall: textOf(call.SYSCALL) ?? syscallName(archOf(call), textOf(call.syscall) ?? ''),
      isSuccess: call.success === 'yes',
      exit: wholeOf(call.exit),
      openFlags: Number.parseInt((textOf(flags) ?? '').replace(/^0x/, ''), 16) || 0,
      program,
      parentPid: countOf(call.ppid),
      parent: isFields(parent) ? parentOf(parent) : undefined,
      paths: listOf(value.PATH).flatMap((item) => pathOf(fieldsOf(item))),
      address: listOf(value.SOCKADDR).map((item) => addressOf(fieldsOf(item)))[0],
      key: textOf(call.key),
    },
    programs,
  );
}

/** What Laurel knows of the parent, where it was told to add it. */
function parentOf(parent: Fields): Program {
  const path = text(parent.exe);
  return {
    path,
    name: path === undefined ? text(parent.comm) : undefined,
    argv: textsOf(parent.ARGV)?.map(unescaped),
    commandLine: text(parent.ARGV_STR),
  };
}

/** As the kernel writes it: `0xc000003e`, `c000003e`. */
const archOf = ({ arch }: Fields): string => (textOf(arch) ?? '').replace(/^0x/, '');

function pathOf(item: Fields): AuditPath[] {
  const name = text(item.name);
  const mode = textOf(item.mode);
  if (name === undefined) return [];
  const number = mode === undefined ? Number.NaN : Number.parseInt(mode.replace(/^0o?/, ''), 8);
  return [
    {
      name,
      nametype: textOf(item.nametype) ?? 'UNKNOWN',
      mode: Number.isNaN(number) ? undefined : number,
    },
  ];
}

function addressOf(item: Fields): AuditAddress | undefined {
  const ip = textOf(item.addr);
  const port = portOf(item.port);
  const socket = text(item.path);
  if (ip !== undefined && port !== undefined) return { ip, port };
  return socket === undefined ? undefined : { socket };
}

const text = (value: Fields[string] | undefined): string | undefined => {
  const found = textOf(value);
  return found && unescaped(found);
};

/** Bytes that are no printable text are written `%xx`. */
function unescaped(value: string): string {
  if (!value.includes('%')) return value;
  const bytes = value.replace(/%([0-9a-fA-F]{2})|[^%]+|%/g, (whole: string, hex?: string) =>
    hex === undefined
      ? Buffer.from(whole).toString('latin1')
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
