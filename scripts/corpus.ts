/**
 * Compiles every .kql file of a directory on Microsoft's columns and runs it on empty and on small generated tables:
 * `npm run corpus -- DIR`. Prints how many ran, were refused (by feature) or failed. Exits 1 when one failed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { compileOn } from '../src/kql/compile.js';
import { huntingSchema } from '../src/kql/microsoft-schema.js';
import { openEngine, runQuery } from '../src/store/engine.js';
import type { Query } from '../src/store/store.js';

const directory = process.argv[2];
if (directory === undefined) throw new Error('give a directory of .kql files');

const sqlTypes: Record<string, string> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  int: 'INTEGER',
  bool: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  dynamic: 'JSON',
};

/** Values that a column may have, by its type; null among them where the type has one. */
const pools: Record<string, string[]> = {
  string: [
    "''",
    "'powershell.exe'",
    "'cmd.exe'",
    "'C:\\Windows\\System32\\'",
    "'powershell -enc SQBFAFgAIAA='",
    "'192.0.2.7'",
    "'https://example.org/a?b=c'",
  ],
  long: ['0', '7', '4294967296', 'NULL'],
  int: ['80', '443', '3389', 'NULL'],
  bool: ['TRUE', 'FALSE', 'NULL'],
  datetime: ["TIMESTAMP '2026-01-01 10:00:00'", "TIMESTAMP '2025-12-30 23:59:59.5'", 'NULL'],
  dynamic: [`'{"Name":"x","Size":3,"List":["a",1]}'`, "'[1,2]'", 'NULL'],
};

const rowCount = 24;

async function createTables(connection: DuckDBConnection, filled: boolean): Promise<void> {
  for (const [table, schema] of Object.entries(huntingSchema)) {
    const columns = [...schema.matchAll(/\['(\w+)'\]:(\w+)/g)].map(([, name = '', type = '']) => ({
      name,
      type,
    }));
    const defined = columns.map(({ name, type }) => `"${name}" ${sqlTypes[type]}`);
    await connection.run(`CREATE TABLE "${table}" (${defined.join(', ')})`);
    const count = filled ? rowCount : 0;
    for (let row = 0; row < count; row += 1) {
      const cells = columns.map(({ type }, index) => {
        const pool = pools[type] ?? [];
        return pool[(row * (1 + (index % 3)) + index) % pool.length];
      });
      await connection.run(`INSERT INTO "${table}" VALUES (${cells.join(', ')})`);
    }
  }
}

const engines = [];
for (const filled of [false, true]) {
  const engine = await openEngine({ threads: '1' });
  await createTables(engine.connection, filled);
  engines.push(engine);
}

const files = readdirSync(directory).filter((name) => name.endsWith('.kql'));
const now = Date.UTC(2026, 0, 2) * 1000;
const refused = new Map<string, string[]>();
let ran = 0;
let failed = 0;
for (const name of files) {
  const text = readFileSync(join(directory, name), 'utf8');
  try {
    let reason: string | undefined;
    for (const { connection } of engines) {
      const reader = { query: (query: Query) => runQuery(connection, query) };
      const compiled = await compileOn(reader, text, now, { catalog: huntingSchema });
      if ('query' in compiled) await reader.query(compiled.query);
      else reason ??= compiled.diagnostics[0]?.message ?? '';
    }
    if (reason !== undefined) {
      refused.set(reason, [...(refused.get(reason) ?? []), name]);
      continue;
    }
    ran += 1;
  } catch (error) {
    const { message } = error as Error;
    // What shows only in the rows is refused when the query runs.
    if (message.includes('is not supported')) {
      const reason = `${message.split('\n')[0]} (in generated rows)`;
      refused.set(reason, [...(refused.get(reason) ?? []), name]);
      continue;
    }
    failed += 1;
    process.stdout.write(`FAILED ${name}\n  ${message}\n`);
  }
}
for (const engine of engines) engine.close();

const ranked = [...refused].sort((one, other) => other[1].length - one[1].length);
for (const [reason, names] of ranked) {
  process.stdout.write(`${names.length} refused: ${reason}\n  ${names.join(' ')}\n`);
}
const count = ranked.reduce((sum, [, names]) => sum + names.length, 0);
process.stdout.write(`${ran} ran, ${count} refused, ${failed} failed of ${files.length}\n`);
if (failed > 0) process.exitCode = 1;
