import type { Micros } from '../model/row.js';
import { isEngine } from '../normalise/engine-name.js';
import { ident } from './ident.js';
import type { Image } from './images.js';
import { newBuild, type OpenBuild } from './open-build.js';
import { type Processes, scriptOf } from './processes.js';
import { containerKey } from './reference.js';
import type { Request } from './request.js';
import type { Requests } from './requests.js';
import type { Step } from './steps.js';

const second = 1_000_000;
/** Steps further apart than this are taken for different builds. */
const maxPause = 30 * second;

/** Builds of the steps that no seen request accounts for: steps that follow one another are one build. */
export function orphanBuilds(
  steps: Step[],
  device: OpenBuild['device'],
  requests: Requests,
  processes: Processes,
): OpenBuild[] {
  const clusters: Step[][] = [];
  for (const step of [...steps].sort((a, b) => a.start - b.start)) {
    const cluster = clusters.findLast((steps_) => continues(steps_, step));
    const isNext =
      cluster && step.kind === 'buildkit' && isAskedAnew(cluster, step, requests, processes);
    if (cluster && !isNext) cluster.push(step);
    else clusters.push([step]);
  }
  return clusters.flatMap((cluster, index) => {
    const [first] = cluster;
    if (!first) return [];
    const before = clusters.slice(0, index).findLast(([other]) => other?.kind === first.kind);
    return [orphan(first, cluster, device, requests, processes, before?.[0]?.start)];
  });
}

/** Somebody turned to BuildKit after all that ran so far was over: clients do at the beginning of a build. */
function isAskedAnew(
  cluster: Step[],
  step: Step,
  requests: Requests,
  processes: Processes,
): boolean {
  const over = Math.max(...cluster.map(({ end, start }) => end ?? Math.max(start, step.start)));
  return over < step.start && requests.strangers.turned(over, step.start, processes);
}

function continues(cluster: Step[], step: Step): boolean {
  if (cluster[0]?.kind !== step.kind) return false;
  return cluster.some(
    ({ start, end }) => step.start <= (end ?? Math.max(start, step.start)) + maxPause,
  );
}

function orphan(
  first: Step,
  steps: Step[],
  device: OpenBuild['device'],
  requests: Requests,
  processes: Processes,
  before: Micros = 0,
): OpenBuild {
  const isEngines = first.kind === 'classic' || first.kind === 'buildkit';
  const fitting = !isEngines
    ? []
    : requests.strangers.who(first.start - 120 * second, first.start + second, processes, {
        engine: engineOf(first, processes),
        before,
      });
  const request = fitting.length === 1 ? fitting[0] : undefined;
  const basis = request?.basis ?? {
    basis: 'time: the only client connected that had no other errand',
    confidence: 'Medium',
  };
  return {
    ...newBuild(
      ident('b', device.id, 'step', first.containerId),
      device,
      request ? Math.min(request.time, first.start) : first.start,
    ),
    request: request && { ...request, builder: first.kind === 'classic' ? first.kind : 'buildkit' },
    requesterBasis: request && basis,
    steps: steps.map((step) => ({
      step,
      basis: {
        basis: 'time: it follows the steps before',
        confidence: steps.length > 1 ? 'Medium' : 'High',
      },
    })),
  };
}

/** BuildKit's steps descend from the engine's own process; those of the classic builder need not. */
function engineOf({ root }: Step, processes: Processes): number | undefined {
  const chain = root ? processes.chain(root) : [];
  return chain.find(({ fileName }) => isEngine(fileName) && fileName !== 'containerd')?.processId;
}

/** Id of the build of which only an image was seen. */
export const imageBuildId = (image: Image, device: OpenBuild['device']): string =>
  ident('b', device.id, 'image', image.id);

/** A build of which only the image was seen: tagged here just after a Dockerfile builder made it. */
export function imageBuild(
  image: Image,
  device: OpenBuild['device'],
  requests: Requests,
  processes: Processes,
): OpenBuild | undefined {
  const { created, tagged } = image;
  const [tag] = tagged;
  if (created === null || !tag || image.byBuilder !== true || image.arrivals.length > 0)
    return undefined;
  if (created < tag.time - 15 * second || created > tag.time + 2 * second) return undefined;
  const fitting = requests.strangers.who(created - 60 * second, tag.time, processes);
  const request: Request | undefined = fitting.length === 1 ? fitting[0] : undefined;
  return {
    ...newBuild(imageBuildId(image, device), device, Math.min(created, request?.time ?? created)),
    request: request && { ...request, builder: image.builder },
    requesterBasis:
      request &&
      (request.basis ?? {
        basis: 'time: the only client connected that had no other errand',
        confidence: 'Low',
      }),
    end: tag.time,
    images: [{ image, basis: { basis: 'its creation and tag, just now', confidence: 'Medium' } }],
  };
}

/**
 * Whether a container that looks like a classic step, and that no request accounts for, is one all the same: an image
 * was made from it, or it ran a shell command and was removed as soon as it ended.
 */
export function isLoneStep(step: Step, madeFrom: Set<string>): boolean {
  if (step.kind !== 'classic') return step.sure;
  if (madeFrom.has(containerKey(step.containerId))) return true;
  const { container } = step;
  if (!container || container.died === null || container.destroyed === null) return false;
  return (
    container.destroyed - container.died < 5 * second && scriptOf(container.command) !== undefined
  );
}
