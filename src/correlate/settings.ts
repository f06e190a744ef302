import type { Micros } from '../model/row.js';

/** Each part that is not empty has to be so: the account that asks, a directory above the context, a process above. */
export interface TrustedBuilder {
  name: string;
  user: string;
  path: string;
  parent: string;
}

/** Spans are in microseconds. */
export interface Settings {
  /**
   * How long rows may be late. Links that rest on time alone, and builds that no client is known for, wait this long,
   * so that rows in another order give the same answer.
   */
  settle: Micros;
  /** A container started this long after a step's contact counts as its consequence (ATT&CK AN1261's TimeWindow). */
  timeWindow: Micros;
  /** An ended build is worked out anew from its rows for this long; afterwards only containers and images are added. */
  linger: Micros;
  /** A build that shows no sign of life for so long has ended, and how is unknown. */
  maxSilence: Micros;
  /** Registry host names: the daemon's connections to them, or to names below them, are expected. */
  registries: string[];
  /** Whether the operators gave that list: then a base image from elsewhere is told of. */
  isRegistryListGiven: boolean;
  /** Builds of one requester within `timeWindow` from which on they are many (AN1261's NewImageThreshold). */
  newImageThreshold: number;
  /** "Never seen before" counts once so many builds are known, and they began so long ago. */
  baselineBuilds: number;
  baselineSpan: Micros;
  maxBaseline: number;
  /** Builders of this environment, as its operators name them. */
  trustedBuilders: TrustedBuilder[];
  maxProcesses: number;
  /** Builds worked out from rows at the same time. */
  maxOpenBuilds: number;
  /** Builds remembered so that a container started from their image is recognised. */
  maxKnownBuilds: number;
  maxImages: number;
  maxContainers: number;
  /** Containers and steps whose inside is remembered. */
  maxActivities: number;
  maxProcessesPerStep: number;
  maxConnectionsPerStep: number;
  maxSteps: number;
  /** Characters of a Dockerfile that are kept. */
  maxDockerfile: number;
}

const second = 1_000_000;
const minute = 60 * second;

export const defaultSettings: Settings = {
  settle: 2 * second,
  timeWindow: 5 * minute,
  linger: 5 * minute,
  maxSilence: 120 * minute,
  registries: [
    'docker.io',
    'hub.docker.com',
    'registry-1.docker.io',
    'production.cloudflare.docker.com',
    'auth.docker.io',
    'registry.k8s.io',
    'gcr.io',
    'mcr.microsoft.com',
    'quay.io',
    'ghcr.io',
  ],
  isRegistryListGiven: false,
  newImageThreshold: 10,
  baselineBuilds: 20,
  baselineSpan: 7 * 24 * 60 * minute,
  maxBaseline: 20_000,
  trustedBuilders: [],
  maxProcesses: 20_000,
  maxOpenBuilds: 500,
  maxKnownBuilds: 20_000,
  maxImages: 50_000,
  maxContainers: 5000,
  maxActivities: 1000,
  maxProcessesPerStep: 200,
  maxConnectionsPerStep: 200,
  maxSteps: 500,
  maxDockerfile: 65_536,
};
