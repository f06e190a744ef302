import { isWithdrawn, readBuildDetails } from '../../correlate/details.js';
import { textsOf } from '../../correlate/json.js';
import type { Tables } from '../../model/generated/tables.js';
import { openReader } from '../../store/duckdb.js';
import { rows } from './known.js';

/** What one client asks for in so short a time, with the same names, is one build. */
const sameMicros = 5_000_000;

/** One build under two identifiers. */
export interface Told {
  builds: [string, string];
  method: string;
  tags: string[];
}

/**
 * Builds of which a watcher told a second time, as when what it first knew of them was forgotten. `data` is where it
 * stores.
 */
export async function toldTwice(data: string): Promise<Told[]> {
  const reader = await openReader(data);
  try {
    const builds = (await rows(reader, 'ImageBuilds')).filter((build) => !isWithdrawn(build));
    const pairs: Told[] = [];
    for (const [index, one] of builds.entries()) {
      for (const other of builds.slice(index + 1)) {
        if (!isSame(one, other)) continue;
        const tags = textsOf(one.Tags ?? null);
        pairs.push({ builds: [one.BuildId, other.BuildId], method: one.Method ?? '', tags });
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
