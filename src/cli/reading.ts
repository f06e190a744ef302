import { openReader } from '../store/duckdb.js';
import type { Reader } from '../store/store.js';

/** Opens a data directory for as long as it is read. */
export async function reading<T>(
  directory: string,
  read: (reader: Reader) => Promise<T>,
): Promise<T> {
  const reader = await openReader(directory);
  try {
    return await read(reader);
  } finally {
    await reader.close();
  }
}
