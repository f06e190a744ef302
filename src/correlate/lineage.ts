import { exportedInto } from './exports.js';
import type { Facts } from './facts.js';
import type { Image } from './images.js';
import type { KnownBuild, KnownBuilds } from './known-builds.js';
import { localReference } from './reference.js';

const maxDepth = 200;
/** Before it a creation time is a fixed one, as reproducible builds write, and says nothing. */
const plausible = Date.UTC(2013, 0, 1) * 1000;

/** The builds that an image comes from, with words for how: `its image`, or a way in which the image descends from it. */
export function buildsBehind(
  imageId: string,
  known: KnownBuilds,
  facts: Facts,
): Map<KnownBuild, string> {
  const { images, containers } = facts;
  const found = new Map<KnownBuild, string>();
  for (const build of known.ofImage(imageId)) {
    found.set(build, build.descendants.get(imageId)?.Basis ?? 'its image');
  }
  const seen = new Set<string>();
  const waiting: string[] = [imageId];
  for (let id = waiting.pop(); id !== undefined && seen.size < maxDepth; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const image = images.get(id);
    if (!image) continue;
    const origin = containers.get(image.buildContainerId)?.imageId ?? '';
    const exported = exportedInto(image, facts).flatMap(
      (container) => containers.get(container)?.imageId || [],
    );
    for (const parent of [image.parentId, origin, ...exported]) {
      if (parent === '') continue;
      const how = exported.includes(parent)
        ? 'a container of it, exported'
        : 'an image made from it';
      for (const build of known.ofImage(parent)) if (!found.has(build)) found.set(build, how);
      waiting.push(parent);
    }
  }
  const image = images.get(imageId);
  const maker = image && builtWithoutEngine(image, known);
  if (maker && !found.has(maker))
    found.set(maker, 'its result, going by its name or commands and when it was made');
  for (const link of image?.chain ?? []) {
    for (const build of known.ofLayer(link)) {
      const made = image?.created ?? image?.firstSeen ?? 0;
      if (!found.has(build) && (made >= build.start - 1_000_000 || made < plausible)) {
        found.set(build, 'an image that holds its layers');
      }
    }
  }
  return found;
}

/** By its name, or by a command in its history, and by the time at which it says that it was made. */
function builtWithoutEngine(image: Image, known: KnownBuilds): KnownBuild | undefined {
  const { arrivals, created, references, commands } = image;
  if (arrivals.length === 0 || created === null || created < plausible) return undefined;
  return known.madeUnseen(references.map(localReference), commands, created);
}
