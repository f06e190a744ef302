import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWriter } from './duckdb.js';
import type { Query, Reader } from './store.js';

let place: string;
let data: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'keelwatch-moved-'));
  data = join(place, 'data');
});
afterEach(() => rm(place, { recursive: true }));

const row = (ActionType: string) => ({
  SensorEvents: [{ TimeGenerated: 5, Sensor: 'watcher', ActionType }],
});
const stored: Query = {
  sql: 'SELECT "ActionType" FROM main."SensorEvents" ORDER BY "ActionType"',
  parameters: {},
  columns: [{ name: 'ActionType', type: 'string' }],
  tables: ['SensorEvents'],
};
const names = async (from: Reader) => (await from.query(stored)).rows.flat();

it('a directory that was moved away takes nothing, and all once it is back', async () => {
  const writer = await openWriter(data);
  await (await writer.stage(row('a'))).commit();
  await rename(data, join(place, 'elsewhere'));
  const staged = await writer.stage(row('b'));
  await expect(staged.commit()).rejects.toThrow(/is gone: put its data directory back/);
  await expect(writer.maintain()).rejects.toThrow(/is gone: put its data directory back/);
  await rename(join(place, 'elsewhere'), data);
  await staged.commit();
  await writer.maintain();
  await (await writer.stage(row('c'))).commit();
  await writer.close();
  const again = await openWriter(data);
  expect(await names(again)).toEqual(['a', 'b', 'c']);
  await again.close();
});

it('a directory that took its place is left as it is', async () => {
  const other = join(place, 'other');
  const its = await openWriter(other);
  await (await its.stage(row('z'))).commit();
  await its.close();
  let clock = 0;
  const writer = await openWriter(data, { sealSeconds: 1, now: () => clock });
  await (await writer.stage(row('a'))).commit();
  await rename(data, join(place, 'elsewhere'));
  await rename(other, data);
  const before = await readdir(data, { recursive: true });
  clock = 10e6;
  const staged = await writer.stage(row('b'));
  await expect(staged.commit()).rejects.toThrow(/is another directory than before/);
  await expect(writer.maintain()).rejects.toThrow(/is another directory than before/);
  await staged.discard();
  await writer.close();
  expect(await readdir(data, { recursive: true })).toEqual(before);
  const again = await openWriter(data);
  expect(await names(again)).toEqual(['z']);
  await again.close();
});
