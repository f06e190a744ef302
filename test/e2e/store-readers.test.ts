import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openReader } from '../../src/store/duckdb.js';
import { startWriter, summary, summaryUpTo } from './store-batches.js';

const seconds = 20;

it('readers see exact and growing contents while a writer writes, seals and rolls up', async () => {
  const data = await mkdtemp(join(tmpdir(), 'keelwatch-readers-'));
  // Three seconds are an hour, and what is replaced goes at once.
  const child = startWriter(data, 1200, 0);
  try {
    await child.until(0);
    const end = Date.now() + seconds * 1000;
    const names = new Set<string>();
    const watch = async (lasting: boolean): Promise<number> => {
      let reader = await openReader(data);
      let queries = 0;
      let last = -1;
      for (; Date.now() < end; queries += 1) {
        const due = Math.max(last, child.acknowledged());
        const found = await summary(reader);
        expect(found.last).toBeGreaterThanOrEqual(due);
        expect(found).toEqual(summaryUpTo(found.last));
        last = found.last;
        for (const name of await readdir(join(data, 'segments'))) names.add(name);
        if (lasting) continue;
        await reader.close();
        reader = await openReader(data);
      }
      await reader.close();
      return queries;
    };
    const queries = await Promise.all([watch(true), watch(true), watch(false)]);
    for (const count of queries) expect(count).toBeGreaterThan(20);
    const rolledUp = [...names].filter((name) => /^(\d+)-(?!\1$)\d+$/.test(name));
    expect(rolledUp.length).toBeGreaterThan(2);
  } finally {
    await child.kill();
    await rm(data, { recursive: true, force: true });
  }
});
