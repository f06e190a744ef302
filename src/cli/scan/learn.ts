import { learnBuilds } from '../../correlate/baseline.js';
import { isWithdrawn } from '../../correlate/details.js';
import type { Device } from '../../model/batch.js';
import type { BuildBaseline, ImageBuilds } from '../../model/generated/tables.js';
import { openWriter } from '../../store/duckdb.js';
import type { Reader } from '../../store/store.js';
import { readRows } from '../stored.js';
import type { Verdict } from './judge.js';

/** Builds that are taken over; beyond it the newest are. */
const maxBuilds = 20_000;

/**
 * Keeps what scanned builds had to do with in a data directory, so that a watcher knows it: the builds themselves, and
 * what follows from them for the baseline. Builds that are there already are not counted again. Gives how many were new.
 */
export async function learn(
  directory: string,
  scratch: Reader,
  verdict: Pick<Verdict, 'builds'>,
  device: Device,
  warn: (message: string) => void,
): Promise<number> {
  const scanned = await readRows(
    scratch,
    'ImageBuilds',
    `true ORDER BY "TimeGenerated" DESC LIMIT ${maxBuilds}`,
  );
  const writer = await openWriter(directory, { warn });
  try {
    const { rows } = await writer.query({
      sql: 'SELECT "BuildId" FROM main."ImageBuilds"',
      parameters: {},
      columns: [{ name: 'BuildId', type: 'string' }],
      tables: ['ImageBuilds'],
    });
    const known = new Set(rows.map(([id]) => String(id)));
    const fresh = scanned
      .filter(({ BuildId }) => verdict.builds.has(BuildId) && !known.has(BuildId))
      .filter((build) => !isWithdrawn(build))
      .map((build) => onThisHost(build, device));
    if (fresh.length === 0) return 0;
    const stored = await readRows(writer, 'BuildBaseline', 'true');
    const staged = await writer.stage({
      ImageBuilds: fresh,
      BuildBaseline: byHost(fresh, stored),
    });
    await staged.commit({}, writer.state());
    return fresh.length;
  } finally {
    await writer.close();
  }
}

/** Other tools know this host by its name alone, or by an identifier of their own. */
function onThisHost(build: ImageBuilds, device: Device): ImageBuilds {
  const isThis = build.DeviceName?.toLowerCase() === device.DeviceName.toLowerCase();
  return isThis ? Object.assign(build, device) : build;
}

function byHost(builds: ImageBuilds[], stored: BuildBaseline[]): BuildBaseline[] {
  const idOf = (row: { DeviceId?: string | undefined; DeviceName?: string | undefined }): string =>
    row.DeviceId || row.DeviceName || '';
  const now = Date.now() * 1000;
  return [...new Set(builds.map(idOf))].flatMap((id) =>
    learnBuilds(
      stored.filter((row) => idOf(row) === id),
      builds.filter((build) => idOf(build) === id),
      now,
    ),
  );
}
