import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableName } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { api } from './duckdb-packages.js';
import { isOutOfMemory, storeError, syncDirectory, syncFile, writeDurably } from './files.js';
import {
  type Manifest,
  type Segment,
  type SegmentRange,
  segmentName,
  type TableFile,
} from './segments.js';
import { quote, shapes } from './views.js';

/** Rows that stand together in a file: few, since DuckDB holds them in memory while it writes. The second is for large rows. */
const rowGroups = [10_240, 2_048];

export interface TableSource {
  table: TableName;
  /** SELECT of all columns, `_Seq` among them. */
  select: string;
  /** Undefined where it is not known. */
  rows?: number;
}

/**
 * Writes a segment so that it is there as a whole or not at all. Tables without rows get no file. Throws a StoreError,
 * and leaves nothing behind, where the disk does not take it or a table's rows are not as many as was said.
 */
export async function writeSegment(
  connection: DuckDBConnection,
  data: string,
  range: SegmentRange,
  sources: readonly TableSource[],
  about: Pick<Manifest, 'sealed' | 'next' | 'state'>,
): Promise<Segment> {
  const path = join(data, 'segments', segmentName(range));
  const draft = `${path}.tmp`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    const files: Partial<Record<string, TableFile>> = {};
    for (const source of sources) {
      const file = await writeTable(connection, draft, source);
      if (file.rows > 0) files[source.table] = file;
    }
    const manifest: Manifest = { format: 1, ...about, tables: files };
    await writeDurably(join(draft, 'segment.json'), JSON.stringify(manifest));
    await syncDirectory(draft);
    await rename(draft, path);
    await syncDirectory(join(data, 'segments'));
    return { ...range, path, manifest };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw storeError(error, path);
  }
}

async function writeTable(
  connection: DuckDBConnection,
  draft: string,
  { table, select, rows }: TableSource,
): Promise<TableFile> {
  const path = join(draft, `${table}.parquet`);
  await copy(connection, select, path);
  await chmod(path, 0o600);
  await syncFile(path);
  const result = await connection.runAndReadAll(
    `SELECT count(*), min("TimeGenerated"), max("TimeGenerated") FROM read_parquet(${quote(path)})`,
  );
  const [count, least, greatest] = result.getRows()[0] ?? [];
  if (rows !== undefined && rows !== Number(count))
    throw new Error(`it got ${count} of ${rows} rows of ${table}`);
  const times = [least, greatest].map(micros);
  return {
    rows: Number(count),
    bytes: (await stat(path)).size,
    shape: shapes[table],
    times: times.some(Number.isNaN) ? null : (times as [Micros, Micros]),
  };
}

async function copy(connection: DuckDBConnection, select: string, path: string): Promise<void> {
  for (const rowGroup of rowGroups)
    try {
      await connection.run(
        `COPY (${select}) TO ${quote(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroup})`,
      );
      return;
    } catch (error) {
      if (!isOutOfMemory(error) || rowGroup === rowGroups.at(-1)) throw error;
    }
}

const micros = (value: unknown): number =>
  value instanceof api.DuckDBTimestampValue ? Number(value.micros) : Number.NaN;

/** Takes a segment away: at once for those who list, and with its bytes. */
export async function removeSegment(data: string, range: SegmentRange): Promise<void> {
  const path = join(data, 'segments', segmentName(range));
  await rename(path, `${path}.gone`);
  await rm(`${path}.gone`, { recursive: true, force: true });
}
