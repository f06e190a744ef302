import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold } from '../../src/correlate/fixtures/fold.js';
import { batchOf } from '../../src/correlate/fixtures/host.js';
import { buildkitAttack, classicAttack, remoteApi } from '../../src/correlate/fixtures/stories.js';
import { compile, withNow } from '../../src/kql/index.js';
import { openMemory } from '../../src/store/duckdb.js';
import type { Value, Writer } from '../../src/store/store.js';

const hunts = readdirSync('hunts').map((file) => ({
  file,
  text: readFileSync(`hunts/${file}`, 'utf8'),
}));

/** Those that have something to say of the stories below. */
const telling = new Set([
  'addresses-of-builds.kql',
  'builders-of-images.kql',
  'builds-from-temporary-directories.kql',
  'downloads-in-steps.kql',
  'clients-of-the-engine.kql',
  'powerful-containers.kql',
]);

async function run(writer: Writer, kql: string): Promise<Value[][]> {
  const compiled = compile(kql);
  if ('diagnostics' in compiled) throw new Error(compiled.diagnostics[0]?.message);
  return (await writer.query(withNow(compiled.query, Date.UTC(2027, 0, 1) * 1000))).rows;
}

describe('hunts', { timeout: 30_000 }, () => {
  let empty: Writer;
  let filled: Writer;
  beforeAll(async () => {
    empty = await openMemory();
    filled = await openMemory();
    for (const story of [classicAttack(), buildkitAttack(), remoteApi()]) {
      const { builds, steps, incidents } = fold(story, { until: 60 });
      const derived = {
        ImageBuilds: [...builds.values()],
        ImageBuildSteps: [...steps.values()],
        Incidents: [...incidents.values()],
      };
      await (await filled.stage({ ...batchOf(story.rows), ...derived })).commit();
    }
  });
  afterAll(async () => {
    await empty.close();
    await filled.close();
  });

  it('are a dozen and more', () => {
    expect(hunts.length).toBeGreaterThanOrEqual(12);
  });

  it.each(hunts)('$file says what it asks, what is normal, and what to look at', ({ text }) => {
    expect(text).toMatch(/^\/\/ [A-Z][^\n]+\?\n\/\/ Normal: [^\n]+\.\n\/\/ Look at: [^\n]+\.\n\S/);
  });

  it.each(hunts)(
    '$file runs where nothing is stored, and where much is',
    async ({ file, text }) => {
      expect(await run(empty, text)).toEqual([]);
      const found = await run(filled, text);
      expect(found.length).toBeGreaterThanOrEqual(telling.has(file) ? 1 : 0);
    },
  );
});
