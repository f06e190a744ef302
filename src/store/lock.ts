import { existsSync } from 'node:fs';
import { chmod, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, openEngine } from './engine.js';
import { storeError } from './files.js';
import { StoreError } from './store.js';

/** Directories that this process writes: the system's lock does not keep a process from itself. */
const ours = new Set<string>();

/**
 * Opens the engine of the one writer of a directory. DuckDB holds a lock on the database file `writer.lock`, which ends
 * with the process however that ends, and works across containers and users. The database stays empty.
 */
export async function openAlone(data: string, settings: Record<string, string>): Promise<Engine> {
  if (ours.has(data)) throw taken(data, process.pid);
  ours.add(data);
  try {
    const engine = await attach(data, settings);
    await chmod(join(data, 'writer.lock'), 0o600);
    return {
      ...engine,
      close() {
        engine.close();
        ours.delete(data);
      },
    };
  } catch (error) {
    ours.delete(data);
    throw error;
  }
}

/** Whether a process writes this directory now. */
export async function isBeingWritten(data: string): Promise<boolean> {
  if (!existsSync(join(data, 'writer.lock'))) return false;
  try {
    (await openAlone(data, {})).close();
    return false;
  } catch (error) {
    if (error instanceof StoreError) return true;
    throw error;
  }
}

async function attach(data: string, settings: Record<string, string>): Promise<Engine> {
  const path = join(data, 'writer.lock');
  const attempt = (): Promise<Engine> => openEngine(settings, [data], path);
  try {
    return await attempt().catch(async (error: unknown) => {
      // A crash of the machine may have left half a file; it holds nothing.
      if (!/not a valid duckdb database|corrupt|checksum/i.test(String(error))) throw error;
      await unlink(path);
      return attempt();
    });
  } catch (error) {
    const [, pid] = /conflicting lock is held.*?\(PID (\d+)\)/i.exec(String(error)) ?? [];
    if (pid !== undefined || /could not set lock/i.test(String(error)))
      throw taken(data, pid === undefined ? undefined : Number(pid));
    throw storeError(error, data);
  }
}

const taken = (data: string, pid: number | undefined): StoreError =>
  new StoreError(
    `${data} is being written by ${pid ? `process ${pid}` : 'another process'}: stop that one, or give another data directory`,
  );
