import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { importFiles } from '../../src/cli/import-files.js';
import { tables } from '../../src/model/generated/tables.js';
import { ddl } from '../../src/store/generated/ddl.js';
import { openScratch } from '../../src/store/scratch.js';
import { processLines } from './generate.js';
import { type Figure, inTurn } from './in-turn.js';

const table = 'DeviceProcessEvents';
const types: Record<string, string> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  dynamic: 'JSON',
};

/** Rows as JSON Lines into the store of a query, and by DuckDB's own reader into the same table. */
export async function importRatio(work: string, rows: number): Promise<Figure[]> {
  const path = join(work, 'rows.ndjson');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '400MB',
    temp_directory: work,
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(processLines(rows, path));
    const columns = tables[table].columns.map(({ name, type }) => `"${name}": '${types[type]}'`);
    const values = tables[table].columns.map(({ name, type }) =>
      type === 'string' ? `coalesce("${name}", '')` : `"${name}"`,
    );
    const theirs = async () => {
      await connection.run(ddl[table].replace('CREATE TABLE', 'CREATE OR REPLACE TABLE'));
      const { rowsChanged } = await connection.run(
        `INSERT INTO "${table}" SELECT ${values.join(', ')} FROM read_json('${path}', format = 'newline_delimited', columns = {${columns.join(', ')}})`,
      );
      expect(rowsChanged, rows);
    };
    const ours = async () => {
      const scratch = await openScratch({ temporary: work });
      try {
        await importFiles([path], scratch.add, { takeLines: scratch.takeLines });
        const {
          rows: [counted],
        } = await scratch.query({
          sql: `SELECT count(*) FROM main."${table}"`,
          parameters: {},
          columns: [{ name: 'Count', type: 'long' }],
          tables: [table],
        });
        expect(Number(counted?.[0]), rows);
      } finally {
        await scratch.close();
      }
    };
    const { ratio, seconds } = await inTurn(3, { ours, theirs });
    const megabytes = statSync(path).size / 1e6;
    return [
      [
        `import of ${rows.toLocaleString('en')} rows of NDJSON, to DuckDB’s read_json`,
        `${ratio}; ${(megabytes / seconds.ours).toFixed(0)} MB/s to ${(megabytes / seconds.theirs).toFixed(0)} MB/s`,
      ],
    ];
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(path, { force: true });
  }
}

function expect(count: number, wanted: number): void {
  if (count !== wanted) throw new Error(`${count} rows came in, not ${wanted}`);
}
