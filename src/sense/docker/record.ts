import type { Micros } from '../../model/row.js';

/**
 * What the Docker Engine sensor yields: an event with what inspection told of its object, or an object that was found
 * by reading a list. Plain JSON, already redacted. Everything in it was written by the engine's users: hostile.
 */
export type EngineRecord = ImageRecord | ContainerRecord;

interface About {
  /** The engine's address, such as `unix:///run/docker.sock`. */
  engine: string;
  time: Micros;
  /** The event's own time, nanoseconds since the epoch as digits; absent when it was no event. */
  nanoseconds?: string;
  /** The event's action, such as `tag`; `observed` when the object was found by reading a list. */
  action: string;
  /** What made the sensor look: for `observed` alone. */
  occasion?: Occasion;
  /** Why the object was not inspected: what is known of it comes from the event, the list or an earlier inspection. */
  uninspected?: string;
}

/** `reconciliation`: at start or after a reconnect; `look`: a later reading of the list; `use`: a container names it. */
export type Occasion = 'reconciliation' | 'look' | 'use';

export interface ImageRecord extends About {
  kind: 'image';
  /** Absent when the engine named the image otherwise and it was gone before it could be looked up. */
  imageId?: string;
  /** The reference that the event is about. */
  reference?: string;
  /** Of `commit`: the container committed. */
  containerId?: string;
  image?: ImageFacts;
}

export interface ContainerRecord extends About {
  kind: 'container';
  containerId: string;
  name?: string;
  /** The image as the event names it: what the creator wrote, or an id. */
  image?: string;
  /** What the event says beyond its action: `exitCode`, `signal`, `oldName`, …; `argument` is what followed a colon. */
  details: Record<string, string>;
  container?: ContainerFacts;
  /** Of `exec_…`: the command run. */
  exec?: ExecFacts;
}

export interface ImageFacts {
  id: string;
  /** `name:tag`, none when it has no name. */
  references: string[];
  /** `name@sha256:…` */
  digests: string[];
  parent?: string;
  /** Container it was committed from. */
  container?: string;
  created?: Micros;
  /** Diff ids, base first; absent when not inspected. */
  layers?: string[];
  /** Oldest first; absent when it could not be read. */
  history?: HistoryEntry[];
  author?: string;
  comment?: string;
  architecture?: string;
  labels: Record<string, string>;
  /** Bytes. */
  size?: number;
}

export interface HistoryEntry {
  created?: Micros;
  createdBy: string;
  comment: string;
  /** Bytes that the entry adds. */
  size?: number;
}

export interface ContainerFacts {
  id: string;
  name?: string;
  imageId?: string;
  imageReference?: string;
  /** Executable and its arguments, as started. */
  command: string[];
  workingDirectory?: string;
  user?: string;
  created?: Micros;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
  status?: string;
  /** In the engine's pid namespace; absent when not running. */
  pid?: number;
  /** Absent until it ended. */
  exitCode?: number;
  privileged?: boolean;
  addedCapabilities: string[];
  mounts: { type: string; source: string; destination: string; writable?: boolean }[];
  networkMode?: string;
  pidMode?: string;
  ipcMode?: string;
  userNamespaceMode?: string;
  cgroupNamespaceMode?: string;
  securityOptions: string[];
  restartPolicy?: string;
  /** Host paths of the devices given. */
  devices: string[];
  publishedPorts: { containerPort: string; hostIp: string; hostPort: string }[];
  labels: Record<string, string>;
}

export interface ExecFacts {
  id?: string;
  /** As the engine's event words it: arguments joined by blanks. */
  text: string;
  /** Absent when the exec could not be inspected: the text alone does not tell where an argument ends. */
  command?: string[];
  user?: string;
  privileged?: boolean;
  pid?: number;
  exitCode?: number;
}
