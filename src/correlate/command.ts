/** What a container client's command line asks for. Paths and names are as given; nothing is resolved. */
export type ClientCommand =
  | BuildCommand
  | RunCommand
  /** A command run in a container that is there already: `docker exec`, `buildah run`. */
  | { kind: 'enter'; tool: string; host: string; container: string; command: string }
  /** Files put into a container. */
  | { kind: 'copy'; tool: string; host: string; container: string; text: string }
  /** A container made to be built upon: `buildah from`. */
  | { kind: 'from'; tool: string; host: string; image: string; container: string }
  /** Containers removed: `docker rm`, `buildah rm`. */
  | { kind: 'discard'; tool: string; host: string; containers: string[] | 'all' }
  | { kind: 'remove'; tool: string; host: string; what: Removed; names: string[] }
  /** Does for others what they ask for over an API: `podman system service`. */
  | { kind: 'serve'; tool: string; host: string }
  /** Looks at what is there. */
  | { kind: 'look'; tool: string; host: string }
  | { kind: 'other'; tool: string; host: string };

/** A container made of an image: `docker run`, `docker create`. */
export interface RunCommand {
  kind: 'run';
  tool: string;
  host: string;
  image: string;
  /** Empty where the engine is to choose one. */
  name: string;
  /** What it runs in place of what the image says; '' for that. */
  command: string;
  /** Whether it is started, not made alone. */
  isStarted: boolean;
  settings: RunSettings;
}

/** What of a container's settings may open the host to it. */
export type RunSettings = {
  IsPrivileged: boolean | null;
  /** `source:destination` of what it mounts from the host. */
  HostMounts: string[];
  NetworkMode: string;
  PidMode: string;
  IpcMode: string;
  AddedCapabilities: string[];
  RestartPolicy: string;
};

/** What may be removed that tells of a build: its image, the builder's cache, the builder's history. */
export type Removed = 'image' | 'cache' | 'history';

/** How an image comes to be. */
export type Method = 'build' | 'commit' | 'import' | 'load';

export interface BuildCommand {
  kind: 'build';
  method: Method;
  /** `docker`, `buildx`, `compose`, `podman`, `buildah`, `nerdctl`, `buildctl`, `kaniko`, `img`, or `api`. */
  tool: string;
  /** `-H`/`--host`; empty when not given. */
  host: string;
  /** Of a build its context, of a commit the container, else the archive. Empty when the tool finds it itself. */
  context: string;
  /** `-f`/`--file` as given; empty when the default is meant. */
  file: string;
  tags: string[];
  noCache: boolean;
  network: string;
}

export function buildCommand(given: Partial<BuildCommand> & { tool: string }): BuildCommand {
  return {
    kind: 'build',
    method: 'build',
    host: '',
    context: '',
    file: '',
    tags: [],
    noCache: false,
    network: '',
    ...given,
  };
}

/** Tools that build without a daemon: what they start is a step. */
export function isDaemonless(tool: string): boolean {
  return tool === 'buildah' || tool === 'podman' || tool === 'kaniko' || tool === 'img';
}
