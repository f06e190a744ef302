import type { Severity } from '../../model/incident.js';

/** One variant of the coverage matrix, as its file describes it. docs/matrix.md documents the format. */
export interface Scenario {
  /** Path of its file. */
  file: string;
  id: string;
  kind: 'attack' | 'benign';
  /** Number of the variant in the matrix; null where it has none. */
  number: number | null;
  title: string;
  imitates: string;
  requires: Requires;
  hosts: ReadonlyMap<string, HostPlan>;
  /** Text by absolute path. */
  files: ReadonlyMap<string, string>;
  setup: readonly Step[];
  run: readonly Step[];
  expect: Expectations;
}

export interface Requires {
  /** Range of engine versions: the first major version that can run it, and the last. */
  engine: { from: number | null; to: number | null };
  builder: 'classic' | 'buildkit' | null;
  /** Programs; `buildx` and `compose`, which are the client's plugins; `privileged`, which is such containers. */
  tools: readonly string[];
}

export interface HostPlan {
  names: readonly string[];
  /** `external` hosts have addresses that are public as far as anything can tell; `internal` ones private addresses. */
  network: 'external' | 'internal';
  serves: readonly Service[];
}

export type Service =
  | {
      protocol: 'http' | 'https';
      port: number;
      files: Readonly<Record<string, string>>;
      /** Where requests for a path are sent on to. */
      redirects: Readonly<Record<string, string>>;
    }
  /** Repositories by path, such as `/tools.git`, each with its files by name, over HTTP. */
  | {
      protocol: 'git';
      port: number;
      repositories: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }
  | { protocol: 'registry'; port: number };

export type Step =
  | {
      do: 'script';
      /** User who runs it. */
      as: string;
      /** Null: the watched machine. */
      host: string | null;
      /** Name of the container that it runs in, on the watched machine; null: in none. */
      container: string | null;
      /** Command lines of the processes above it, outermost first. */
      under: readonly string[];
      script: string;
    }
  /** Ends the watcher as a crash would, and starts it again on the same data. */
  | { do: 'restart-watcher' };

/** What has to be known afterwards. Text may hold `${name}`: variables of the run. Absent: not asked. */
export interface Expectations {
  /** Whether there is an incident. Null where both will do. */
  incident: boolean | null;
  atLeast: Severity | null;
  /** No incident of the run is as severe as this. */
  below: Severity | null;
  requester: {
    user: string | null;
    client: string | null;
    remote: string | null;
    container: string | null;
  };
  state: string | null;
  /** Texts that the Dockerfile holds. */
  dockerfile: readonly string[];
  steps: readonly StepExpectation[];
  /** `address:port` or `name:port` that the build reached, whichever of its processes or the daemon did. */
  connections: readonly string[];
  image: string | null;
  tags: readonly string[];
  containers: readonly string[];
  techniques: readonly string[];
  /** Name of the benign explanation. */
  recognised: string | null;
  /** Tags of images whose builds must have no incident that is High or worse. */
  quiet: readonly string[];
}

export interface StepExpectation {
  /** Text that its command holds. */
  command: string;
  /** `address:port`, `[address]:port`. */
  connection: string | null;
  /** Name of the address that it connected to, or that it looked up. */
  name: string | null;
}
