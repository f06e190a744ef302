import {
  type DockerfileCommands,
  hasCommand,
  readDockerfileCommands,
} from '../dockerfile/commands.js';
import type { Micros } from '../model/row.js';
import {
  attributeByArchive,
  attributeByContent,
  attributeByHistory,
  attributeByTag,
  attributeStep,
} from './attribute.js';
import type { Method } from './command.js';
import type { Facts } from './facts.js';
import type { History } from './histories.js';
import { joinHistories } from './history-join.js';
import { ident } from './ident.js';
import type { Image } from './images.js';
import { addHandSteps, attributeArrivals } from './makings.js';
import { newBuild, type OpenBuild, unseenEnd } from './open-build.js';
import { imageBuild, imageBuildId, isLoneStep, orphanBuilds } from './orphans.js';
import { containerKey, normalReference } from './reference.js';
import type { ClientDockerfile, Request } from './request.js';
import { classicStep, type Step, treeStep, untoldStep } from './steps.js';

export interface Derived {
  builds: OpenBuild[];
  /** Containers that are steps, or may be. */
  stepContainers: Set<string>;
  /** When something that waits for late rows will have waited long enough. */
  settles: Micros[];
}

/** The builds that are closed: what was theirs is nobody else's. */
export interface Closed {
  has(buildId: string): boolean;
  /** Whether one of them made an image. */
  made(imageId: string): boolean;
  /** Whether one of them is how an image came here at a time. */
  tookIn(imageId: string, method: Method, time: Micros): boolean;
}

const parsed = new WeakMap<ClientDockerfile, DockerfileCommands>();

/** Puts the facts together into builds. A function of the facts and the time alone. */
export function derive(facts: Facts, now: Micros, closed: Closed): Derived {
  const isClosed = (id: string): boolean => closed.has(id);
  const { processes, requests, settings } = facts;
  const settles: Micros[] = [];
  const settled = (time: Micros): boolean => {
    if (time + settings.settle <= now) return true;
    settles.push(time + settings.settle);
    return false;
  };
  const all = requests
    .builds(processes)
    .filter((request) => !mayBeChild(request, facts) || settled(request.time))
    .map((request) => open(request, facts))
    .filter(({ id }) => !isClosed(id))
    .slice(-settings.maxOpenBuilds);
  const asked = all.filter(({ method }) => method === 'build');
  asked.push(...joinHistories(asked, facts, settled).filter(({ id }) => !isClosed(id)));
  for (const build of asked) tellBuilt(build);
  const made = all.filter(({ method }) => method !== 'build');
  const images = [...facts.recentImages.values()].sort(byCreation);
  const unclaimed = images.filter(({ id }) => !closed.made(id));
  attributeByHistory(asked, (id) => facts.images.get(id));
  attributeByTag(asked, images);
  const stepContainers = new Set<string>();
  const lone: Step[] = [];
  const byHand: Step[] = [];
  const entered = new Set(requests.clients('enter').map(({ program }) => program));
  const madeFrom = new Set(images.map(({ buildContainerId }) => containerKey(buildContainerId)));
  for (const step of stepsOf(facts, asked)) {
    const isSettled = settled(step.start);
    if (isRunByHand(step, facts, isSettled)) continue;
    if (step.root && processes.chain(step.root).some((program) => entered.has(program))) {
      byHand.push(step);
      continue;
    }
    const found = attributeStep(step, asked, processes, isSettled);
    if ('build' in found) {
      found.build.steps.push({ step, basis: found.basis });
      stepContainers.add(containerKey(step.containerId));
    } else if (found.undecided.length > 0) {
      for (const build of found.undecided) build.undecided.push(step);
      stepContainers.add(containerKey(step.containerId));
    } else if (!isSettled) {
      // It may still turn out to be one: until then nobody has run it.
      stepContainers.add(containerKey(step.containerId));
    } else if (isLoneStep(step, madeFrom)) {
      lone.push(step);
      stepContainers.add(containerKey(step.containerId));
    }
  }
  const arrived = attributeArrivals(made, asked, images, facts, closed).filter(
    ({ end, id }) => !isClosed(id) && settled(end ?? 0),
  );
  attributeByArchive(asked, unclaimed);
  for (const build of [...made, ...arrived]) addHandSteps(build, byHand, facts);
  const builds = [
    ...asked,
    ...made,
    ...arrived,
    ...orphanBuilds(lone, facts.device, requests, processes),
  ].filter(({ id }) => !isClosed(id));
  attributeByContent(builds, unclaimed);
  const given = new Set(builds.flatMap((build) => build.images.map(({ image }) => image.id)));
  for (const image of unclaimed) {
    if (given.has(image.id) || isClosed(imageBuildId(image, facts.device))) continue;
    const build = imageBuild(image, facts.device, requests, processes);
    if (!build) continue;
    if (settled(build.end ?? build.start)) builds.push(build);
  }
  return { builds, stepContainers, settles };
}

/** A plugin whose parent was not seen yet, or a request whose process was not: what they belong to may still come. */
function mayBeChild(request: Request, { processes }: Facts): boolean {
  if (request.viaApi) return true;
  const { program } = request;
  if (!program || processes.parent(program)) return false;
  return /^(?:docker|docker-compose|docker-buildx|nerdctl|podman)(?:\.exe)?$/.test(
    program.parentFileName,
  );
}

function open(request: Request, facts: Facts): OpenBuild {
  const { program } = request;
  const dockerfile = facts.dockerfileOf(request.programs);
  const exit = program && facts.processes.end(program);
  // What asks over the API may stay for years: its exit ends the build at the latest.
  const ends = [exit?.time, request.end].filter((time) => typeof time === 'number');
  const isEndSeen = program && !request.viaApi && facts.seen.has('ProcessExitEvents');
  return {
    ...newBuild(ident('b', ...request.key), request.device, request.time),
    method: request.command.method,
    request,
    requesterBasis: request.basis,
    end: ends.length > 0 ? Math.min(...ends) : null,
    quietAfter: isEndSeen ? null : unseenEnd,
    unwatchedUntil: unwatchedUntil(facts),
    tags: request.command.tags.map(normalReference),
    dockerfile,
    commands: textFor(dockerfile, request.sent),
  };
}

/** The end of the last gap in what is known of processes. */
function unwatchedUntil({ gaps }: Facts): Micros {
  const ends = [...gaps.values()].map(({ sensor, end }) => (sensor === 'docker' ? 0 : (end ?? 0)));
  return ends.reduce((last, end) => Math.max(last, end), 0);
}

function textFor(client: ClientDockerfile | undefined, sent: ClientDockerfile | undefined) {
  const known = sent && !(sent.Truncated && client) ? sent : client;
  return known && commandsOf(known);
}

/** What was built is what BuildKit read, whatever the client's file held when it started. */
function tellBuilt(build: OpenBuild): void {
  const texts = build.histories
    .map(({ dockerfile }) => dockerfile)
    .filter(({ text }) => text !== '');
  if (texts.length === 0) return;
  const all = texts.map(builtCommands);
  build.commands = {
    commands: new Set(all.flatMap(({ commands }) => [...commands])),
    truncated: all.some(({ truncated }) => truncated) || texts.length < build.histories.length,
    addsUrl: all.some(({ addsUrl }) => addsUrl),
  };
}

const built = new WeakMap<History['dockerfile'], DockerfileCommands>();

function builtCommands(dockerfile: History['dockerfile']): DockerfileCommands {
  const known =
    built.get(dockerfile) ?? readDockerfileCommands(dockerfile.text, dockerfile.isTruncated);
  built.set(dockerfile, known);
  return known;
}

function commandsOf(dockerfile: ClientDockerfile): DockerfileCommands {
  const known =
    parsed.get(dockerfile) ?? readDockerfileCommands(dockerfile.Text, dockerfile.Truncated);
  parsed.set(dockerfile, known);
  return known;
}

function stepsOf(facts: Facts, asked: OpenBuild[]): Step[] {
  const steps: Step[] = [];
  for (const activity of facts.activities.values()) {
    const step = treeStep(activity, facts.processes);
    if (step) steps.push(step);
    else if (!facts.containers.get(activity.key)) {
      const untold = untoldStep(activity, facts.processes);
      if (untold && mayBeUntold(untold, asked, facts)) steps.push(untold);
    }
  }
  for (const container of facts.containers.all()) {
    if (facts.isIgnored(container.id)) continue;
    const step = classicStep(
      container,
      facts.activities.get(containerKey(container.id)),
      facts.processes,
    );
    if (step) steps.push(step);
  }
  return steps.sort((a, b) => a.start - b.start || (a.containerId < b.containerId ? -1 : 1));
}

/**
 * Whether a container of which the engine told nothing may be a step. Where the engine tells of others, only a
 * Dockerfile's text can say so; where it tells of none at all, one that no client asked to run may be.
 */
function mayBeUntold(step: Step, asked: OpenBuild[], facts: Facts): boolean {
  if (asked.some(({ commands }) => commands && hasCommand(commands, step.command))) return true;
  return !facts.seen.has('ContainerEvents') && !facts.requests.mayHaveRun(step.start);
}

/** `docker run sha256:…` looks like a classic step, but for the client that asked for it. */
function isRunByHand(
  { container }: Step,
  { requests, processes }: Facts,
  settled: boolean,
): boolean {
  return container !== undefined && requests.runner(container, processes, settled) !== undefined;
}

function byCreation(a: Image, b: Image): number {
  return (a.created ?? a.firstSeen) - (b.created ?? b.firstSeen) || (a.id < b.id ? -1 : 1);
}
