import { shippedRules } from '../../detect/shipped.js';
import type { Micros } from '../../model/row.js';
import { openReader } from '../../store/duckdb.js';
import { openScratch } from '../../store/scratch.js';
import { type Query, type Source, StoreError } from '../../store/store.js';
import { UsageError } from '../failure.js';
import { importFiles } from '../import-files.js';
import { instantFor, type Now } from '../now-option.js';
import { progressBar } from '../progress.js';
import { openChronicle, recall } from '../scan/chronicle.js';
import { judge } from '../scan/judge.js';
import { importLines } from '../scan/summary.js';
import { say } from '../terminal.js';

/** What a query looks at. */
export interface Rows {
  source: Source;
  now: Micros;
  /** Works out the tables that follow from others, where a query reads any: whether it did so now. */
  derive(tables: readonly string[]): Promise<boolean>;
  /** Called before rows are shown: takes a progress bar away, and tells how reading went. */
  ready(): void;
}

/** What a watcher stored. */
export async function overStore(directory: string, now: Now | undefined): Promise<Rows> {
  return {
    source: await openReader(directory).catch(withoutStore),
    now: instantFor(now ?? 'wall', undefined),
    derive: async () => false,
    ready: () => undefined,
  };
}

/** For queries that read no table, such as one to try something out: all others fail for the reason that there is. */
async function withoutStore(reason: unknown): Promise<Source> {
  if (!(reason instanceof StoreError)) throw reason;
  const scratch = await openScratch();
  const readsNothing = (query: Query): Query => {
    if (query.tables.length > 0) throw reason;
    return query;
  };
  return {
    query: async (query) => scratch.query(readsNothing(query)),
    head: async (query, most) => scratch.head(readsNothing(query), most),
    stream: (query) => scratch.stream(readsNothing(query)),
    toParquet: async (query) => scratch.toParquet(readsNothing(query)),
    interrupt: () => scratch.interrupt(),
    close: () => scratch.close(),
  };
}

interface FileOptions {
  format?: string;
  host?: string;
  now?: Now;
}

/** Made by Keelwatch from the others. */
const derived = new Set(['ImageBuilds', 'ImageBuildSteps', 'Alerts', 'Incidents']);

/** Recorded telemetry, imported for this one query. Sets the exit status to 2 where a file could not be read. */
export async function overFiles(
  paths: readonly string[],
  { format, host, now }: FileOptions,
  signal: AbortSignal,
): Promise<Rows> {
  const bar = progressBar(process.stderr);
  const source = await openScratch();
  signal.addEventListener('abort', () => source.interrupt());
  try {
    const imported = await importFiles(paths, (batch) => source.add(batch), {
      format,
      takeLines: source.takeLines,
      device: host ? { DeviceId: host, DeviceName: host } : undefined,
      progress: ({ file, bytes, total }) => bar.show(file, bytes, total, 'bytes'),
      signal,
    });
    if (imported.failed.length > 0) process.exitCode = 2;
    const instant = instantFor(now, imported.span?.until);
    let isJudged = false;
    return {
      source,
      now: instant,
      async derive(tables) {
        if (isJudged || !tables.some((name) => derived.has(name))) return false;
        isJudged = true;
        const progress = (what: string, done?: number) => bar.show(what, done, 1);
        const chronicle = openChronicle();
        try {
          await recall(source, chronicle);
          const options = { rules: shippedRules, now: instant, progress, signal };
          await judge(source, chronicle, imported, options);
        } finally {
          chronicle.close();
        }
        return true;
      },
      ready() {
        bar.clear();
        for (const line of importLines(imported)) say(line);
      },
    };
  } catch (error) {
    bar.clear();
    await source.close();
    throw signal.aborted ? new UsageError('interrupted: the query was not run') : error;
  }
}
