import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableName } from '../model/generated/tables.js';
import { openMemory, openReader, openWriter } from './duckdb.js';
import type { Query, Reader } from './store.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "keelwatch's [store] "));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const time = 1_700_000_000_000_000;

const names = (schema: string, table: TableName, column: string): Query => ({
  sql: `SELECT "${column}" FROM ${schema}."${table}" ORDER BY 1`,
  parameters: {},
  columns: [{ name: column, type: 'string' }],
  tables: [table],
});

const ask = async (reader: Pick<Reader, 'query'>, schema = 'main'): Promise<unknown[]> =>
  (await reader.query(names(schema, 'DeviceProcessEvents', 'FileName'))).rows.flat();

const execs = (...files: string[]) => ({
  DeviceProcessEvents: files.map((FileName) => ({
    TimeGenerated: time,
    ActionType: 'ProcessCreated',
    FileName,
  })),
});

describe('a staged batch', () => {
  it.each(['disk', 'memory'])(
    'is new until committed, then old, then stored (%s)',
    async (kind) => {
      const writer = kind === 'disk' ? await openWriter(data) : await openMemory();
      const first = await writer.stage(execs('a', 'b'));
      expect(await ask(first, 'new')).toEqual(['a', 'b']);
      expect(await ask(first, 'old')).toEqual([]);
      await first.commit();
      const second = await writer.stage(execs('c'));
      expect(await ask(second, 'new')).toEqual(['c']);
      expect(await ask(second, 'old')).toEqual(['a', 'b']);
      expect(await ask(second, 'main')).toEqual(['a', 'b', 'c']);
      await second.discard();
      expect(await ask(writer)).toEqual(['a', 'b']);
      await expect(second.commit()).rejects.toThrow('no longer staged');
      const third = await writer.stage(execs('d'));
      await third.commit(execs('e'), { cursor: 5 });
      expect(await ask(writer)).toEqual(['a', 'b', 'd', 'e']);
      expect(await ask(writer, 'new')).toEqual([]);
      expect(writer.state()).toEqual({ cursor: 5 });
      await writer.close();
    },
  );

  it('survives the end of the writer, and is read beside it', async () => {
    const writer = await openWriter(data);
    const reader = await openReader(data);
    expect(await ask(reader)).toEqual([]);
    await (await writer.stage(execs('a'))).commit({}, { cursor: [1, { two: null }] });
    expect(await ask(reader)).toEqual(['a']);
    await writer.close();
    const again = await openWriter(data);
    expect(again.state()).toEqual({ cursor: [1, { two: null }] });
    await (await again.stage(execs('b'))).commit();
    expect(await ask(again)).toEqual(['a', 'b']);
    expect(await ask(reader)).toEqual(['a', 'b']);
    await again.close();
    expect(await readdir(join(data, 'segments'))).toEqual(['1-1']);
    expect(await ask(reader)).toEqual(['a', 'b']);
    await reader.close();
  });
});
