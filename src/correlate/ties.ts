import type { Micros } from '../model/row.js';
import { imageIdsOf, tagsOf } from './build-rows.js';
import type { Method } from './command.js';
import type { Container } from './containers.js';
import type { Facts } from './facts.js';
import type { KnownBuild, KnownBuilds } from './known-builds.js';
import { buildsBehind } from './lineage.js';
import type { OpenBuild } from './open-build.js';
import { containerKey, localReference } from './reference.js';
import { runContainer } from './run-container.js';

const second = 1_000_000;
const hour = 3600 * second;

/** Ties what is made and run of images to the builds that they come from, open or long closed. */
export class Ties {
  /** Grows whenever an image may turn out to come from another build than it did. */
  #epoch = 0;
  #imagesVersion = 0;
  #linked = new WeakMap<Container, number>();

  constructor(
    readonly facts: Facts,
    readonly known: KnownBuilds,
  ) {}

  tie(build: OpenBuild): KnownBuild {
    const images = build.images.map(({ image }) => image);
    const own = images.filter(
      ({ topLayerCreated }) =>
        topLayerCreated !== null && topLayerCreated >= build.start - 2 * second,
    );
    const imageIds = imageIdsOf(build);
    const layers = own.flatMap(({ chain }) => chain.at(-1) ?? []).sort();
    const before = this.known.get(build.id);
    if (before?.imageIds.join() !== imageIds.join() || before.ownLayers.join() !== layers.join()) {
      this.#epoch += 1;
    }
    const tags = tagsOf(build).map(localReference);
    const commands = build.steps.map(({ step }) => step.command);
    const made = { imageIds, ownLayers: layers, tags, commands };
    const known = this.known.tie(build.id, build.start, made);
    known.method = build.method;
    known.end = build.end;
    return known;
  }

  /** Whether a build that is closed made it. */
  isClosedImage(imageId: string): boolean {
    return this.known
      .ofImage(imageId)
      .some(({ id, imageIds }) => imageIds.includes(imageId) && this.known.isArchived(id));
  }

  /** Whether a build that is closed made an image come here at a time: by its own method, or a builder's by loading it. */
  tookIn(imageId: string, method: Method, time: Micros): boolean {
    return this.known
      .ofImage(imageId)
      .some(
        (build) =>
          this.known.isArchived(build.id) &&
          build.imageIds.includes(imageId) &&
          (build.method === method || (build.method === 'build' && method === 'load')) &&
          time >= build.start - second &&
          time <= (build.end ?? build.start + hour) + second,
      );
  }

  /** The build that made what was loaded, the worst of several, where an incident tells of it. */
  madeBy({ id, method, images }: OpenBuild): KnownBuild | undefined {
    if (method !== 'load') return undefined;
    return images
      .flatMap(({ image }) => [...buildsBehind(image.id, this.known, this.facts).keys()])
      .filter((known) => known.id !== id && known.method !== 'load' && known.score > 0)
      .sort((a, b) => b.score - a.score)[0];
  }

  /** Gives the closed builds that have news. */
  link(stepContainers: Set<string>, now: Micros): Set<string> {
    const { containers, images, recentImages, imagesVersion } = this.facts;
    const news = new Set<string>();
    if (imagesVersion !== this.#imagesVersion) this.#epoch += 1;
    this.#imagesVersion = imagesVersion;
    for (const id of recentImages.keys()) {
      for (const [build, basis] of buildsBehind(id, this.known, this.facts)) {
        if (build.imageIds.includes(id)) continue;
        if (!this.known.descends(build, { ImageId: id, Basis: basis })) continue;
        if (this.known.isArchived(build.id)) news.add(build.id);
      }
    }
    for (const container of containers.all()) {
      if (container.started === null) continue;
      const isStep = stepContainers.has(containerKey(container.id));
      if (!isStep && this.#linked.get(container) === this.#epoch) continue;
      const settled = container.started + this.facts.settings.settle <= now;
      if (settled && !isStep) this.#linked.set(container, this.#epoch);
      // One that was gone before it could be looked at has a name alone.
      const imageId =
        container.imageId || images.named(container.imageReference, container.started)?.id;
      if (imageId === undefined) continue;
      for (const [build, basis] of buildsBehind(imageId, this.known, this.facts)) {
        const changed = isStep
          ? build.containers.delete(container.id)
          : this.#run(build, container, basis, settled);
        if (changed && this.known.isArchived(build.id)) news.add(build.id);
      }
    }
    return news;
  }

  #run(build: KnownBuild, container: Container, basis: string, settled: boolean): boolean {
    const before = build.containers.get(container.id);
    const { started, id } = container;
    if (!before && this.facts.isIgnored(id) && this.facts.wasStep(id)) return false;
    if (started === null || started < build.start - second) return false;
    const by = this.facts.requests.runner(container, this.facts.processes, settled);
    const after = runContainer(container, basis, by);
    if (before && !by) {
      after.StartedBy = before.StartedBy;
      after.StartedByAccountName = before.StartedByAccountName;
    }
    return this.known.ran(build, after);
  }
}
