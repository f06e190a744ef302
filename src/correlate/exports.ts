import { callerOf, identities } from './api-call.js';
import type { Facts } from './facts.js';
import type { Image } from './images.js';

const window = 600_000_000;

/**
 * Containers that were exported, and the archive imported as this image: by the same caller within ten minutes, for
 * nothing in the image itself tells where its file system is from. Where a container is not known, what it was called.
 */
export function exportedInto(image: Image, { requests, processes }: Facts): string[] {
  const came = image.arrivals.filter(({ action }) => action === 'ImageImported');
  if (came.length === 0) return [];
  const exports = requests.calls('export');
  const imports = exports.length === 0 ? [] : requests.calls('import');
  return came.flatMap(({ time }) => {
    const asked = imports.findLast((call) => call.time <= time && call.time > time - window);
    if (!asked) return [];
    const who = identities(callerOf(asked.row, processes));
    return exports
      .filter((call) => call.time <= time && call.time > time - window)
      .filter(({ row }) => identities(callerOf(row, processes)).some((name) => who.includes(name)))
      .map(({ subject }) => subject);
  });
}
