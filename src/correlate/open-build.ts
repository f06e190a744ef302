import type { DockerfileCommands } from '../dockerfile/commands.js';
import type { Confidence } from '../model/incident.js';
import type { Micros } from '../model/row.js';
import type { Method } from './command.js';
import type { History } from './histories.js';
import type { Image } from './images.js';
import type { ClientDockerfile, Request } from './request.js';
import type { Step } from './steps.js';

/** How something is known to belong to a build. */
export interface Basis {
  /** Words that complete "known by …". */
  basis: string;
  confidence: Confidence;
}

/** A build while it is put together. */
export interface OpenBuild {
  id: string;
  method: Method;
  /** Undefined when nobody was seen who asked. */
  request: Request | undefined;
  requesterBasis: Basis | undefined;
  device: { id: string; name: string };
  start: Micros;
  /** When the client left; null while it runs, or when no client is known. */
  end: Micros | null;
  /** Where nothing would tell of its end: how long after the last sign of it something may still be its. */
  quietAfter: Micros | null;
  /** Up to when a client's exit may have been missed, for nothing looked; 0 where something always did. */
  unwatchedUntil: Micros;
  tags: string[];
  dockerfile: ClientDockerfile | undefined;
  commands: DockerfileCommands | undefined;
  /** What BuildKit says of it: one build, or the several of a client that builds many. */
  histories: History[];
  historyBasis: Basis | undefined;
  steps: { step: Step; basis: Basis }[];
  images: { image: Image; basis: Basis }[];
  /** Steps that ran while it did, and may be its own or another's. */
  undecided: Step[];
}

/** A build whose end nobody would tell of is taken to last until this long after its last step. */
export const unseenEnd = 300_000_000;

/** A build that nobody is known yet to have asked for. */
export function newBuild(id: string, device: OpenBuild['device'], start: Micros): OpenBuild {
  return {
    id,
    method: 'build',
    request: undefined,
    requesterBasis: undefined,
    device,
    start,
    end: null,
    quietAfter: null,
    unwatchedUntil: 0,
    tags: [],
    dockerfile: undefined,
    commands: undefined,
    histories: [],
    historyBasis: undefined,
    steps: [],
    images: [],
    undecided: [],
  };
}

/** Whether a moment lies within the build, give or take what clocks and late events cost. */
export function spans(build: OpenBuild, time: Micros): boolean {
  if (time < build.start - 1_000_000) return false;
  if (build.end !== null) return time <= build.end + 50_000;
  return build.quietAfter === null || time <= lastStep(build) + build.quietAfter;
}

/**
 * The builds that were running at a moment. A client waits for what it asked for, so one that had left, or had not come
 * yet, counts only where no other was there.
 */
export function runningAt(builds: OpenBuild[], time: Micros): OpenBuild[] {
  const near = builds.filter((build) => spans(build, time));
  const there = near.filter((build) => isThere(build, time));
  return there.length > 0 ? there : near;
}

/** Whether its client had come and not left. */
export const isThere = ({ start, end }: OpenBuild, time: Micros): boolean =>
  time >= start && (end === null || time <= end);

function lastStep({ start, steps }: OpenBuild): Micros {
  return steps.reduce((last, { step }) => Math.max(last, step.end ?? step.start), start);
}

/** The last moment something is known to have happened in it. */
export function lastSign(build: OpenBuild): Micros {
  return Math.max(
    build.start,
    build.end ?? 0,
    ...build.histories.map(({ created, completed }) => completed ?? created),
    ...build.steps.map(({ step }) => step.end ?? step.start),
    ...build.images.flatMap(({ image }) =>
      image.tagged.map(({ time }) => time).filter((time) => spans(build, time)),
    ),
  );
}

/** Where nobody was seen to leave, the image that came out tells that a build is over. */
export function endByImage(build: OpenBuild): void {
  const { end, request, images } = build;
  if (end !== null || images.length === 0 || (request && !request.viaApi)) return;
  build.end = images.reduce(
    (last, { image }) => Math.max(last, image.created ?? 0),
    lastSign(build),
  );
}
