import { comparable, hasCommand } from '../dockerfile/commands.js';
import type { Micros } from '../model/row.js';
import type { Image } from './images.js';
import { type Basis, endByImage, isThere, type OpenBuild, runningAt, spans } from './open-build.js';
import type { Processes, Program } from './processes.js';
import { containerKey, isSameContainer, localReference } from './reference.js';
import type { Step } from './steps.js';

// Which build a step or an image belongs to. The strongest reason wins; where two builds have equally good reasons the
// link is left open, since a wrong one would put an attacker's download on somebody else's name.

/**
 * Puts images under the builds that asked for their tag. To tag it is the last that an engine does in a build: a request
 * whose answer nobody saw is over then. What got the tag just before a build or after it is the build's only where
 * nothing got it meanwhile.
 */
export function attributeByTag(builds: OpenBuild[], images: Image[]): void {
  const given = new Map<OpenBuild, Set<string>>();
  const take = ({ reference, time, image }: Tagging, asking: OpenBuild[]): void => {
    const [only, ...others] = fittest(asking, image);
    if (!only || others.length > 0) return;
    give(only, image, { basis: 'its tag', confidence: 'High' });
    const tags = (given.get(only) ?? new Set()).add(reference);
    given.set(only, tags);
    if (only.request?.viaApi && only.tags.every((tag) => tags.has(tag))) {
      only.end = Math.min(time, only.end ?? time);
    }
  };
  const asked = ({ reference, time }: Tagging): OpenBuild[] =>
    builds.filter((build) => build.tags.includes(reference) && spans(build, time));
  const beside: Tagging[] = [];
  const taggings = images.flatMap((image) => image.tagged.map((tag) => ({ ...tag, image })));
  for (const tagging of taggings.sort((a, b) => a.time - b.time)) {
    const during = asked(tagging).filter((build) => isThere(build, tagging.time));
    if (during.length > 0) take(tagging, during);
    else beside.push(tagging);
  }
  for (const tagging of beside)
    take(
      tagging,
      asked(tagging).filter((build) => !given.get(build)?.has(tagging.reference)),
    );
}

interface Tagging {
  reference: string;
  time: Micros;
  image: Image;
}

/** Of several builds that gave the same tag, those whose Dockerfile is the one in the image's history. */
function fittest(builds: OpenBuild[], image: Image): OpenBuild[] {
  if (builds.length < 2 || image.commands.length === 0) return builds;
  const fitting = builds.filter((build) => holdsAll(build, image));
  return fitting.length > 0 ? fitting : builds;
}

function holdsAll({ commands }: OpenBuild, image: Image): boolean {
  return commands !== undefined && image.commands.some((command) => hasCommand(commands, command));
}

/** The build that a step belongs to; or those it may belong to; or none, for a build that nobody was seen to ask for. */
export function attributeStep(
  step: Step,
  builds: OpenBuild[],
  processes: Processes,
  settled: boolean,
): { build: OpenBuild; basis: Basis } | { undecided: OpenBuild[] } {
  const open = runningAt(
    builds.filter((build) => couldRun(build, step)),
    step.start,
  );
  const parent = step.root && byAncestry(step.root, open, processes);
  if (parent) return known(parent, 'process ancestry', 'High');
  const holding = open.filter(
    (build) => build.commands && hasCommand(build.commands, step.command),
  );
  const [holder, ...holders] = holding;
  if (holder && holders.length === 0) {
    return known(holder, 'its command, which stands in the Dockerfile', 'High');
  }
  const chained = byImage(step, holding.length > 0 ? holding : open);
  if (chained) return known(chained, 'the image that was made from its container', 'High');
  const [present, ...others] = holding.filter((build) => !mayHaveLeft(build));
  if (present && others.length === 0) {
    return known(present, 'its command: who else had it may have left, unseen', 'Medium');
  }
  if (holding.length > 1) return { undecided: holding };
  if (!settled) return { undecided: [] };
  const possible = open.filter((build) => !build.commands || build.commands.truncated);
  const [only, ...rest] = possible;
  if (only && rest.length === 0) {
    return known(only, 'time: no other build was running', open.length > 1 ? 'Low' : 'Medium');
  }
  if (rest.length > 0) return { undecided: possible };
  const [last, ...more] = open;
  if (last && more.length === 0 && last.steps.length === 0 && !last.request?.viaApi) {
    return known(last, 'time, though its command was not found in the Dockerfile', 'Low');
  }
  return { undecided: [] };
}

/** Whether its client's exit may be among what was missed. */
function mayHaveLeft({ start, end, unwatchedUntil }: OpenBuild): boolean {
  return end === null && unwatchedUntil >= start;
}

function known(build: OpenBuild, basis: string, confidence: Basis['confidence']) {
  return { build, basis: { basis, confidence } };
}

function couldRun({ request, histories }: OpenBuild, step: Step): boolean {
  if (histories.length > 0) return step.kind === 'buildkit';
  if (!request) return false;
  const { builder } = request;
  if (step.kind === 'unknown' || builder === 'unknown') return true;
  return builder === step.kind || (step.kind === 'buildah' && builder === 'podman');
}

function byAncestry(
  root: Program,
  builds: OpenBuild[],
  processes: Processes,
): OpenBuild | undefined {
  const chain = processes.chain(root);
  return builds.find(
    ({ request }) =>
      request !== undefined &&
      !request.viaApi &&
      request.programs.some((program) => processes.holds(chain, program)),
  );
}

/** By an image that is known to be the build's: its own container, or a command in its history that nobody else has. */
function byImage(step: Step, builds: OpenBuild[]): OpenBuild | undefined {
  const own = builds.filter((build) =>
    build.images.some(
      ({ image }) =>
        isSameContainer(image.buildContainerId, step.containerId) ||
        image.commands.some((command) => comparable(command) === comparable(step.command)),
    ),
  );
  return own.length === 1 ? own[0] : undefined;
}

/** Puts images under the builds of which BuildKit says that they came out. */
export function attributeByHistory(
  builds: OpenBuild[],
  imageOf: (id: string) => Image | undefined,
): void {
  for (const build of builds) {
    for (const id of build.histories.flatMap(({ imageIds }) => imageIds)) {
      const image = imageOf(id);
      if (image) give(build, image, { basis: "BuildKit's history", confidence: 'High' });
    }
  }
}

/**
 * Puts images that no tag speaks for under the build whose container or commands they hold. A build of which nobody was
 * seen to leave is over with its image: the next one like it is another's.
 */
export function attributeByContent(builds: OpenBuild[], images: Image[]): void {
  for (const build of builds) endByImage(build);
  const given = new Set(builds.flatMap((build) => build.images.map(({ image }) => image.id)));
  const ofContainer = byContainer(builds);
  const inOrder = images.toSorted((a, b) => (a.created ?? 0) - (b.created ?? 0));
  for (const image of inOrder) {
    if (given.has(image.id) || image.arrivals.length > 0) continue;
    const made = image.created;
    if (made === null) continue;
    const [maker, ...makers] = ofContainer.get(containerKey(image.buildContainerId)) ?? [];
    if (maker && makers.length === 0) {
      give(maker, image, { basis: 'the container it was made from', confidence: 'High' });
      endByImage(maker);
      continue;
    }
    if (image.byBuilder === false) continue;
    const open = runningAt(builds, made);
    const holding = open.filter((build) => fitsHistory(build, image));
    if (holding[0] && holding.length === 1) {
      give(holding[0], image, { basis: 'the commands in its history', confidence: 'High' });
      endByImage(holding[0]);
      continue;
    }
    const silent = open.filter((build) => build.images.length === 0 && !contradicts(build, image));
    if (silent[0] && silent.length === 1 && open.length === 1) {
      give(silent[0], image, { basis: 'time: no other build was running', confidence: 'Medium' });
      endByImage(silent[0]);
    }
  }
}

/**
 * Puts images that were brought here under the build that made them, where no engine was told of it: by name, or by the
 * commands in their history, and by when they say that they were made.
 */
export function attributeByArchive(builds: OpenBuild[], images: Image[]): void {
  for (const image of images) {
    const { arrivals, created, references } = image;
    if (arrivals.length === 0 || created === null) continue;
    const names = new Set(references.map(localReference));
    const open = builds.filter((build) => build.images.length === 0 && spans(build, created));
    const named = open.filter(({ tags }) => tags.some((tag) => names.has(localReference(tag))));
    const fitting = named.length > 0 ? named : open.filter((build) => fitsHistory(build, image));
    const [only, ...others] = fitting;
    if (!only || others.length > 0) continue;
    const basis = 'its name or commands, and when it says that it was made';
    give(only, image, { basis, confidence: 'Medium' });
  }
}

/** The builds whose steps ran in a container, by its key. */
function byContainer(builds: OpenBuild[]): Map<string, Set<OpenBuild>> {
  const found = new Map<string, Set<OpenBuild>>();
  for (const build of builds) {
    for (const { step } of build.steps) {
      const key = containerKey(step.containerId);
      if (key !== '') found.set(key, (found.get(key) ?? new Set()).add(build));
    }
  }
  return found;
}

function fitsHistory(build: OpenBuild, image: Image): boolean {
  if (
    build.commands &&
    image.commands.some((command) => build.commands && hasCommand(build.commands, command))
  ) {
    return true;
  }
  const ran = new Set(build.steps.map(({ step }) => comparable(step.command)));
  return image.commands.some((command) => ran.has(comparable(command)));
}

/** A whole Dockerfile whose commands are all absent from the image did not make it. */
function contradicts({ commands }: OpenBuild, image: Image): boolean {
  if (!commands || commands.truncated || commands.commands.size === 0) return false;
  return (
    image.byBuilder !== null && !image.commands.some((command) => hasCommand(commands, command))
  );
}

function give(build: OpenBuild, image: Image, basis: Basis): void {
  if (!build.images.some((held) => held.image.id === image.id)) build.images.push({ image, basis });
}
