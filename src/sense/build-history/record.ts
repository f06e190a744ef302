import type { Micros } from '../../model/row.js';

/**
 * What the build history sensor yields: what BuildKit says of a build of whatever client. Plain JSON, already redacted.
 * Everything in it was written by those who build: hostile.
 */
export interface BuildHistoryRecord {
  /** The engine's address, such as `unix:///run/docker.sock`. */
  engine: string;
  time: Micros;
  action: 'started' | 'completed' | 'deleted';
  /** BuildKit's name of the build. */
  ref: string;
  /** Whether it was over when the sensor first heard of it. */
  isPast?: boolean;
  /** Of `deleted`: how many builds that are older, and how many in all, are still in the history. */
  left?: { older: number; all: number };
  /** What reads the Dockerfile: `dockerfile.v0`, `gateway.v0`; absent for a build that has none. */
  frontend?: string;
  /** What the client asked the frontend for. */
  attributes?: Record<string, string>;
  exporters?: { type: string; attributes: Record<string, string> }[];
  created?: Micros;
  completed?: Micros;
  /** Absent when it succeeded, or goes on. */
  error?: { message: string; isCanceled: boolean };
  /** Ids of the images that came out. */
  imageIds?: string[];
  /** Names that they were given. */
  references?: string[];
  dockerfile?: { name: string; text: string; isTruncated: boolean };
  /** Why its text or steps are missing, or not whole. */
  missing?: string[];
  /** Images and addresses that it was made from. */
  materials?: { uri: string; digest?: string }[];
  steps?: HistoryStep[];
  stepsLeftOut?: number;
  cachedSteps?: number;
  totalSteps?: number;
}

/** One step, in the order in which BuildKit named them. */
export interface HistoryStep {
  digest: string;
  /** As BuildKit words it, `[2/3] RUN make`: values of arguments filled in, long texts cut by it. */
  name: string;
  /** What an executing step was really given to run. */
  command?: string[];
  /** Its lines in the Dockerfile, from 1. */
  lines?: { first: number; last: number };
  isCached: boolean;
  started?: Micros;
  completed?: Micros;
  error?: string;
  /** The end of what it printed, where it failed. */
  output?: string;
}
