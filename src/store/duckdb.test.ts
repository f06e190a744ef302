import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../model/batch.js';
import type { TableName } from '../model/generated/tables.js';
import { openMemory, openReader, openWriter, type WriterOptions } from './duckdb.js';
import { type Query, type Reader, StoreError, type Writer } from './store.js';

let data: string;
let clock: number;
const open: Reader[] = [];

beforeEach(async () => {
  // A name that is hostile to SQL and to globs.
  data = join(await mkdtemp(join(tmpdir(), 'keelwatch-store-')), "it's [data]*?");
  clock = 1_700_000_000_000_000;
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await rm(join(data, '..'), { recursive: true, force: true });
});

const hour = 3600e6;
const day = 24 * hour;

async function writer(options: WriterOptions = {}): Promise<Writer> {
  const opened = await openWriter(data, { now: () => clock, graceSeconds: 0, ...options });
  open.push(opened);
  return opened;
}

async function reader(): Promise<Reader> {
  const opened = await openReader(data);
  open.push(opened);
  return opened;
}

async function end(each: Reader): Promise<void> {
  open.splice(open.indexOf(each), 1);
  await each.close();
}

const column = (schema: string, table: TableName, name: string): Query => ({
  sql: `SELECT "${name}" FROM ${schema}."${table}" ORDER BY 1`,
  parameters: {},
  columns: [{ name, type: 'string' }],
  tables: [table],
});

async function files(from: Pick<Reader, 'query'>, schema = 'main'): Promise<unknown[]> {
  return (await from.query(column(schema, 'DeviceProcessEvents', 'FileName'))).rows.flat();
}

async function builds(from: Pick<Reader, 'query'>, schema = 'main'): Promise<unknown[][]> {
  const sql = `SELECT "BuildId", "State" FROM ${schema}."ImageBuilds" ORDER BY ALL`;
  const columns = ['BuildId', 'State'].map((name) => ({ name, type: 'string' as const }));
  return (await from.query({ sql, parameters: {}, columns, tables: ['ImageBuilds'] })).rows;
}

const execs = (...names: string[]): Batch => ({
  DeviceProcessEvents: names.map((FileName) => ({
    TimeGenerated: clock,
    ActionType: 'ProcessCreated',
    FileName,
  })),
});

const build = (BuildId: string, State: string): Batch => ({
  ImageBuilds: [{ TimeGenerated: clock, BuildId, Builder: 'classic', State }],
});

async function store(to: Writer, batch: Batch, state = {}): Promise<void> {
  await (await to.stage(batch)).commit({}, state);
}

const segments = async (): Promise<string[]> => (await readdir(join(data, 'segments'))).toSorted();
const journals = async (): Promise<string[]> => (await readdir(join(data, 'journal'))).toSorted();

const refusal = async (job: Promise<unknown>): Promise<string> => {
  const [outcome] = await Promise.allSettled([job]);
  const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
  expect(error).toBeInstanceOf(StoreError);
  return error instanceof Error ? error.message : '';
};

describe('a staged batch', () => {
  it.each(['disk', 'memory'])(
    'is new until committed, then old, then stored (%s)',
    async (kind) => {
      const to = kind === 'disk' ? await writer() : await openMemory();
      const first = await to.stage(execs('a', 'b'));
      expect(await files(first, 'new')).toEqual(['a', 'b']);
      expect(await files(first, 'old')).toEqual([]);
      await first.commit();
      const second = await to.stage(execs('c'));
      expect(await files(second, 'new')).toEqual(['c']);
      expect(await files(second, 'old')).toEqual(['a', 'b']);
      expect(await files(second, 'main')).toEqual(['a', 'b', 'c']);
      await second.discard();
      expect(await files(to)).toEqual(['a', 'b']);
      await expect(second.commit()).rejects.toThrow('no longer staged');
      await (await to.stage(execs('d'))).commit(execs('e'), { cursor: 5 });
      expect(await files(to)).toEqual(['a', 'b', 'd', 'e']);
      expect(await files(to, 'new')).toEqual([]);
      expect(to.state()).toEqual({ cursor: 5 });
      if (kind === 'memory') await to.close();
    },
  );

  it('stands alone: a second one is a programmer error', async () => {
    const to = await writer();
    await to.stage(execs('a'));
    await expect(to.stage(execs('b'))).rejects.toThrow('A batch is staged already');
  });

  it('with a value that no column holds leaves nothing behind', async () => {
    const to = await writer();
    const wrong = { ...build('b', 'running'), ...execs('a'), SensorEvents: [{ Wrong: 1 }] };
    await expect(to.stage(wrong as unknown as Batch)).rejects.toThrow('SensorEvents');
    await expect(to.stage({ Wrong: [] } as unknown as Batch)).rejects.toThrow('no table "Wrong"');
    await store(to, execs('c'));
    expect([await files(to), await builds(to)]).toEqual([['c'], []]);
    const staged = await to.stage(execs('d'));
    await expect(staged.commit(wrong as unknown as Batch)).rejects.toThrow('SensorEvents');
    await staged.commit();
    expect(await files(await reader())).toEqual(['c', 'd']);
  });

  it('fills Timestamp from TimeGenerated', async () => {
    const to = await writer();
    await store(to, execs('a'));
    const result = await to.query({
      ...column('main', 'DeviceProcessEvents', 'Timestamp'),
      columns: [{ name: 'Timestamp', type: 'datetime' }],
    });
    expect(result.rows).toEqual([[clock]]);
  });
});

describe('what was committed', () => {
  it('is there after the end of the writer, and beside it, however it lies', async () => {
    const first = await writer();
    const from = await reader();
    expect(await files(from)).toEqual([]);
    await store(first, execs('a'), { cursor: [1, { two: null }] });
    expect(await files(from)).toEqual(['a']);
    await end(first);
    expect(await files(from)).toEqual(['a']);
    const second = await writer({ sealBytes: 1 });
    expect(second.state()).toEqual({ cursor: [1, { two: null }] });
    await store(second, execs('b'));
    expect(await files(second)).toEqual(['a', 'b']);
    expect(await files(from)).toEqual(['a', 'b']);
    expect(await segments()).toEqual(['1-1', '2-2']);
    expect(await journals()).toEqual([]);
    const staged = await second.stage(execs('c'));
    expect(await files(staged, 'old')).toEqual(['a', 'b']);
    expect(await files(staged, 'main')).toEqual(['a', 'b', 'c']);
  });

  it('is there when the last that was stored is state alone', async () => {
    const first = await writer();
    await store(first, execs('a', 'b'));
    await store(first, {}, { cursor: 7 });
    await end(first);
    const second = await writer();
    expect(await files(second)).toEqual(['a', 'b']);
    expect(second.state()).toEqual({ cursor: 7 });
    await store(second, execs('c'));
    expect(await files(await reader())).toEqual(['a', 'b', 'c']);
  });

  it('is for its owner alone', async () => {
    const to = await writer({ sealBytes: 1 });
    await store(to, execs('a'));
    await to.maintain();
    const entries = await readdir(data, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(5);
    for (const entry of [...entries.map(({ parentPath, name }) => join(parentPath, name)), data])
      expect((await stat(entry)).mode & 0o077).toBe(0);
  });

  it('of a keyed table shows its newest version, however it lies', async () => {
    const to = await writer({ sealBytes: 1 });
    const from = await reader();
    await store(to, {
      ImageBuilds: [...(build('x', '1').ImageBuilds ?? []), ...(build('x', '2').ImageBuilds ?? [])],
    });
    expect(await builds(from)).toEqual([['x', '2']]);
    const staged = await to.stage(build('x', '3'));
    expect(await builds(staged, 'old')).toEqual([['x', '2']]);
    expect(await builds(staged, 'new')).toEqual([['x', '3']]);
    expect(await builds(staged, 'main')).toEqual([['x', '3']]);
    await staged.commit(build('x', '4'));
    // Neither the time of a version nor the order of names decides.
    clock -= day;
    await store(to, build('x', '0'));
    for (const each of [to, from]) expect(await builds(each)).toEqual([['x', '0']]);
    clock += 2 * day;
    await to.maintain();
    expect(await segments()).toEqual(['1-2', '3-3']);
    for (const each of [to, from]) expect(await builds(each)).toEqual([['x', '0']]);
  });

  it('is found without opening files that a query is too late for', async () => {
    const to = await writer({ sealBytes: 1 });
    await store(to, execs('early'));
    clock += hour;
    await store(to, execs('late'));
    await rm(join(data, 'segments', '1-1', 'DeviceProcessEvents.parquet'));
    const asked = column('main', 'DeviceProcessEvents', 'FileName');
    for (const each of [to, await reader()]) {
      expect((await each.query({ ...asked, since: clock })).rows).toEqual([['late']]);
      await expect(each.query(asked)).rejects.toThrow(
        /1-1\/DeviceProcessEvents.parquet is damaged/,
      );
    }
  });
});

describe('roll-up', () => {
  it('changes no result, and leaves few directories', async () => {
    const to = await writer({ sealBytes: 1 });
    const from = await reader();
    const expected: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      await store(to, { ...execs(`p${n}`), ...build('x', String(n)) }, { [`key ${n % 2}`]: n });
      expected.push(`p${n}`);
    }
    clock += hour;
    expect(await files(from)).toEqual(expected);
    const staged = await to.stage(execs('staged'));
    await to.maintain();
    expect(await segments()).toEqual(['1-6']);
    expect(await files(staged, 'old')).toEqual(expected);
    await staged.discard();
    for (const each of [to, from, await reader()]) {
      expect(await files(each)).toEqual(expected);
      expect(await builds(each)).toEqual([['x', '5']]);
    }
    await end(to);
    expect((await writer()).state()).toEqual({ 'key 0': 4, 'key 1': 5 });
  });

  it('leaves replaced directories for a while to those who read them', async () => {
    const to = await writer({ sealBytes: 1, graceSeconds: 60 });
    await store(to, execs('a'));
    await store(to, execs('b'));
    clock += hour;
    await to.maintain();
    expect(await segments()).toEqual(['1-1', '1-2', '2-2']);
    expect(await files(await reader())).toEqual(['a', 'b']);
    clock += 61e6;
    await to.maintain();
    expect(await segments()).toEqual(['1-2']);
  });

  it('seals a journal that is old, and not one that is young', async () => {
    const to = await writer({ sealSeconds: 60 });
    await store(to, execs('a'));
    await to.maintain();
    expect([await segments(), await journals()]).toEqual([[], ['1.ndjson']]);
    clock += 60e6;
    await to.maintain();
    expect([await segments(), await journals()]).toEqual([['1-1'], []]);
  });
});

describe('retention', () => {
  it('drops raw rows over the age, and keeps records and state', async () => {
    const to = await writer({ sealBytes: 1, retainDays: 2, retainRecordDays: 100 });
    await store(to, { ...execs('old'), ...build('x', 'done') }, { cursor: 1 });
    clock += 3 * day;
    await store(to, execs('new'));
    await to.maintain();
    for (const each of [to, await reader()]) {
      expect(await files(each)).toEqual(['new']);
      expect(await builds(each)).toEqual([['x', 'done']]);
    }
    clock += 101 * day;
    await to.maintain();
    expect([await files(to), await builds(to)]).toEqual([[], []]);
    await end(to);
    expect((await writer()).state()).toEqual({ cursor: 1 });
  });

  it('drops the oldest raw rows over the size', async () => {
    const to = await writer({ sealBytes: 1, retainBytes: 1 });
    await store(to, { ...execs('a'), ...build('x', 'done') });
    await to.maintain();
    expect([await files(to), await builds(to)]).toEqual([[], [['x', 'done']]]);
  });
});

describe('damage', () => {
  it('a torn last line was never stored', async () => {
    const first = await writer();
    await store(first, execs('a'));
    await end(first);
    await appendFile(join(data, 'journal', '1.ndjson'), '{"crc":"00000000","parts":[{"seq":1,');
    expect(await files(await reader())).toEqual(['a']);
    const warnings: string[] = [];
    const to = await writer({ warn: (sentence) => warnings.push(sentence) });
    await store(to, execs('b'));
    expect(await files(to)).toEqual(['a', 'b']);
    expect(warnings).toEqual([]);
  });

  it('a damaged line is put aside and named, and costs no other', async () => {
    const first = await writer();
    for (const name of ['a', 'b', 'c']) await store(first, execs(name));
    await end(first);
    const path = join(data, 'journal', '1.ndjson');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('"FileName":"b"', '"FileName":"B"'),
    );
    expect(await files(await reader())).toEqual(['a', 'c']);
    const warnings: string[] = [];
    const to = await writer({ warn: (sentence) => warnings.push(sentence) });
    expect(warnings).toEqual([
      expect.stringMatching(/1\.ndjson is damaged at byte \d+: the line is kept in /),
    ]);
    const [kept] = await readdir(join(data, 'quarantine'));
    expect(await readFile(join(data, 'quarantine', kept ?? ''), 'utf8')).toContain(
      '"FileName":"B"',
    );
    expect(await files(to)).toEqual(['a', 'c']);
  });

  it.each([
    ['cut short', (path: string) => truncate(path, 100)],
    ['empty', (path: string) => truncate(path, 0)],
    ['overwritten', (path: string) => writeFile(path, Buffer.alloc(5000, 7))],
    ['gone', (path: string) => rm(path)],
  ])('a Parquet file that is %s is named, and other tables go on', async (_, spoil) => {
    const to = await writer({ sealBytes: 1 });
    await store(to, { ...execs('a'), ...build('x', 'done') });
    const path = join(data, 'segments', '1-1', 'DeviceProcessEvents.parquet');
    await to.maintain();
    await spoil(path);
    for (const each of [to, await reader()]) {
      await expect(files(each)).rejects.toThrow(StoreError);
      await expect(files(each)).rejects.toThrow(`${path} is damaged`);
      expect(await builds(each)).toEqual([['x', 'done']]);
    }
    await store(to, execs('b'));
  });

  it('a Parquet file that cannot be rolled up is named, and keeps no other from it', async () => {
    const to = await writer({ sealBytes: 1, retainDays: 2 });
    for (const name of ['a', 'b']) await store(to, execs(name));
    clock += hour;
    for (const name of ['c', 'd']) await store(to, execs(name));
    await to.maintain();
    expect(await segments()).toEqual(['1-2', '3-3', '4-4']);
    const path = join(data, 'segments', '3-3', 'DeviceProcessEvents.parquet');
    await truncate(path, 50);
    clock += hour;
    for (const name of ['e', 'f']) await store(to, execs(name));
    clock += hour;
    expect(await refusal(to.maintain())).toContain(`${path} is damaged`);
    expect(await segments()).toEqual(['1-2', '3-3', '4-4', '5-6']);
    clock += 3 * day;
    await to.maintain();
    expect(await files(to)).toEqual([]);
  });

  it('half-made and half-removed segments are cleared away', async () => {
    const first = await writer({ sealBytes: 1 });
    await store(first, execs('a'));
    await end(first);
    for (const name of ['2-2.tmp', '1-1.gone']) await mkdir(join(data, 'segments', name));
    await writeFile(join(data, 'journal', '1.ndjson'), 'a journal whose segment is there');
    expect(await files(await writer())).toEqual(['a']);
    expect([await segments(), await journals()]).toEqual([['1-1'], []]);
  });

  it('a lock file that is none is replaced', async () => {
    await end(await writer());
    await writeFile(join(data, 'writer.lock'), 'not a database'.repeat(1000));
    await store(await writer(), execs('a'));
    expect(await files(await reader())).toEqual(['a']);
  });
});

describe('a directory that cannot be used', () => {
  it('is written by another writer', async () => {
    await writer();
    expect(await refusal(writer())).toBe(
      `${data} is being written by process ${process.pid}: stop that one, or give another data directory`,
    );
    await symlink(data, `${data}.link`);
    expect(await refusal(openWriter(`${data}.link`))).toContain('is being written by process');
  });

  it('is of a newer format', async () => {
    await end(await writer());
    await writeFile(join(data, 'format.json'), '{"format":2}');
    for (const job of [writer, reader])
      expect(await refusal(job())).toContain(`${data} was written by a newer Keelwatch (format 2`);
    await writeFile(join(data, 'format.json'), '{"for');
    for (const job of [writer, reader])
      expect(await refusal(job())).toContain(`${join(data, 'format.json')} is damaged`);
  });

  it('is a file, or lies below one', async () => {
    await writeFile(data, '');
    for (const directory of [data, join(data, 'below')])
      for (const job of [openWriter, openReader])
        expect(await refusal(job(directory))).toMatch(
          / is not a directory: give another data directory$/,
        );
  });

  it('holds something else, or nothing to read', async () => {
    expect(await refusal(reader())).toContain(`${data} holds no Keelwatch data`);
    await mkdir(data);
    expect(await refusal(reader())).toContain(`${data} holds no Keelwatch data`);
    await writeFile(join(data, 'precious'), '');
    expect(await refusal(writer())).toContain(`${data} is not empty`);
    expect(await readdir(data)).toEqual(['precious']);
  });
});

it('a query that names no such table is a programmer error', async () => {
  const asked = { ...column('main', 'SensorEvents', 'ActionType'), tables: ['Wrong'] };
  await expect((await writer()).query(asked)).rejects.toThrow('There is no table "Wrong"');
});

it('rows written with fewer columns are read with what they lack filled in', async () => {
  const to = await writer({ sealBytes: 1 });
  await store(to, execs('a'));
  await end(to);
  const path = join(data, 'segments', '1-1', 'segment.json');
  const text = await readFile(path, 'utf8');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const file = join(data, 'segments', '1-1', 'DeviceProcessEvents.parquet').replaceAll("'", "''");
  await connection.run(
    `COPY (SELECT 0::BIGINT AS "_Seq", make_timestamp(5) AS "TimeGenerated", 'old' AS "FileName", 1 AS "Dropped") TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  await writeFile(path, text.replace(/"shape":"\w+"/, '"shape":"other"'));
  const again = await writer({ sealBytes: 1 });
  await store(again, execs('b'));
  const asked: Query = {
    sql: 'SELECT "FileName", "AccountName", "ProcessId", "TimeGenerated" FROM main."DeviceProcessEvents" ORDER BY 1',
    parameters: {},
    columns: [
      { name: 'FileName', type: 'string' },
      { name: 'AccountName', type: 'string' },
      { name: 'ProcessId', type: 'long' },
      { name: 'TimeGenerated', type: 'datetime' },
    ],
    tables: ['DeviceProcessEvents'],
  };
  const expected = [
    ['b', '', null, clock],
    ['old', '', null, 5],
  ];
  const from = await reader();
  expect((await from.query(asked)).rows).toEqual(expected);
  clock += hour;
  await again.maintain();
  expect(await segments()).toEqual(['1-2']);
  expect((await from.query(asked)).rows).toEqual(expected);
  expect((await again.query(asked)).rows).toEqual(expected);
});
