import { type BuildDetails, readBuildDetails } from '../correlate/details.js';
import type {
  Alerts,
  ContainerImageEvents,
  DeviceFileEvents,
  DockerApiEvents,
  ImageBuildSteps,
  ImageBuilds,
  Incidents,
} from '../model/generated/tables.js';

/** A build's row, and the rows around it that tell more of it. */
export interface BuildParts {
  build: ImageBuilds;
  steps: ImageBuildSteps[];
  /** What became of its images: tagged, pushed, saved, loaded, removed. */
  imageEvents: ContainerImageEvents[];
  /** Files that its steps made executable, renamed or wrote. */
  fileEvents: DeviceFileEvents[];
  /** What its requester asked the engine for. */
  requests: DockerApiEvents[];
}

export interface IncidentParts {
  incident: Incidents;
  /** Undefined when it is not stored any more. */
  built: BuildParts | undefined;
  alerts: Alerts[];
}

/** A build's parts with its details read. */
export type Told = BuildParts & { details: BuildDetails };

export function told(parts: BuildParts): Told {
  return { ...parts, details: readBuildDetails(parts.build.AdditionalFields) };
}

/** How much of each thing is told. */
export interface Limits {
  isBrief: boolean;
  /** Lines of a text that is longer. */
  textLines: number;
  steps: number;
  processes: number;
  connections: number;
  dockerfileLines: number;
  /** Lines of a Dockerfile around one that matters. */
  dockerfileAround: number;
  containers: number;
  imageEvents: number;
  requests: number;
  evidence: number;
  explanations: number;
  unknowns: number;
  alerts: number;
  timeline: number;
}

/** For a screen: the first of `briefs` that fits it. */
export const brief: Limits = {
  isBrief: true,
  textLines: 2,
  steps: 4,
  processes: 2,
  connections: 3,
  dockerfileLines: 8,
  dockerfileAround: 1,
  containers: 3,
  imageEvents: 2,
  requests: 0,
  evidence: 7,
  explanations: 2,
  unknowns: 3,
  alerts: 0,
  timeline: 0,
};

const briefer: Limits = {
  ...brief,
  steps: 3,
  processes: 1,
  connections: 2,
  dockerfileLines: 5,
  containers: 2,
  evidence: 5,
  explanations: 1,
  unknowns: 2,
};

const briefest: Limits = {
  ...briefer,
  textLines: 1,
  steps: 1,
  processes: 0,
  dockerfileLines: 3,
  dockerfileAround: 0,
  containers: 1,
  imageEvents: 1,
  evidence: 4,
  unknowns: 1,
};

/** From much to little. */
export const briefs: readonly Limits[] = [brief, briefer, briefest];

/** All that a reader can bear; `json` has everything. */
export const full: Limits = {
  isBrief: false,
  textLines: 40,
  steps: 500,
  processes: 100,
  connections: 100,
  dockerfileLines: 1000,
  dockerfileAround: 20,
  containers: 100,
  imageEvents: 100,
  requests: 100,
  evidence: 100,
  explanations: 100,
  unknowns: 100,
  alerts: 100,
  timeline: 300,
};

/** The first of a list, and how many are left out. */
export function first<T>(all: readonly T[], most: number): { kept: T[]; left: number } {
  return { kept: all.slice(0, most), left: Math.max(0, all.length - most) };
}

/** `1 more step`, `2 more steps`. */
export const more = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} more ${count === 1 ? noun : nouns}`;
