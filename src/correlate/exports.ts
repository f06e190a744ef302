import { type ApiCall, callerOf, identities } from './api-call.js';
import type { Facts } from './facts.js';
import type { Image } from './images.js';

const window = 600_000_000;

/**
 * Containers that were exported, and the archive imported as this image: by the same caller within ten minutes, and since
 * it last imported one, for nothing in the image itself tells where its file system is from. Ids; where a container is not
 * known, what it was called.
 */
export function exportedInto(image: Image, { requests, processes, containers }: Facts): string[] {
  const came = image.arrivals.filter(({ action }) => action === 'ImageImported');
  if (came.length === 0) return [];
  const exports = requests.calls('export');
  const imports = exports.length === 0 ? [] : requests.calls('import');
  const who = ({ row }: ApiCall): string[] => identities(callerOf(row, processes));
  return came.flatMap(({ time }) => {
    const asked = imports.findLast((call) => call.time <= time && call.time > time - window);
    if (!asked) return [];
    const importer = who(asked);
    const isSame = (call: ApiCall): boolean => who(call).some((name) => importer.includes(name));
    const before = imports.findLast((call) => call.time < asked.time && isSame(call));
    const theirs = exports.filter(
      (call) => call.time <= time && call.time > time - window && isSame(call),
    );
    const since = theirs.filter((call) => call.time > (before?.time ?? 0));
    // Several may have been exported before the first was imported.
    return (since.length > 0 ? since : theirs).map(
      ({ subject, time: exported }) => containers.find(subject, exported)?.id ?? subject,
    );
  });
}
