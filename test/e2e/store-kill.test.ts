import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openReader, openWriter } from '../../src/store/duckdb.js';
import { startWriter, summary, summaryUpTo, type WriterProcess } from './store-batches.js';

let data: string;
let child: WriterProcess | undefined;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'keelwatch-kill-'));
});
afterEach(async () => {
  await child?.kill();
  await rm(data, { recursive: true, force: true });
});

it('a writer killed at any moment loses nothing acknowledged, and stores nothing twice', async () => {
  let stored = -1;
  for (let round = 0; round < 50; round += 1) {
    child = startWriter(data, 600, 60);
    await child.until(stored + 1 + Math.floor(Math.random() * 40));
    await sleep(Math.random() * 60);
    await child.kill();
    const acknowledged = child.acknowledged();
    const reader = await openReader(data);
    const found = await summary(reader);
    await reader.close();
    // The last batch may be stored though nobody was told any more.
    expect([acknowledged, acknowledged + 1]).toContain(found.last);
    expect(found).toEqual(summaryUpTo(found.last));
    stored = found.last;
  }
  const writer = await openWriter(data);
  expect(writer.state()).toEqual({ batch: stored });
  expect(await summary(writer)).toEqual(summaryUpTo(stored));
  await writer.close();
}, 400_000);

it('a second process is refused with the number of the first, and let in once that was killed', async () => {
  child = startWriter(data);
  await child.until(0);
  await expect(openWriter(data)).rejects.toThrow(
    `${data} is being written by process ${child.process.pid}: stop that one`,
  );
  const before = child.acknowledged();
  await child.until(before + 3);
  await child.kill();
  const writer = await openWriter(data);
  expect(await summary(writer)).toMatchObject({ build: writer.state().batch });
  await writer.close();
});
