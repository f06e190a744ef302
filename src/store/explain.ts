import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableName } from '../model/generated/tables.js';
import { isAbsent, isOutOfMemory, isSystemError, storeError } from './files.js';
import { damaged, type Segment, tablePath } from './segments.js';
import { StoreError } from './store.js';
import { quote } from './views.js';

/** What an unsuccessful read comes from: a StoreError that names the damaged file, or the error as it is. */
export async function explain(
  error: unknown,
  connection: DuckDBConnection,
  tables: readonly TableName[],
  segments: readonly Segment[],
): Promise<unknown> {
  const aboutFiles =
    /parquet|magic bytes|thrift|tprotocol|zstd|snappy|decompress|no such file|no files found|corrupt/i;
  if (error instanceof StoreError || !aboutFiles.test(String(error))) return error;
  for (const table of tables)
    for (const segment of segments.filter(({ manifest }) => manifest.tables[table])) {
      const path = tablePath(segment, table);
      const refusal = await readError(connection, path);
      if (refusal !== undefined)
        return isSystemError(refusal) && !isAbsent(refusal)
          ? storeError(refusal, path)
          : damaged(path);
    }
  return error;
}

async function readError(connection: DuckDBConnection, path: string): Promise<unknown> {
  try {
    await connection.run(`SELECT count(COLUMNS(*)) FROM read_parquet(${quote(path)})`);
    return undefined;
  } catch (error) {
    return isOutOfMemory(error) ? undefined : error;
  }
}
