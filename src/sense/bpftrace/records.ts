import type { Micros } from '../../model/row.js';

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

export interface EngineRecord extends Event, Actor {
  kind: 'engine';
  /** The socket as the options name it, or as the engine bound it. */
  socket: string;
  /** Path that the listener is bound to. */
  boundPath: string;
  listenerPid: number;
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
  | FileRecord
  | EngineRecord
  | RequestRecord
  | RunningRecord;
