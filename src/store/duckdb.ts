import { join } from 'node:path';
import { prepareForWriting } from './directory.js';
import { openEngine } from './engine.js';
import { hotRows } from './hot.js';
import { openAlone } from './lock.js';
import { type LogOptions, openLog } from './log.js';
import type { State, Writer } from './store.js';
import { defaultLimits } from './upkeep.js';
import { createHotTables } from './views.js';
import { type Log, makeWriter } from './writer.js';

export { isBeingWritten } from './lock.js';
export { openReader } from './reader.js';

export type WriterOptions = Partial<LogOptions>;

const defaults: LogOptions = {
  ...defaultLimits,
  sealBytes: 2e6,
  sealSeconds: 300,
  graceSeconds: 60,
  now: () => Date.now() * 1000,
  warn: () => undefined,
};

/** Small on purpose: what is not sealed yet is a few megabytes, and rolling up streams. Freed memory goes back at once. */
const frugal = {
  threads: '1',
  memory_limit: '96MB',
  enable_external_file_cache: 'false',
  allocator_flush_threshold: '1MB',
  allocator_bulk_deallocation_flush_threshold: '1MB',
};

/**
 * Opens a data directory, making it if it is absent, as its only writer. What a crash left is put in order first.
 * Nothing runs between calls: call maintain() every minute or so. Rejects with a StoreError.
 */
export async function openWriter(directory: string, options: WriterOptions = {}): Promise<Writer> {
  const data = await prepareForWriting(directory);
  const engine = await openAlone(data, { ...frugal, temp_directory: join(data, 'tmp') });
  try {
    await createHotTables(engine.connection);
    const hot = hotRows(engine.connection);
    const log = await openLog(data, engine, hot, { ...defaults, ...options });
    return makeWriter(engine, hot, log);
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** A writer whose rows lie in memory alone, gone when it is closed: for replays and tests of rules. */
export async function openMemory(): Promise<Writer> {
  const engine = await openEngine({ threads: '1' });
  await createHotTables(engine.connection);
  return makeWriter(engine, hotRows(engine.connection), memoryLog());
}

const nothing = (): Promise<void> => Promise.resolve();

function memoryLog(): Log {
  let state: State = {};
  return {
    next: 0,
    state: () => state,
    segments: () => [],
    async append(commit) {
      state = { ...state, ...commit.state };
    },
    settle: nothing,
    maintain: nothing,
    rest: nothing,
    close: nothing,
  };
}
