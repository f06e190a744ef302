import { sample } from 'fast-check';
import { compile, withNow } from '../../../src/kql/compile.js';
import { query } from '../../../src/kql/fixtures/any-query.js';
import { openMemory } from '../../../src/store/duckdb.js';
import type { Target } from '../target.js';

const now = Date.UTC(2026, 0, 2) * 1000;

/** Queries that are KQL, made by its grammar: each is refused or gives rows. */
export async function kqlRows(): Promise<Target> {
  const writer = await openMemory();
  return {
    seeds: () => [],
    make: (random) => {
      const [text = ''] = sample(query, { seed: Math.floor(random() * 2 ** 31), numRuns: 1 });
      return Buffer.from(text);
    },
    async run(input) {
      const compiled = compile(input.toString());
      if ('diagnostics' in compiled) return;
      try {
        await writer.query(withNow(compiled.query, now));
      } catch (error) {
        // Some values are refused when they are met.
        if (!(error as Error).message.includes('is not supported')) throw error;
      }
    },
    close: () => writer.close(),
  };
}
