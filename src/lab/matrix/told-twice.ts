import { isWithdrawn, readBuildDetails } from '../../correlate/details.js';
import { openReader } from '../../store/duckdb.js';
import { rows } from './known.js';

/** What one client asks for in so short a time, with the same names, is one build. */
const sameMicros = 5_000_000;

/**
 * Builds of which a watcher told a second time, as when what it first knew of them was forgotten: the identifiers of each
 * pair. `data` is where it stores.
 */
export async function toldTwice(data: string): Promise<[string, string][]> {
  const reader = await openReader(data);
  try {
    const builds = (await rows(reader, 'ImageBuilds')).filter((build) => !isWithdrawn(build));
    const pairs: [string, string][] = [];
    for (const [index, one] of builds.entries()) {
      const processes = readBuildDetails(one.AdditionalFields).RequesterProcessIds;
      for (const other of builds.slice(index + 1)) {
        const isSame =
          Math.abs((one.StartTime ?? 0) - (other.StartTime ?? 0)) < sameMicros &&
          JSON.stringify(one.Tags) === JSON.stringify(other.Tags) &&
          readBuildDetails(other.AdditionalFields).RequesterProcessIds.some((id) =>
            processes.includes(id),
          );
        if (isSame) pairs.push([one.BuildId, other.BuildId]);
      }
    }
    return pairs;
  } finally {
    await reader.close();
  }
}
