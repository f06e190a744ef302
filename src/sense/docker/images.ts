import type { Json } from '../../model/row.js';
import type { EngineEvent } from './event.js';
import { isImageId } from './fields.js';
import { given, imageSummary } from './image.js';
import type { InspectedImage } from './inspect.js';
import type { Link } from './link.js';
import type { ImageFacts, ImageRecord, Occasion } from './record.js';

/** Tells of an image event, with the image as it is now. Resolves once its record is out. */
export async function imageEvent(link: Link, event: EngineEvent): Promise<void> {
  const base: ImageRecord = {
    kind: 'image',
    engine: link.engine,
    time: Number(event.time / 1000n),
    nanoseconds: String(event.time),
    action: event.action,
    ...given('imageId', isImageId(event.id) ? event.id : undefined),
    ...given('reference', referenceOf(event)),
  };
  await tell(link, event.id, base);
}

/** Tells of the image that a container was committed to. */
export async function imageCommitted(
  link: Link,
  event: EngineEvent,
  imageId: string,
  reference: string | undefined,
): Promise<void> {
  await tell(link, imageId, {
    kind: 'image',
    engine: link.engine,
    time: Number(event.time / 1000n),
    nanoseconds: String(event.time),
    action: 'commit',
    imageId,
    ...given('reference', reference),
    containerId: event.id,
  });
}

function tell(link: Link, name: string, base: ImageRecord): Promise<void> {
  return link.lanes.run(name, async () => {
    const before = link.memory.images.get(name)?.references;
    if (base.action === 'delete') {
      link.memory.images.delete(name);
      link.emit({ ...base, uninspected: 'deleted' });
      return;
    }
    const { image, uninspected } = await examine(link, name);
    if (link.signal.aborted) return;
    const gone = base.action === 'untag' ? removed(before, image?.references) : undefined;
    link.emit({
      ...base,
      ...given('imageId', base.imageId ?? image?.id),
      ...given('reference', base.reference ?? gone),
      ...given('image', image),
      ...given('uninspected', uninspected),
    });
  });
}

/** The engine names an untagged image by id alone: the reference is what it has lost. */
function removed(before: string[] | undefined, after: string[] = []): string | undefined {
  const lost = before?.filter((reference) => !after.includes(reference));
  return lost?.length === 1 ? lost[0] : undefined;
}

/** Tells of an image found without an event. `summary` is what a list said of it. */
export function observeImage(
  link: Link,
  id: string,
  occasion: Occasion,
  summary?: ImageFacts,
): Promise<void> {
  const task = async (): Promise<void> => {
    // An event may have told of it meanwhile.
    if (isKnown(link, id, summary?.references)) return;
    const { image = summary, uninspected } = await examine(link, id);
    if (link.signal.aborted) return;
    link.emit({
      kind: 'image',
      engine: link.engine,
      time: link.now(),
      action: 'observed',
      occasion,
      imageId: id,
      ...given('image', image),
      ...given('uninspected', uninspected),
    });
  };
  const { observing } = link.memory;
  if (observing.has(id)) return Promise.resolve();
  observing.add(id);
  return link.lanes.run(id, task, occasion !== 'use').finally(() => observing.delete(id));
}

export function isKnown(link: Link, id: string, references?: string[]): boolean {
  const known = link.memory.images.get(id);
  if (!known) return false;
  known.references ??= references;
  return references === undefined || sameSet(known.references ?? [], references);
}

/** Reads the image list: tells of images that are new or newly named, and forgets those that are gone. */
export async function lookAtImages(
  link: Link,
  list: Json,
  began: number,
  occasion: Occasion,
): Promise<void> {
  const summaries = (Array.isArray(list) ? list : []).flatMap((entry) => imageSummary(entry) ?? []);
  const ids = new Set(summaries.map(({ id }) => id));
  for (const [id, { since }] of link.memory.images)
    if (!ids.has(id) && since < began) link.memory.images.delete(id);
  const fresh = summaries.filter(({ id, references }) => !isKnown(link, id, references));
  // The list has the newest first; parents before their children read better.
  await Promise.all(
    fresh.reverse().map((summary) => observeImage(link, summary.id, occasion, summary)),
  );
}

async function examine(
  link: Link,
  name: string,
): Promise<{ image?: ImageFacts; uninspected?: string }> {
  const answer = await link.inspector.image(name);
  if ('missing' in answer) return { uninspected: answer.missing };
  remember(link, answer.found);
  return { image: answer.found.image };
}

function remember(link: Link, { image, secrets }: InspectedImage): void {
  link.memory.images.set(image.id, { references: image.references, since: link.timers.now() });
  if (image.history) link.memory.secrets.set(image.id, secrets);
}

function referenceOf({ id, attributes }: EngineEvent): string | undefined {
  const name = attributes.name ?? id;
  return isImageId(name) || name === '' ? undefined : name;
}

function sameSet(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
