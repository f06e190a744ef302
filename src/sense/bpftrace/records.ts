import type { Micros } from '../../model/row.js';
import type { Executable } from '../executables.js';

/** A process of this boot. `start` is in clock ticks since boot, as in field 22 of /proc/PID/stat: with the pid it names one process. */
export interface ProcessKey {
  pid: number;
  start: number;
}

/** What every record of a process's doing tells of that process. */
export interface Actor extends ProcessKey {
  parent: ProcessKey;
  /** Effective uid in the host's user namespace. */
  uid: number;
  /** Its name on the host; '' when it has none. */
  account: string;
  /** Null when no login led here. */
  auditUid: number | null;
  auditSession: number | null;
  /** The kernel's short name: of the process itself, in an exec of its parent. */
  comm: string;
  /** Paths of its cgroups, the unified hierarchy first. A path is absent when unknown. */
  cgroups: string[];
}

export interface Endpoint {
  /** '' when unknown. */
  address: string;
  port: number;
}

interface Event {
  time: Micros;
}

export interface ExecRecord extends Event, Actor {
  kind: 'exec';
  /** Further ancestors above the parent, nearest first. */
  ancestors: ProcessKey[];
  /** Path of the file that runs (for a script: its interpreter), as the process sees it; '' when unknown. */
  exe: string;
  argv: string[];
  isTruncated: boolean;
  /** '' when unknown. */
  cwd: string;
  /** What the file is by its content; of what looks like a client that builds images alone. */
  executable?: Executable;
}

/** Only of processes that ran a program of their own. */
export interface ExitRecord extends Event, ProcessKey {
  kind: 'exit';
  code: number | null;
  signal: number | null;
}

export interface ConnectRecord extends Event, Actor {
  kind: 'connect';
  protocol: 'Tcp' | 'Udp';
  /** `pending`: still trying after some seconds, a further record follows. `unknown`: no outcome, as ever with UDP. */
  outcome: 'established' | 'failed' | 'pending' | 'unknown';
  /** errno of a failure; 0 when the process gave up by itself. */
  error: number | null;
  remote: Endpoint;
  local: Endpoint;
  /** What it said first, where that was seen at once. */
  greeting?: Greeting;
}

/** How a client began to speak on a connection: its own claim of who it means to speak to. */
export type Greeting =
  /** `serverName` '' where it told none; `mayBeFront`: the true name may be hidden in an encrypted hello. */
  | { kind: 'tls'; serverName: string; protocols: string[]; mayBeFront: boolean }
  /** `isProxied`: the other end is a proxy, the name that of the host behind it. */
  | { kind: 'http'; name: string; isProxied: boolean };

/** A connection that was told of before, whose client began to speak. */
export interface GreetingRecord extends Event, Actor {
  kind: 'greeting';
  remote: Endpoint;
  local: Endpoint;
  greeting: Greeting;
}

/** A connection that the process began is over. */
export interface CloseRecord extends Event, Actor {
  kind: 'close';
  remote: Endpoint;
  local: Endpoint;
  /** Bytes of what was said, each once. */
  sent: number;
  received: number;
}

export interface AcceptRecord extends Event, Actor {
  kind: 'accept';
  remote: Endpoint;
  local: Endpoint;
}

export interface FileRecord extends Event, Actor {
  kind: 'file';
  action: 'created' | 'renamed';
  /** As the process sees it; relative, or only a name, when the directory is unknown. */
  path: string;
  /** Before the renaming. */
  previousPath: string;
}

/** A file that was made executable. */
export interface ModeRecord extends Event, Actor {
  kind: 'mode';
  /** As it was given. */
  path: string;
  /** Where a relative path starts: the directory of the process, or another that is not known. */
  base: 'cwd' | null;
  /** Permission bits. */
  mode: number;
}

export interface EngineRecord extends Event, Actor {
  kind: 'engine';
  /** The socket as the options name it, or as the engine bound it. */
  socket: string;
  /** Path that the listener is bound to. */
  boundPath: string;
  listenerPid: number;
}

/** A name that a process asked a name server for. */
export interface LookupRecord extends Event, Actor {
  kind: 'lookup';
  /** The name server. */
  remote: Endpoint;
  local: Endpoint;
  protocol: 'Tcp' | 'Udp';
  /** Lower case; bytes that do not print are written as \DDD. */
  name: string;
  /** `A`, `AAAA`, `TXT` …; `TYPE65280` for those without a name. */
  queryType: string;
  /** Null where none was seen. */
  answer: Answer | null;
  /** False where nobody was seen to open the socket: then it may be another process that asked. */
  isAskerCertain: boolean;
}

export interface Answer {
  /** RCODE: 0 no error, 3 no such name. */
  code: number;
  /** Of the name asked for, through its aliases; `ttl` in seconds. */
  addresses: { address: string; ttl: number }[];
  aliases: string[];
  /** False where the answer went on beyond what was read. */
  isWhole: boolean;
}

/** Who is at the other end of an engine's connection. */
export type RequestClient =
  /** `from`: where it came from over a network: of a container, or another network namespace. Else null. */
  | { kind: 'process'; actor: Actor; from: Endpoint | null }
  /** Of a connection that was made before tracing began. */
  | { kind: 'credentials'; pid: number; uid: number; account: string }
  | { kind: 'remote'; address: string; port: number };

/** A request that an engine read, a part of its body, or the beginning of TLS, in which requests cannot be read. */
export interface RequestRecord extends Event {
  kind: 'request';
  /** `file`: a file that a build sends in its context, told of after the request itself. */
  action: 'request' | 'file' | 'tls';
  /** `unix:///run/docker.sock`, `tcp://192.0.2.1:2375`: the engine's end. */
  engine: string;
  /** '' for TCP. */
  boundPath: string;
  /** The process that read it. */
  daemon: ProcessKey;
  client: RequestClient;
  method: string;
  path: string;
  apiVersion: string;
  /** Without values of build arguments and credentials. */
  parameters: Record<string, string[]>;
  headers: Record<string, string[]>;
  isTruncated: boolean;
  /** Of `file`: the Dockerfile, secrets removed. `isLast`: no later part of the archive can replace it. */
  file?: { name: string; text: string; isTruncated: boolean; isLast: boolean };
  /** False where what came before on the connection was not all seen or not HTTP: it may be part of a body. */
  isCertain: boolean;
  /** The name that a TLS client asked for; '' when it told none. */
  serverName: string;
  /** How many of the same were held back before and with this one. */
  repeats: number;
}

/** A process found in /proc when tracing (re)started. `time` is its start. */
export interface RunningRecord extends Event, Actor {
  kind: 'running';
  exe: string;
  argv: string[];
  cwd: string;
}

/** Tracing began in this boot of the host: processes are numbered anew in each. */
export interface BootRecord extends Event {
  kind: 'boot';
  /** /proc/sys/kernel/random/boot_id */
  bootId: string;
}

/** What the kernel sensor yields. */
export type KernelRecord =
  | BootRecord
  | ExecRecord
  | ExitRecord
  | ConnectRecord
  | AcceptRecord
  | CloseRecord
  | GreetingRecord
  | LookupRecord
  | FileRecord
  | ModeRecord
  | EngineRecord
  | RequestRecord
  | RunningRecord;
