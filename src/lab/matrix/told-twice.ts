import { isWithdrawn, readBuildDetails } from '../../correlate/details.js';
import type { Tables } from '../../model/generated/tables.js';
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
      for (const other of builds.slice(index + 1)) {
        if (isSame(one, other)) pairs.push([one.BuildId, other.BuildId]);
      }
    }
    return pairs;
  } finally {
    await reader.close();
  }
}

type Build = Tables['ImageBuilds'];

function isSame(one: Build, other: Build): boolean {
  if (Math.abs((one.StartTime ?? 0) - (other.StartTime ?? 0)) >= sameMicros) return false;
  const cameOnce = one.Method !== 'build' && one.ImageId !== '' && one.ImageId === other.ImageId;
  if (cameOnce && one.Method === other.Method) return true;
  const [mine, theirs] = [one, other].map(
    ({ AdditionalFields }) => readBuildDetails(AdditionalFields).RequesterProcessIds,
  );
  const isSameClient = mine?.some((id) => theirs?.includes(id)) ?? false;
  return isSameClient && JSON.stringify(one.Tags) === JSON.stringify(other.Tags);
}
