import type { Batch } from '../model/batch.js';
import type { TableName, Tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { Reader } from '../store/store.js';
import { readRows } from './stored.js';

/** Rows so recent may belong to a build that has not ended: they are read again. Microseconds. */
const lookBack = 30 * 60_000_000;
/** As much as the correlator keeps. */
const maxRows = 20_000;
const maxBuilds = 20_000;

const events = [
  'DeviceProcessEvents',
  'ProcessExitEvents',
  'DeviceNetworkEvents',
  'DeviceFileEvents',
  'DockerApiEvents',
  'ContainerEvents',
  'ContainerImageEvents',
  'BuildHistoryEvents',
  'SensorEvents',
] as const satisfies TableName[];

const records = [
  'BuildBaseline',
  'ImageBuilds',
  'ImageBuildSteps',
  'Incidents',
  'Alerts',
] as const satisfies TableName[];

/** What the correlator has to read again to know what it knew: recent events, and all images, builds and incidents. */
export async function rowsToRestore(reader: Reader, now: Micros): Promise<Batch> {
  const batch: Partial<Record<TableName, unknown[]>> = {};
  const read = async <T extends TableName>(table: T, where: string): Promise<Tables[T][]> => {
    const rows = await readRows(
      reader,
      table,
      where,
      where.includes('$since') ? { since: now - lookBack } : {},
    );
    batch[table] = rows;
    return rows;
  };
  for (const table of events) {
    await read(
      table,
      `epoch_us("TimeGenerated") >= $since ORDER BY "TimeGenerated" DESC LIMIT ${maxRows}`,
    );
  }
  const images = await readRows(
    reader,
    'ContainerImageEvents',
    `"Layers" IS NOT NULL QUALIFY row_number() OVER (PARTITION BY "ImageId" ORDER BY "TimeGenerated" DESC) = 1 LIMIT ${maxRows}`,
  );
  batch.ContainerImageEvents = [...images, ...(batch.ContainerImageEvents ?? [])];
  for (const table of records)
    await read(table, `true ORDER BY "TimeGenerated" DESC LIMIT ${maxBuilds}`);
  return batch as Batch;
}

/** Images that were inspected before, so that they need not be inspected again. */
export function knownImages(reader: Reader): Promise<string[]> {
  return distinct(reader, 'ContainerImageEvents', 'ImageId', '"Layers" IS NOT NULL');
}

/** Builds that were read from BuildKit's history when they were over. */
export function knownHistory(reader: Reader): Promise<string[]> {
  return distinct(reader, 'BuildHistoryEvents', 'BuildRef', `"ActionType" = 'BuildCompleted'`);
}

async function distinct(
  reader: Reader,
  table: TableName,
  column: string,
  where: string,
): Promise<string[]> {
  const { rows } = await reader.query({
    sql: `SELECT DISTINCT "${column}" FROM main."${table}" WHERE ${where} LIMIT ${maxRows}`,
    parameters: {},
    columns: [{ name: column, type: 'string' }],
    tables: [table],
  });
  return rows.map(([id]) => String(id));
}
