import { listOf, objectOf } from '../correlate/json.js';
import type { ImageBuilds } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';

/** What an image is called: its first tag, else the beginning of its id, else that it has no name. */
export function imageName({ Tags, ImageId }: Pick<ImageBuilds, 'Tags' | 'ImageId'>): string {
  const [tag] = texts(Tags);
  return tag || shortImage(ImageId ?? '') || 'untagged image';
}

export function shortImage(imageId: string): string {
  return imageId.replace(/^sha256:/, '').slice(0, 12);
}

/** How a build stands: where nobody saw a client leave, none is known to run still. */
export function stateText({ State, AdditionalFields }: ImageBuilds): string {
  const recorded = texts(objectOf(AdditionalFields ?? null)['Recorded']);
  return State === 'running' && !recorded.includes('ProcessExitEvents')
    ? 'end not seen'
    : State || 'unknown';
}

/** How many containers ran of what a build made. */
export function runCount({ AdditionalFields }: Pick<ImageBuilds, 'AdditionalFields'>): number {
  return listOf(objectOf(AdditionalFields ?? null)['Containers']).length;
}

export function texts(value: Json | null | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function objects(value: Json | null | undefined): { [key: string]: Json }[] {
  return Array.isArray(value)
    ? value.flatMap((item) =>
        item !== null && typeof item === 'object' && !Array.isArray(item) ? [item] : [],
      )
    : [];
}

/** Address and port as one writes them. */
export function endpointText({
  RemoteIP,
  RemotePort,
}: {
  RemoteIP: string;
  RemotePort: number | null;
}): string {
  const host = RemoteIP.includes(':') ? `[${RemoteIP}]` : RemoteIP || 'an unknown address';
  return RemotePort === null ? host : `${host}:${RemotePort}`;
}
