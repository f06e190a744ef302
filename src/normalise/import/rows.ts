import type { Device, TableRow } from '../../model/batch.js';
import type { Json, Micros } from '../../model/row.js';
import { redactArguments } from '../../sense/redact-arguments.js';
import { addressType } from '../address-type.js';
import { commandLine, executablePath } from '../command-line.js';
import { isEngine } from '../engine-name.js';
import type { Program } from './program.js';
import { type Fields, isFields } from './values.js';

/** When and where something happened. */
export interface Occasion {
  time: Micros;
  device: Partial<Device>;
  /** What has no column; undefined members are left out. */
  additional?: { [key: string]: Json | undefined } | undefined;
}

/** A host is told from others by its id: where a source gives just a name, that has to do. */
export function deviceOf(
  given: { id?: string | undefined; name?: string | undefined },
  otherwise: Partial<Device>,
): Partial<Device> {
  if (given.id === undefined && given.name === undefined) return otherwise;
  return { DeviceId: given.id ?? given.name ?? '', DeviceName: given.name ?? '' };
}

/** A process that began to run a program. */
export function processRow(
  occasion: Occasion,
  program: Program,
  initiator: Program | undefined,
): TableRow {
  const { path, isDeleted } = executablePath(program.path ?? '');
  return {
    table: 'DeviceProcessEvents',
    row: {
      ...occasion.device,
      TimeGenerated: occasion.time,
      ActionType: 'ProcessCreated',
      FileName: nameOf(program),
      FolderPath: path,
      SHA1: program.sha1,
      SHA256: program.sha256,
      MD5: program.md5,
      ProcessId: program.pid,
      ProcessCommandLine: lineOf(program),
      ProcessCreationTime: program.time ?? occasion.time,
      ProcessUniqueId: program.uniqueId,
      AccountDomain: program.domain,
      AccountName: accountOf(program),
      LogonId: program.session,
      ...initiatorColumns(initiator),
      ProcessArguments: program.argv && redactArguments(program.argv),
      IsCommandLineTruncated: program.isTruncated,
      ProcessCurrentWorkingDirectory: program.cwd,
      UserId: program.uid,
      AuditUserId: program.auditUid,
      ContainerId: program.containerId,
      AdditionalFields: additional({
        ...occasion.additional,
        IsExecutableDeleted: isDeleted || undefined,
      }),
    },
  };
}

export type FileAction = 'FileCreated' | 'FileModified' | 'FileRenamed' | 'FileDeleted';

export interface FileFacts {
  action: FileAction;
  path: string;
  previousPath?: string | undefined;
  sha1?: string | undefined;
  sha256?: string | undefined;
  md5?: string | undefined;
  size?: number | undefined;
}

export function fileRow(occasion: Occasion, file: FileFacts, actor: Program | undefined): TableRow {
  return {
    table: 'DeviceFileEvents',
    row: {
      ...occasion.device,
      TimeGenerated: occasion.time,
      ActionType: file.action,
      FileName: baseName(file.path),
      FolderPath: file.path,
      PreviousFolderPath: file.previousPath,
      PreviousFileName: file.previousPath && baseName(file.previousPath),
      SHA1: file.sha1,
      SHA256: file.sha256,
      MD5: file.md5,
      FileSize: file.size,
      ...initiatorColumns(actor),
      AccountName: actor && accountOf(actor),
      InitiatingProcessCurrentWorkingDirectory: actor?.cwd,
      ...actorColumns(actor),
      AdditionalFields: additional(occasion.additional),
    },
  };
}

export interface Connection {
  action: string;
  remoteIp?: string | undefined;
  remotePort?: number | undefined;
  remoteUrl?: string | undefined;
  localIp?: string | undefined;
  localPort?: number | undefined;
  /** In any case; stored as `Tcp`, `Udp`, … */
  protocol?: string | undefined;
  /** Bytes, when it was over. */
  sent?: number | undefined;
  received?: number | undefined;
}

/**
 * Whether the end of a connection tells anything: it was made here, and how much was said is known. Of an engine none is
 * told, as rules count each of its rows as a connection that it made.
 */
export function isTellingEnd(
  { sent, received }: Pick<Connection, 'sent' | 'received'>,
  isInbound: boolean,
  actor: Program | undefined,
): boolean {
  return (
    !isInbound && (sent ?? received) !== undefined && !isEngine((actor && nameOf(actor)) ?? '')
  );
}

export function networkRow(
  occasion: Occasion,
  connection: Connection,
  actor: Program | undefined,
): TableRow {
  const { action, remoteIp, remotePort, remoteUrl, localIp, localPort, protocol } = connection;
  const bytes = { BytesSent: connection.sent, BytesReceived: connection.received };
  return {
    table: 'DeviceNetworkEvents',
    row: {
      ...occasion.device,
      TimeGenerated: occasion.time,
      ActionType: action,
      RemoteIP: remoteIp,
      RemotePort: remotePort,
      RemoteUrl: remoteUrl,
      RemoteIPType: remoteIp === undefined ? undefined : addressType(remoteIp),
      LocalIP: localIp,
      LocalPort: localPort === 0 ? undefined : localPort,
      LocalIPType: localIp === undefined ? undefined : addressType(localIp),
      Protocol: protocol && protocol.slice(0, 1).toUpperCase() + protocol.slice(1).toLowerCase(),
      ...initiatorColumns(actor),
      ...actorColumns(actor),
      AdditionalFields: additional({ ...occasion.additional, ...bytes }),
    },
  };
}

export interface Exit {
  code?: number | undefined;
  signal?: number | undefined;
}

export function exitRow(occasion: Occasion, program: Program, { code, signal }: Exit): TableRow {
  return {
    table: 'ProcessExitEvents',
    row: {
      ...occasion.device,
      TimeGenerated: occasion.time,
      ActionType: 'ProcessExited',
      ProcessId: program.pid,
      FileName: nameOf(program),
      ProcessCreationTime: program.time,
      ProcessUniqueId: program.uniqueId,
      ExitCode: code,
      ExitSignal: signal,
      ContainerId: program.containerId,
      AdditionalFields: additional(occasion.additional),
    },
  };
}

/** A process that connected to an engine's API socket. */
export function engineRow(occasion: Occasion, socket: string, client: Program): TableRow {
  return {
    table: 'DockerApiEvents',
    row: {
      ...occasion.device,
      TimeGenerated: occasion.time,
      ActionType: 'ClientConnected',
      EngineSocket: `unix://${socket.replace(/^\/var\/run\//, '/run/')}`,
      ClientProcessId: client.pid,
      ClientFileName: nameOf(client),
      ClientFolderPath: client.path && executablePath(client.path).path,
      ClientCommandLine: lineOf(client),
      ClientProcessCreationTime: client.time,
      ClientUserId: client.uid,
      ClientAccountName: accountOf(client),
      ClientAuditUserId: client.auditUid,
      ClientContainerId: client.containerId,
      AdditionalFields: additional(occasion.additional),
    },
  };
}

function initiatorColumns(program: Program | undefined) {
  if (program === undefined) return {};
  return {
    InitiatingProcessAccountDomain: program.domain,
    InitiatingProcessAccountName: accountOf(program),
    InitiatingProcessId: program.pid,
    InitiatingProcessUniqueId: program.uniqueId,
    InitiatingProcessFileName: nameOf(program),
    InitiatingProcessFolderPath: program.path && executablePath(program.path).path,
    InitiatingProcessCommandLine: lineOf(program),
    InitiatingProcessCreationTime: program.time,
    InitiatingProcessSHA1: program.sha1,
    InitiatingProcessSHA256: program.sha256,
    InitiatingProcessMD5: program.md5,
    InitiatingProcessParentId: program.parent?.pid,
    InitiatingProcessParentFileName: program.parent && nameOf(program.parent),
    InitiatingProcessParentCreationTime: program.parent?.time,
  };
}

function actorColumns(actor: Program | undefined) {
  return {
    UserId: actor?.uid,
    AuditUserId: actor?.auditUid,
    ContainerId: actor?.containerId,
  };
}

const lineOf = ({ argv, commandLine: line }: Program): string | undefined =>
  line === undefined ? argv && commandLine(redactArguments(argv)) : withoutSecrets(line);

/** A whole command line without the values of build arguments, secrets and credentials. */
export const withoutSecrets = (line: string): string => redactArguments([line])[0] ?? '';

/** Name of a user, or the number when the source has no name. */
const accountOf = ({ account, uid }: Program): string | undefined =>
  account ?? (uid === undefined ? undefined : String(uid));

const nameOf = ({ name, path }: Pick<Program, 'name' | 'path'>): string | undefined =>
  name ?? (path && baseName(executablePath(path).path));

/** Last component. Records of Windows hosts have their own separator. */
export function baseName(path: string): string {
  const isWindows = /^[A-Za-z]:\\|^\\\\/.test(path);
  return path.slice(path.lastIndexOf(isWindows ? '\\' : '/') + 1);
}

/** Null when nothing is known. */
function additional(all: { [key: string]: Json | undefined } | undefined): Fields | null {
  const known = Object.fromEntries(
    Object.entries(all ?? {}).filter(([, value]) => value !== undefined && value !== null),
  );
  return isFields(known as Json) && Object.keys(known).length > 0 ? (known as Fields) : null;
}
