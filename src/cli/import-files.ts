import { resolve } from 'node:path';
import type { Batch, Device, TableRow } from '../model/batch.js';
import { dictionary } from '../model/dictionary.js';
import type { TableName } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import {
  type ImportedChunk,
  type Input,
  importFormats,
  importStream,
  inputsOf,
  type Rejection,
  UnknownFormat,
} from '../normalise/import/index.js';
import type { TakenLines, TakenRows } from '../store/plain-lines.js';
import type { LineFile } from '../store/scratch.js';
import { UsageError } from './failure.js';
import { ChangedFile, countLines, formsOf, onlyLines } from './plain-file.js';

export interface ImportOptions {
  /** Id of a format; without it each file's content decides. */
  format?: string | undefined;
  /** The host of records that do not name theirs. */
  device?: Partial<Device> | undefined;
  /** Takes in what plain lines of a file it can, see Scratch: of those, no batch is handed over. */
  takeLines?: ((file: LineFile) => Promise<TakenLines | undefined>) | undefined;
  /** Smaller files are not taken in so: bytes, for tests. */
  leastBytes?: number | undefined;
  /** Told of each record that could not be read, as it is met. */
  rejected?: ((rejection: Rejection) => void) | undefined;
  /** Told now and then how far it is. */
  progress?: ((progress: ImportProgress) => void) | undefined;
  /** Aborting it ends the import with its reason. */
  signal?: AbortSignal | undefined;
}

export interface ImportProgress {
  /** Name of the file that is being read. */
  file: string;
  /** Bytes read of all files, as they lie there. */
  bytes: number;
  /** Bytes of all files; undefined where one has no size that is known. */
  total: number | undefined;
  rows: number;
}

/** What became of a file that was read. */
export interface ImportedFile {
  name: string;
  /** Id of its format. */
  format: string;
  bytes: number;
  rows: number;
  /** TimeGenerated of its first and its last row; undefined without rows. */
  span: Span | undefined;
  /** The hosts that its rows are about, by id or else by name: the first of them. */
  hosts: Set<string>;
}

export interface Span {
  from: Micros;
  until: Micros;
}

/** A file that was not read, and why: one phrase. */
export interface UnreadFile {
  name: string;
  reason: string;
}

export interface Imported {
  files: ImportedFile[];
  /** Files that were asked for and could not be read, whole or in part. */
  failed: UnreadFile[];
  /** Files below a directory that are no telemetry, as a README is none. */
  passedOver: UnreadFile[];
  rows: Partial<Record<TableName, number>>;
  /** The first of them, and how many there are. */
  rejected: { count: number; first: Rejection[] };
  remarks: { count: number; first: Rejection[] };
  /** Records that no table is for, by what they are. */
  skipped: Record<string, number>;
  /** Starts of processes whose id is not told: nothing can be put together with them. */
  withoutProcessId: number;
  /** TimeGenerated of the first and the last row; undefined without rows. */
  span: Span | undefined;
}

/** So many rejected records, and so many remarks, are kept to be shown. */
const maxShown = 20;

/** Hosts of a file that are remembered. */
const maxHosts = 1000;

/** As many rows are handed over together. */
const batchRows = 2000;

/**
 * Reads recorded telemetry at paths (files, directories, patterns, `-`) and hands its rows over in batches. Holds one
 * batch and what docs/importers.md says. A file that cannot be read does not keep the others from being read. Throws a
 * UsageError that names the path or the format when nothing could be read at all, and what `take` throws.
 */
export async function importFiles(
  paths: readonly string[],
  take: (batch: Batch) => Promise<void>,
  options: ImportOptions = {},
): Promise<Imported> {
  const known = importFormats.map(({ id }) => id);
  if (options.format !== undefined && !known.includes(options.format))
    throw new UsageError(
      `--format ${JSON.stringify(options.format)} is no format: there are ${known.join(', ')}`,
    );
  const imported: Imported = {
    files: [],
    failed: [],
    passedOver: [],
    rows: {},
    rejected: { count: 0, first: [] },
    remarks: { count: 0, first: [] },
    skipped: dictionary({}),
    withoutProcessId: 0,
    span: undefined,
  };
  const found = await located(paths, imported.failed);
  const total = found.every(({ input }) => input.size !== undefined)
    ? found.reduce((sum, { input }) => sum + (input.size ?? 0), 0)
    : undefined;
  const progress = { file: '', bytes: 0, total, rows: 0 };
  for (const { input, isMeant } of found) {
    options.signal?.throwIfAborted();
    const before = progress.bytes;
    progress.file = input.name;
    const file: ImportedFile = {
      name: input.name,
      format: '',
      bytes: 0,
      rows: 0,
      span: undefined,
      hosts: new Set(),
    };
    const problem = await readWhole(input, file);
    if (file.format !== '') imported.files.push(file);
    if (problem !== undefined) {
      const list = problem.isForeign && !isMeant ? imported.passedOver : imported.failed;
      list.push({ name: input.name, reason: problem.reason });
    }
    progress.bytes = before + (input.size ?? file.bytes);
  }
  if (imported.files.length === 0) throw nothingRead(paths, imported);
  return imported;

  /** Undefined where all of the file could be read. */
  async function readWhole(input: Input, file: ImportedFile): Promise<Problem | undefined> {
    const { device, format } = options;
    const recognised = ({ id }: { id: string }): void => {
      file.format = id;
    };
    const all = { name: input.name, format, device, recognised };
    let taken: Awaited<ReturnType<typeof takePlain>>;
    try {
      taken = await takePlain(input);
    } catch (error) {
      options.signal?.throwIfAborted();
      return { reason: reasonOf(error), isForeign: false };
    }
    options.signal?.throwIfAborted();
    if (!taken) return readInto(importStream(input.open(), all), file, ({ bytes }) => bytes);
    const { rows, others } = taken;
    noteTaken(imported, file, rows);
    progress.rows += file.rows;
    file.format = taken.format;
    const size = input.size ?? 0;
    file.bytes = size;
    if (others.length === 0) return undefined;
    const left = onlyLines(input.open(), others);
    return readInto(importStream(left, { ...all, linesOf: taken.format }), file, () => size);
  }

  async function takePlain(input: Input): Promise<(TakenLines & { format: string }) | undefined> {
    const { takeLines } = options;
    const plain = takeLines && (await formsOf(input, options.format, options.leastBytes));
    if (!plain) return undefined;
    const { format, forms } = plain;
    const counting = new AbortController();
    const lines = countLines(input.name, counting.signal);
    lines.catch(() => undefined);
    const bytes = progress.bytes;
    try {
      const taken = await takeLines({
        path: input.name,
        forms,
        lines,
        progress(share) {
          progress.bytes = bytes + share * (input.size ?? 0);
          options.progress?.(progress);
        },
      });
      return taken && { ...taken, format };
    } finally {
      counting.abort();
      progress.bytes = bytes;
    }
  }

  async function readInto(
    reading: AsyncGenerator<ImportedChunk>,
    file: ImportedFile,
    bytesOf: (chunk: ImportedChunk) => number,
  ): Promise<Problem | undefined> {
    const before = progress.bytes;
    let waiting: TableRow[] = [];
    let damage: string | undefined;
    const handOver = async (): Promise<void> => {
      const batch = toBatch(waiting);
      waiting = [];
      await take(batch);
    };
    for (;;) {
      options.signal?.throwIfAborted();
      let next: IteratorResult<ImportedChunk>;
      try {
        next = await orAborted(reading.next(), options.signal);
      } catch (error) {
        // What is waited for may never come.
        if (options.signal?.aborted && file.name === '-') process.stdin.destroy();
        options.signal?.throwIfAborted();
        // What came before the failure counts.
        await handOver();
        return { reason: reasonOf(error), isForeign: error instanceof UnknownFormat };
      }
      if (next.done) break;
      const chunk = next.value;
      note(imported, file, chunk, options);
      damage ??= chunk.rejected[0]?.reason;
      for (const row of chunk.rows) waiting.push(row);
      file.bytes = bytesOf(chunk);
      file.rows += chunk.rows.length;
      progress.bytes = before + file.bytes;
      progress.rows += chunk.rows.length;
      options.progress?.(progress);
      if (waiting.length >= batchRows) await handOver();
    }
    await handOver();
    if (file.format !== '') return undefined;
    if (damage !== undefined)
      return { reason: `no record of it could be read: ${damage}`, isForeign: false };
    return { reason: file.bytes === 0 ? 'it is empty' : 'it holds no record', isForeign: true };
  }
}

/** Why a file could not be read, and whether it is none of telemetry at all. */
interface Problem {
  reason: string;
  isForeign: boolean;
}

/** What is waited for, or the signal's reason where it aborts before that. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((settle, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(settle, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The inputs at paths, each once. `isMeant`: named by the user, not just lying in a directory that was. */
async function located(
  paths: readonly string[],
  failed: UnreadFile[],
): Promise<{ input: Input; isMeant: boolean }[]> {
  const inputs = new Map<string, { input: Input; isMeant: boolean }>();
  for (const path of paths) {
    let found: Input[];
    try {
      found = await inputsOf([path]);
    } catch (error) {
      failed.push({ name: path, reason: (error as Error).message });
      continue;
    }
    if (found.length === 0) failed.push({ name: path, reason: 'there is no file below it' });
    for (const input of found) {
      const key = input.name === '-' ? '-' : resolve(input.name);
      const isMeant = input.name === path || /[*?[]/.test(path);
      if (isMeant || !inputs.has(key)) inputs.set(key, { input, isMeant });
    }
  }
  return [...inputs.values()];
}

function note(
  imported: Imported,
  file: ImportedFile,
  chunk: ImportedChunk,
  options: ImportOptions,
): void {
  for (const { table, row } of chunk.rows) {
    if (table === 'DeviceProcessEvents' && typeof row.ProcessId !== 'number')
      imported.withoutProcessId += 1;
    imported.rows[table] = (imported.rows[table] ?? 0) + 1;
    file.span = widened(file.span, row.TimeGenerated);
    if (file.hosts.size < maxHosts) file.hosts.add(row.DeviceId || row.DeviceName || '');
  }
  if (file.span) {
    imported.span = widened(imported.span, file.span.from);
    imported.span = widened(imported.span, file.span.until);
  }
  for (const rejection of chunk.rejected) {
    keep(imported.rejected, rejection);
    options.rejected?.(rejection);
  }
  for (const remark of chunk.remarks) keep(imported.remarks, remark);
  for (const [what, count] of Object.entries(chunk.skipped))
    imported.skipped[what] = (imported.skipped[what] ?? 0) + count;
}

/** Rows that came in by lines. */
function noteTaken(imported: Imported, file: ImportedFile, taken: readonly TakenRows[]): void {
  for (const { table, rows, from, until, withoutProcessId, hosts } of taken) {
    if (table === 'DeviceProcessEvents') imported.withoutProcessId += withoutProcessId;
    imported.rows[table] = (imported.rows[table] ?? 0) + rows;
    file.rows += rows;
    file.span = widened(widened(file.span, from), until);
    for (const host of hosts) if (file.hosts.size < maxHosts) file.hosts.add(host);
  }
  if (!file.span) return;
  imported.span = widened(widened(imported.span, file.span.from), file.span.until);
}

function widened(span: Span | undefined, time: Micros): Span {
  if (!span) return { from: time, until: time };
  if (time < span.from) span.from = time;
  if (time > span.until) span.until = time;
  return span;
}

function keep(kept: Imported['rejected'], rejection: Rejection): void {
  kept.count += 1;
  if (kept.first.length < maxShown) kept.first.push(rejection);
}

function toBatch(rows: readonly TableRow[]): Batch {
  const batch: Partial<Record<TableName, unknown[]>> = {};
  for (const { table, row } of rows) (batch[table] ??= []).push(row);
  return batch as Batch;
}

const sentences: Record<string, string> = dictionary({
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
  EIO: 'the disk that holds it fails',
  EISDIR: 'it is a directory',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENOENT: 'it is gone',
});

/** A fault of ours is no reason: it is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof UnknownFormat || error instanceof ChangedFile) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return sentences[code] ?? message;
}

function nothingRead(paths: readonly string[], { failed, passedOver }: Imported): UsageError {
  const all = [...failed, ...passedOver];
  const [first] = all;
  if (failed.length === 0 && paths.length === 1)
    return new UsageError(
      `${paths[0]}: no file below it is telemetry in a known format (${all.length} were tried)`,
    );
  const more = all.length > 1 ? ` (and ${all.length - 1} more could not be read either)` : '';
  return new UsageError(`${first?.name}: ${first?.reason}${more}`);
}
