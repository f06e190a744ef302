import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copyQuery,
  type Engine,
  headQuery,
  interrupt,
  openEngine,
  runQuery,
  streamQuery,
} from './engine.js';
import type { Query, ResultColumn } from './store.js';

let engine: Engine;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'keelwatch-engine-'));
  engine = await openEngine({ threads: '2' }, [directory]);
});
afterAll(() => {
  engine.close();
  rmSync(directory, { recursive: true });
});

const query = (sql: string, ...columns: ResultColumn[]): Query => ({
  sql,
  columns,
  parameters: {},
  tables: [],
});
const long = (name: string): ResultColumn => ({ name, type: 'long' });
const failsAt = (row: number): Query =>
  query(
    `SELECT CASE WHEN range = ${row} THEN error('no ' || range) ELSE range END FROM range(900000)`,
    {
      name: 'n',
      type: 'long',
    },
  );

async function pieces(asked: Query): Promise<number[]> {
  const sizes: number[] = [];
  for await (const rows of streamQuery(engine.connection, asked)) sizes.push(rows.length);
  return sizes;
}

describe('a result that is streamed', () => {
  it('comes in small pieces that are all of it', async () => {
    const sizes = await pieces(query('SELECT range FROM range(300000)', long('n')));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2048);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(300_000);
  });

  it.each([0, 700_000])(
    'rejects where row %i fails, and is not taken for complete',
    async (row) => {
      await expect(pieces(failsAt(row))).rejects.toThrow(`no ${row}`);
      await expect(headQuery(engine.connection, failsAt(row), 3)).rejects.toThrow(`no ${row}`);
    },
  );

  it('rejects when it is interrupted, and does not begin again to learn why', async () => {
    const connection = await engine.connect();
    const endless = query('SELECT range FROM range(1000000000000)', long('n'));
    const reading = async () => {
      for await (const _ of streamQuery(connection, endless)) interrupt(connection);
    };
    await expect(reading()).rejects.toThrow('ended on its way');
    connection.closeSync();
  });

  it('is counted to its end where just its head is wanted', async () => {
    const head = await headQuery(
      engine.connection,
      query('SELECT range FROM range(5000)', long('n')),
      3,
    );
    expect(head).toEqual({ columns: [long('n')], rows: [[0], [1], [2]], total: 5000 });
  });
});

describe('a result as Parquet', () => {
  it('keeps values and hostile names, and has no null text', async () => {
    const name = `a "b" '; DROP TABLE x; --`;
    const path = join(directory, 'result.parquet');
    const rows = await copyQuery(
      engine.connection,
      {
        ...query(
          `SELECT NULL, $value, '{"a":1}'::JSON, NULL::BIGINT -- a comment ends with its line`,
          { name, type: 'string' },
          { name: 'Text', type: 'string' },
          { name: 'Fields', type: 'dynamic' },
          { name: 'Long', type: 'long' },
        ),
        parameters: { value: 'ü' },
      },
      path,
    );
    expect(rows).toBe(1);
    const read = await runQuery(engine.connection, {
      ...query(`SELECT * FROM read_parquet('${path}')`),
      columns: ['', '', '', ''].map((_, index) => ({ name: `${index}`, type: 'dynamic' as const })),
    });
    expect(read.rows).toEqual([['', 'ü', { a: 1 }, null]]);
  });

  it('is of a SELECT alone', async () => {
    const path = join(directory, 'never.parquet');
    await expect(
      copyQuery(engine.connection, query('SELECT 1); SELECT (2', long('n')), path),
    ).rejects.toThrow(/2 statements|syntax/i);
    expect(existsSync(path)).toBe(false);
  });
});
