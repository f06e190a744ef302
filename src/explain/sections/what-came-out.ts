import { dictionary } from '../../model/dictionary.js';
import type { ContainerImageEvents } from '../../model/generated/tables.js';
import type { Field, Item, Section } from '../document.js';
import { dateTime } from '../moments.js';
import { shortImage, stateText, texts } from '../names.js';
import { first, type Limits, type Told } from '../parts.js';

/** The image, its names, what it was made from, what was made of it, and where it went. */
export function whatCameOut({ build, details, imageEvents }: Told, limits: Limits): Section {
  const others = details.ImageIds.filter((id) => id !== build.ImageId);
  const fields: Field[] = [
    { label: 'Image', value: build.ImageId || absence(stateText(build)) },
    { label: 'Names', value: texts(build.Tags).join(', ') || (build.ImageId ? 'none' : '') },
    {
      label: 'Base',
      value: build.BaseImageId ? base(build.BaseImageId) : limits.isBrief ? '' : 'unknown',
    },
    { label: 'Failure', value: details.BuildError },
    { label: 'Made from', value: limits.isBrief ? '' : details.Materials.join(', ') },
    { label: 'Also made', value: limits.isBrief ? '' : others.map(shortImage).join(', ') },
    {
      label: 'Built on it',
      value: details.Descendants.map(
        ({ ImageId, Basis }) => `${shortImage(ImageId)} (${Basis})`,
      ).join(', '),
    },
  ];
  const items = whereabouts(imageEvents, limits);
  const title = 'What came out';
  if (items.length === 0) return { title, blocks: [{ kind: 'fields', fields }] };
  return {
    title,
    blocks: [
      { kind: 'fields', fields },
      { kind: 'items', items },
    ],
  };
}

function absence(state: string): string {
  if (state === 'failed' || state === 'canceled')
    return `none: the build ${state === 'failed' ? 'failed' : 'was broken off'}`;
  return state === 'running' ? 'none yet' : 'unknown: the engine named none';
}

const base = (imageId: string): string =>
  imageId.startsWith('sha256:') ? shortImage(imageId) : imageId;

const deeds: Record<string, string> = dictionary({
  ImagePushed: 'pushed',
  ImageSaved: 'saved to an archive',
  ImageLoaded: 'loaded from an archive',
  ImagePulled: 'pulled',
  ImageUntagged: 'lost its name',
  ImageDeleted: 'removed',
});

/** What became of the images, once per kind, name and image; tagging stands under the names. */
function whereabouts(events: ContainerImageEvents[], limits: Limits): Item[] {
  const told = new Map<string, Item>();
  for (const { ActionType, ImageId, ImageReference, TimeGenerated } of events) {
    const deed = deeds[ActionType];
    if (deed === undefined) continue;
    const name = ImageReference || shortImage(ImageId ?? '') || 'an image';
    const key = `${ActionType} ${name} ${ImageId}`;
    if (told.has(key)) continue;
    told.set(key, {
      mark: '•',
      text: `${name} ${deed} at ${dateTime(TimeGenerated)}`,
      tone: ActionType === 'ImagePushed' || ActionType === 'ImageSaved' ? 'Medium' : 'dim',
    });
  }
  const { kept, left } = first([...told.values()], limits.imageEvents);
  return left > 0 ? [...kept, { mark: '…', text: `${left} more`, tone: 'dim' }] : kept;
}
