import { posix } from 'node:path';
import type { DeviceProcessEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { readClientCommand } from './client-command.js';
import { readRenamed } from './clients/renamed.js';
import type { BuildCommand } from './command.js';
import type { Basis } from './open-build.js';
import { type Exit, type Program, programArguments } from './processes.js';

/** Text of a Dockerfile, read from the client's disk when the client started. */
export interface ClientDockerfile {
  /** The client process. */
  ProcessId: number;
  /** As in DeviceProcessEvents; empty when the source has none. */
  ProcessUniqueId?: string | undefined;
  /** When it began to run the client; absent where the source does not say. */
  ProcessCreationTime?: Micros | undefined;
  Path: string;
  Text: string;
  /** Whether the file is longer than the text. */
  Truncated: boolean;
}

export type Builder = 'classic' | 'buildkit' | 'buildah' | 'podman' | 'kaniko' | 'img' | 'unknown';

/** A build asked for: by a client process, or by a request that was seen on the engine's API. */
export interface Request {
  /** What the build's identifier is made from. */
  key: (string | number)[];
  time: Micros;
  /** When the request is known to have been answered; null otherwise. A client's exit tells it, too. */
  end: Micros | null;
  command: BuildCommand;
  /** The client process; undefined for a remote one, or one that was not seen to start. */
  program: Program | undefined;
  /** Every program that is the same build: the client, and plugins that it ran; none where none is known. */
  programs: Program[];
  /** Of these programs, or of a client that was not seen to start. */
  processIds: number[];
  /** Values of build arguments removed. */
  commandLine: string;
  fileName: string;
  workingDirectory: string;
  accountName: string;
  userId: number | null;
  auditUserId: number | null;
  containerId: string;
  /** Address of a client elsewhere; empty for one on this host. */
  remoteIP: string;
  remotePort: number | null;
  /** Subject of the client's certificate. */
  tlsSubject: string;
  userAgent: string;
  /** `name=value` of the labels that it asked for on the API. */
  labels: string[];
  /** Its request line, where that was seen. */
  apiCall: string;
  /** Whether the program's name is that of a build tool. */
  isKnownTool: boolean;
  /** Known by a request or a connection alone, and not by a command line. */
  viaApi: boolean;
  /** Whether anything says who it was. */
  isIdentified: boolean;
  /** How it is known to be the build's; undefined where it says so itself. */
  basis: Basis | undefined;
  engine: string;
  /** The Dockerfile in its body, where that was seen. */
  sent: ClientDockerfile | undefined;
  builder: Builder;
  device: { id: string; name: string };
}

/** `sent`: an archive in the request's body. `session`: files fetched from the client as they are needed. */
export type ContextKind =
  | 'directory'
  | 'stdin'
  | 'git'
  | 'url'
  | 'sent'
  | 'session'
  | 'container'
  | 'archive'
  | 'unknown';

export function contextKind({ context, tool, method }: BuildCommand): ContextKind {
  if (method === 'commit') return 'container';
  if (context === '-') return 'stdin';
  if (/^(?:git:\/\/|git@|ssh:\/\/)|^github\.com\/|\.git(?:#|$)/.test(context)) return 'git';
  if (/^https?:\/\//i.test(context)) return 'url';
  if (method !== 'build') return 'archive';
  if (context === 'client-session') return 'session';
  if (tool === 'api') return context === '' ? 'sent' : 'unknown';
  return context === '' || tool === 'compose' ? 'unknown' : 'directory';
}

type Asked = Pick<Request, 'command' | 'workingDirectory'>;

/** The context made absolute where that is possible; as given otherwise. */
export function contextPath({ command, workingDirectory }: Asked): string {
  const kind = contextKind(command);
  return kind === 'directory' || kind === 'archive'
    ? absolute(command.context, workingDirectory)
    : command.context;
}

/**
 * Where a process that has just started reads its Dockerfile from, if its arguments say that it builds an image: the
 * full path as it sees it. Undefined when it does not, or when the text comes otherwise than from a file.
 */
export function dockerfilePathOf(row: DeviceProcessEvents): string | undefined {
  const args = programArguments(row);
  const named =
    readClientCommand(args) ?? readClientCommand(args, (row.FileName ?? '').toLowerCase());
  const command = named ?? readRenamed(args)?.command;
  if (command?.kind !== 'build' || command.method !== 'build') return undefined;
  const path = dockerfilePath({
    command,
    workingDirectory: row.ProcessCurrentWorkingDirectory ?? '',
  });
  return path.startsWith('/') ? path : undefined;
}

/** Full path of the Dockerfile; empty when it comes otherwise than from a file of the client, or cannot be told. */
export function dockerfilePath(request: Asked): string {
  const { command, workingDirectory } = request;
  if (command.method !== 'build') return '';
  const kind = contextKind(command);
  if (command.file === '-' || /^https?:\/\//i.test(command.file)) return '';
  if (command.file !== '')
    return kind === 'directory' || kind === 'unknown' || kind === 'stdin'
      ? absolute(command.file, workingDirectory)
      : '';
  const context = contextPath(request);
  return kind === 'directory' && context.startsWith('/') ? posix.join(context, 'Dockerfile') : '';
}

function absolute(path: string, workingDirectory: string): string {
  if (path.startsWith('/')) return posix.normalize(path).replace(/(.)\/$/, '$1');
  return workingDirectory === '' || /^[a-z]:[\\/]/i.test(path)
    ? path
    : posix.join(workingDirectory, path).replace(/(.)\/$/, '$1');
}

/** Exit status of a build client as a state. A client that was told to stop leaves with 128 + the signal's number. */
export function stateOf(exit: Exit): 'succeeded' | 'failed' | 'canceled' {
  if (exit.signal !== null && exit.signal !== 0) return 'canceled';
  if (exit.code === 130 || exit.code === 143 || exit.code === 137) return 'canceled';
  return exit.code === 0 ? 'succeeded' : 'failed';
}
