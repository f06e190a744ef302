import { existsSync, readFileSync } from 'node:fs';
import { compileOn, problemsOf } from '../../kql/compile.js';
import { renderDiagnostic } from '../../kql/index.js';
import type { Diagnostic } from '../../kql/types.js';
import { StoreError } from '../../store/store.js';
import { UsageError } from '../failure.js';
import { many } from '../many.js';
import type { Now } from '../now-option.js';
import { stopSignal } from '../stop-signal.js';
import { say } from '../terminal.js';
import { writeOut } from '../write-out.js';
import type { OutputName } from './output-names.js';
import { outputs } from './outputs.js';
import { overFiles, overStore, type Rows } from './rows.js';

export interface QueryOptions {
  file?: string;
  output: OutputName;
  now?: Now;
  data: string;
  format?: string;
  host?: string;
}

/** A query's text, and where it stands. */
interface Asked {
  kql: string;
  file?: string;
}

/** Runs a query; sets the exit status to 2 where a file could not be read. */
export async function query(
  kql: string | undefined,
  paths: readonly string[],
  options: QueryOptions,
): Promise<void> {
  const asked = questionOf(kql, options.file);
  const over = options.file === undefined || kql === undefined ? paths : [kql, ...paths];
  if (options.output === 'parquet' && process.stdout.isTTY)
    throw new UsageError(
      'Parquet is nothing for a terminal: write it to a file, as in > rows.parquet',
    );
  // What can be said before anything is read.
  refuse(asked, problemsOf(asked.kql, { files: true }));
  const stop = stopSignal();
  const rows =
    over.length > 0
      ? await overFiles(over, options, stop)
      : await overStore(options.data, options.now);
  stop.addEventListener('abort', () => rows.source.interrupt());
  try {
    await answer(asked, rows, options.output);
  } catch (error) {
    if (stop.aborted) throw new UsageError('interrupted: these are not all rows');
    throw explained(error);
  } finally {
    await rows.source.close();
  }
}

function questionOf(kql: string | undefined, file: string | undefined): Asked {
  if (file === undefined) {
    if (kql === undefined) throw new UsageError('give a query, or a file that holds one with -f');
    if (kql.trim() === '') throw new UsageError('the query is empty');
    return { kql };
  }
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
    if (text.trim() === '') throw new UsageError(`-f ${file}: there is no query in it`);
    return { kql: text, file };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`-f ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

async function answer(asked: Asked, rows: Rows, output: OutputName): Promise<void> {
  let compiled = await compileOn(rows.source, asked.kql, rows.now, { files: true });
  if ('query' in compiled && (await rows.derive(compiled.query.tables)))
    compiled = await compileOn(rows.source, asked.kql, rows.now, { files: true });
  if ('diagnostics' in compiled) return refuse(asked, compiled.diagnostics);
  rows.ready();
  const count = await outputs[output](rows.source, compiled.query, writeOut);
  say(many(count, 'row'));
}

function refuse({ kql, file }: Asked, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const lines = diagnostics.flatMap((each) => {
    const place = file === undefined ? undefined : `${file}:${each.line}:${each.column}`;
    return renderDiagnostic(kql, each, place).split('\n');
  });
  if (file === undefined && existsSync(kql)) lines.push(`to run the query in a file: -f ${kql}`);
  throw new UsageError(lines);
}

/** What a query cannot do shows in some rows only: that is no fault of the program. */
function explained(error: unknown): unknown {
  if (error instanceof UsageError || error instanceof StoreError) return error;
  const [, reason] =
    /^(?:Invalid Input|Conversion|Out of Range) Error: (.*)/.exec((error as Error).message) ?? [];
  return reason === undefined ? error : new UsageError(`the query failed on a row: ${reason}`);
}
