/**
 * Compiles every .kql file below a directory on Microsoft's columns and runs it on empty and on small generated tables.
 * Prints how many ran, were refused (by feature, with the place) or failed. Exits 1 when one failed.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compileOn } from '../src/kql/compile.js';
import { huntingSchema } from '../src/kql/microsoft-schema.js';
import { runQuery } from '../src/store/engine.js';
import type { Query } from '../src/store/store.js';
import { onePath, run, UsageError } from './command-line.js';
import { generatedTables } from './generated-tables.js';

const usage = `usage: npm run corpus -- DIRECTORY
Compiles every .kql file below a directory on the tables of Defender and Sentinel, and runs it on empty and on generated
rows. Prints what was refused, by feature, and how many ran. Exits 1 when a query failed, 2 when there are none.`;

const now = Date.UTC(2026, 0, 2) * 1000;

function queriesIn(directory: string): string[] {
  if (!statSync(directory).isDirectory()) {
    return directory.endsWith('.kql') ? [directory] : [];
  }
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.kql'))
    .sort()
    .map((name) => join(directory, name));
}

await run(async () => {
  const directory = onePath(usage);
  const files = queriesIn(directory);
  if (files.length === 0) throw new UsageError(`${directory}: there are no .kql files`);
  const readers = await Promise.all([false, true].map(generatedTables));
  const refused = new Map<string, string[]>();
  let [ran, failed] = [0, 0];
  for (const path of files) {
    const name = relative(directory, path) || path;
    const text = readFileSync(path, 'utf8');
    const refuse = (reason: string, place = ''): void => {
      refused.set(reason, [...(refused.get(reason) ?? []), `${name}${place}`]);
    };
    try {
      let reason: { message: string; line: number; column: number } | undefined;
      for (const { connection, prepare } of readers) {
        const reader = {
          query: async (query: Query) => {
            await prepare(query.tables);
            return await runQuery(connection, query);
          },
        };
        const compiled = await compileOn(reader, text, now, {
          catalog: huntingSchema,
          files: true,
        });
        if ('query' in compiled) await reader.query(compiled.query);
        else reason ??= compiled.diagnostics[0];
      }
      if (reason) refuse(reason.message, `:${reason.line}:${reason.column}`);
      else ran += 1;
    } catch (error) {
      const { message } = error as Error;
      // What shows only in the rows is refused when the query runs.
      if (message.includes('is not supported')) {
        refuse(`${message.split('\n')[0]} (in generated rows)`);
      } else {
        failed += 1;
        process.stdout.write(`FAILED ${name}\n  ${message}\n`);
      }
    }
  }
  for (const { close } of readers) close();
  const ranked = [...refused].sort((one, other) => other[1].length - one[1].length);
  for (const [reason, places] of ranked) {
    process.stdout.write(`${places.length} refused: ${reason}\n  ${places.join(' ')}\n`);
  }
  const count = ranked.reduce((sum, [, places]) => sum + places.length, 0);
  process.stdout.write(`${ran} ran, ${count} refused, ${failed} failed of ${files.length}\n`);
  if (failed > 0) process.exitCode = 1;
});
