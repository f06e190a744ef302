/**
 * How a query's time grows with the rows that are stored: `npm run bench:growth` prints a Markdown table; with `--write`
 * it puts it into docs/benchmarks.md. `--rows N,N,…` (1,000,000, ten times and a hundred times as many) says how many
 * are stored when it is asked; they take 30 bytes each or so of the temporary directory.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { optionsGiven, refuse } from '../scripts/command-line.js';
import { compile, withNow } from '../src/kql/compile.js';
import { tables } from '../src/model/generated/tables.js';
import { openReader, openWriter } from '../src/store/duckdb.js';
import { ddl } from '../src/store/generated/ddl.js';
import { writeSegment } from '../src/store/parquet.js';
import type { Query } from '../src/store/store.js';
import { writeFigures } from './page.js';
import { median } from './scan/in-turn.js';
import { bytesBelow, megabytes } from './watcher/resident.js';

const values = optionsGiven({
  write: { type: 'boolean', default: false },
  rows: { type: 'string', default: '1000000,10000000,100000000' },
});
const sizes = values.rows.split(',').map(Number);
if (!sizes.every((size, at) => size > (sizes[at - 1] ?? 0)))
  refuse('--rows are numbers above 0, each greater than the one before');

/** Rows of one segment, and of a second: a host that does 100 things a second takes 12 days for 100 million. */
const ofSegment = 1_000_000;
const perSecond = 100;
const table = 'DeviceProcessEvents';
const end = Date.UTC(2026, 0, 6) * 1000;

const given: Record<string, string> = {
  _Seq: 'i',
  TimeGenerated: `make_timestamp((${end} - ($total - i) * ${1e6 / perSecond})::BIGINT)`,
  DeviceId: `'host'`,
  DeviceName: `'host'`,
  ActionType: `'ProcessCreated'`,
  FileName: `CASE WHEN hash(i) % 500 = 0 THEN 'docker' ELSE 'tool-' || hash(i) % 40 END`,
  ProcessId: 'i % 4194304',
  ProcessCommandLine: `CASE WHEN hash(i) % 500 = 0 THEN 'docker build /srv/app-' || i % 100 ELSE 'tool --job=' || i END`,
};

const queries: Record<string, string> = {
  'builds of the last hour': `${table} | where TimeGenerated > ago(1h) | where FileName == "docker" | count`,
  'ten newest builds': `${table} | where FileName == "docker" | top 10 by TimeGenerated`,
  'programs, all of them': `${table} | summarize count() by FileName`,
};

function compiled(text: string): Query {
  const made = compile(text);
  if (!('query' in made)) throw new Error(`${text} does not compile`);
  return withNow(made.query, end);
}

const work = mkdtempSync(join(tmpdir(), 'keelwatch-bench-'));
const data = join(work, 'data');
const figures: [string, string][] = [];
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
try {
  await (await openWriter(data)).close();
  await connection.run(ddl[table]);
  const total = sizes.at(-1) ?? 0;
  const columns = ['_Seq', ...tables[table].columns.map(({ name }) => name)].map((name) => {
    const value = given[name]?.replace('$total', String(total));
    const type = tables[table].columns.find((column) => column.name === name)?.type;
    return `${value ?? (type === 'string' ? `''` : 'NULL')} AS "${name}"`;
  });
  // Typed by the table, so that the files have its columns as the store writes them.
  const empty = `SELECT 0::BIGINT AS "_Seq", * FROM "${table}" WHERE false`;
  let stored = 0;
  const took = new Map<string, string[]>();
  for (const size of sizes) {
    for (let number = stored / ofSegment + 1; stored < size; number += 1) {
      const until = Math.min(stored + ofSegment, size);
      const select = `${empty} UNION ALL SELECT ${columns} FROM range(${stored}, ${until}) AS r(i)`;
      await writeSegment(
        connection,
        data,
        { from: Math.ceil(number), to: Math.ceil(number), kept: false },
        [{ table, select, rows: until - stored }],
        { sealed: [end, end], next: until, state: {} },
      );
      stored = until;
    }
    const reader = await openReader(data);
    for (const [what, text] of Object.entries(queries)) {
      const query = compiled(text);
      const times: number[] = [];
      for (let run = 0; run < 6; run += 1) {
        const began = performance.now();
        await reader.query(query);
        if (run > 0) times.push(performance.now() - began);
      }
      took.set(what, [...(took.get(what) ?? []), `${median(times).toFixed(0)} ms`]);
      process.stderr.write(`${size} rows, ${what}: ${median(times).toFixed(0)} ms\n`);
    }
    await reader.close();
  }
  const ofRows = sizes.map((size) => size.toLocaleString('en')).join(', ');
  figures.push(['rows stored', `${ofRows}; the last in ${megabytes(bytesBelow(data))}`]);
  for (const [what, times] of took) figures.push([what, times.join(', ')]);
} finally {
  connection.closeSync();
  instance.closeSync();
  rmSync(work, { recursive: true, force: true });
}
writeFigures('growth', figures, '', values.write);
