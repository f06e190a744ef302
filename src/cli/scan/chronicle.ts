import type { TableRow } from '../../model/batch.js';
import { type TableName, tables } from '../../model/generated/tables.js';
import type { Json } from '../../model/row.js';
import type { Scratch } from '../../store/scratch.js';
import type { Value } from '../../store/store.js';

/** The tables that builds are worked out from. */
export const eventTables = [
  'DeviceProcessEvents',
  'ProcessExitEvents',
  'DeviceNetworkEvents',
  'DeviceFileEvents',
  'DockerApiEvents',
  'ContainerEvents',
  'ContainerImageEvents',
  'SensorEvents',
] as const satisfies TableName[];

/** What rows are told apart by: the host's id, or its name where there is none. */
export const hostOf = ({
  DeviceId,
  DeviceName,
}: {
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
}): string => DeviceId || DeviceName || '';

export type Told = TableRow & { host: string };

interface Line {
  host: string;
  /** The host's bytes: the order in which the store sorts text. */
  bytes: Buffer;
  told: Told;
  rest: AsyncGenerator<Told[]>;
  piece: Told[];
  at: number;
}

/**
 * All events of these tables, host by host, each host's in the order of time. The store sorts, on disk where the rows do
 * not fit into memory; here is held a piece of 2048 rows of each table.
 */
export async function* chronicle(
  scratch: Pick<Scratch, 'stream'>,
  names: readonly TableName[],
): AsyncGenerator<Told> {
  const lines: Line[] = [];
  try {
    for (const name of names) {
      const line = await next({ rest: told(scratch, name), piece: [], at: 0 });
      if (line) lines.push(line);
    }
    while (lines.length > 0) {
      const index = earliest(lines);
      const line = lines[index] as Line;
      yield line.told;
      const following = line.piece[line.at];
      if (following !== undefined) advance(line, following);
      else if (!(await next(line))) lines.splice(index, 1);
    }
  } finally {
    for (const { rest } of lines) await rest.return(undefined);
  }
}

async function next(line: Pick<Line, 'rest' | 'piece' | 'at'>): Promise<Line | undefined> {
  const { value, done } = await line.rest.next();
  const [first] = done ? [] : value;
  if (done || first === undefined) return undefined;
  const filled = line as Line;
  filled.piece = value;
  filled.at = 0;
  advance(filled, first);
  return filled;
}

function advance(line: Line, event: Told): void {
  if (line.host !== event.host || line.bytes === undefined) line.bytes = Buffer.from(event.host);
  line.host = event.host;
  line.told = event;
  line.at += 1;
}

function earliest(lines: readonly Line[]): number {
  let best = 0;
  for (let index = 1; index < lines.length; index += 1) {
    const [one, other] = [lines[index] as Line, lines[best] as Line];
    const byHost = one.host === other.host ? 0 : Buffer.compare(one.bytes, other.bytes);
    const isEarlier =
      byHost === 0 ? one.told.row.TimeGenerated < other.told.row.TimeGenerated : byHost < 0;
    if (isEarlier) best = index;
  }
  return best;
}

async function* told(scratch: Pick<Scratch, 'stream'>, table: TableName): AsyncGenerator<Told[]> {
  // Defender's tables say the time twice.
  const columns = tables[table].columns.filter(({ name }) => name !== 'Timestamp');
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  const pieces = scratch.stream({
    sql: `SELECT ${list} FROM main."${table}" ORDER BY CASE WHEN "DeviceId" <> '' THEN "DeviceId" ELSE "DeviceName" END, "TimeGenerated"`,
    parameters: {},
    columns,
    tables: [table],
  });
  for await (const rows of pieces)
    yield rows.map((values) => {
      const row: Record<string, Json> = {};
      for (const [index, { name }] of columns.entries()) {
        const value = values[index] as Value;
        if (value !== null && value !== '') row[name] = value as Json;
      }
      const each = { table, row } as unknown as TableRow;
      return Object.assign(each, { host: hostOf(each.row) });
    });
}
