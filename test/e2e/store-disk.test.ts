import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReader, openWriter } from '../../src/store/duckdb.js';
import { type Query, type Reader, StoreError } from '../../src/store/store.js';

let mount: string;
let data: string;
beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'keelwatch-disk-'));
  data = join(mount, 'data');
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=755', 'keelwatch-test', mount]);
});
afterEach(() => {
  execFileSync('/bin/umount', [mount]);
  rmSync(mount, { recursive: true });
});

const row = (ActionType: string) => ({
  SensorEvents: [{ TimeGenerated: 5, Sensor: 'x'.repeat(5000), ActionType }],
});

const stored: Query = {
  sql: 'SELECT "ActionType" FROM main."SensorEvents" ORDER BY "ActionType"::BIGINT',
  parameters: {},
  columns: [{ name: 'ActionType', type: 'string' }],
  tables: ['SensorEvents'],
};
const numbers = async (from: Reader): Promise<number[]> =>
  (await from.query(stored)).rows.map(([value]) => Number(value));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const refusal = async (job: Promise<unknown>): Promise<string> => {
  const [outcome] = await Promise.allSettled([job]);
  const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
  expect(error).toBeInstanceOf(StoreError);
  return error instanceof Error ? error.message : '';
};

const asNobody = async (job: () => Promise<unknown>): Promise<string> => {
  process.seteuid?.(65534);
  try {
    return await refusal(job());
  } finally {
    process.seteuid?.(0);
  }
};

/** Leaves so many bytes of the disk free. */
function fill(free: number): void {
  const { bavail, bsize } = statfsSync(mount);
  writeFileSync(join(mount, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - free), 1));
}

describe('a full disk', () => {
  it.each([
    ['fills the journal', 1e9],
    ['keeps a journal from being sealed', 20_000],
  ])('that %s: one refusal, nothing lost, on it goes once there is room', async (_, sealBytes) => {
    const writer = await openWriter(data, { sealBytes });
    const reader = await openReader(data);
    for (let n = 0; n < 10; n += 1) await (await writer.stage(row(String(n)))).commit();
    await writer.maintain();
    fill(60_000);
    let n = 10;
    const committed = async (): Promise<string | undefined> => {
      const staged = await writer.stage(row(String(n)));
      const [outcome] = await Promise.allSettled([staged.commit({}, { n })]);
      if (outcome.status === 'fulfilled') return undefined;
      const message = await refusal(staged.commit({}, { n }));
      await staged.discard();
      return message;
    };
    let message = await committed();
    for (; message === undefined; message = await committed()) n += 1;
    expect(message).toMatch(/^The disk that holds .* is full: free some space, then go on$/);
    expect(n).toBeGreaterThan(12);
    for (const from of [writer, reader]) expect(await numbers(from)).toEqual(upTo(n));

    rmSync(join(mount, 'ballast'));
    await (await writer.stage(row(String(n)))).commit({}, { n });
    expect(await numbers(reader)).toEqual(upTo(n + 1));
    await writer.close();
    const again = await openWriter(data);
    expect(again.state()).toEqual({ n });
    expect(await numbers(again)).toEqual(upTo(n + 1));
    await again.close();
    expect(await numbers(reader)).toEqual(upTo(n + 1));
    await reader.close();
  });

  it('is told by maintain() where it keeps a journal from being sealed', async () => {
    let clock = 0;
    const writer = await openWriter(data, { sealSeconds: 1, now: () => clock });
    await (await writer.stage(row('0'))).commit();
    fill(0);
    clock += 60e6;
    expect(await refusal(writer.maintain())).toMatch(/^The disk that holds .* is full/);
    rmSync(join(mount, 'ballast'));
    clock += 60e6;
    await writer.maintain();
    expect(await numbers(writer)).toEqual([0]);
    await writer.close();
  });

  it('is told to who would begin on it', async () => {
    fill(0);
    expect(await refusal(openWriter(data))).toMatch(/^The disk that holds .* is full/);
  });
});

describe('a read-only file system', () => {
  it('can be read, with rows in journals and in Parquet, and not written', async () => {
    const writer = await openWriter(data, { sealBytes: 6000 });
    for (let n = 0; n < 3; n += 1) await (await writer.stage(row(String(n)))).commit();
    await writer.close();
    execFileSync('/bin/mount', ['-o', 'remount,ro', mount]);
    const reader = await openReader(data);
    expect(await numbers(reader)).toEqual(upTo(3));
    await reader.close();
    for (const directory of [data, join(mount, 'other')])
      expect(await refusal(openWriter(directory))).toBe(
        `${directory} is on a read-only file system: give a data directory that can be written`,
      );
  });
});

describe('a user without permission', () => {
  it('is told so', async () => {
    const writer = await openWriter(data);
    await (await writer.stage(row('0'))).commit();
    await writer.close();
    expect(await asNobody(() => openReader(data))).toMatch(
      /^No permission for .*: run as the user/,
    );
    expect(await asNobody(() => openWriter(data))).toMatch(
      /^No permission for .*: run as the user/,
    );
    const other = join(mount, 'other');
    mkdirSync(other);
    chmodSync(other, 0o755);
    expect(await asNobody(() => openWriter(other))).toMatch(
      /^No permission for .*: run as the user/,
    );
  });
});
