import { describe, expect, it } from 'vitest';
import { attempt } from './attempt.js';
import { inputOf } from './mutate.js';
import { shrink } from './shrink.js';
import type { Target } from './target.js';
import { targets } from './targets/index.js';

/** A few of the inputs that `npm run fuzz` goes on with for an hour: the same each time, since it is for finding others. */
const cases = 200;
/** Of those that take longest, fewer: a history each, or a query that is compiled and run. */
const fewer: Record<string, number> = { builds: 50, kql: 100, 'kql-rows': 100 };
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

describe.each(Object.entries(targets))('%s', (name, make) => {
  it('bears what it ought to read, and what it ought not', async () => {
    const target = await make();
    const seeds = target.seeds();
    for (const input of seeds) expect(await attempt(target, input)).toBeUndefined();
    for (let index = 0; index < (fewer[name] ?? cases); index += 1) {
      const why = await attempt(target, inputOf(target, seeds, seed, index));
      expect(why, `npm run fuzz -- --target ${name} --seed ${seed} --case ${index}`).toBe(
        undefined,
      );
    }
    await target.close?.();
  });
});

/** Does not bear three letters in their order. */
const fussy: Target = {
  seeds: () => [Buffer.from('a long text about bees, cats and dogs')],
  run(input) {
    if (/b.*c.*d/s.test(input.toString())) throw new Error('bcd');
  },
};

describe('fuzzing', () => {
  it('makes the same inputs of the same seed, and others of another', () => {
    const made = (number: number) =>
      Array.from({ length: 20 }, (_, index) =>
        inputOf(fussy, fussy.seeds(), number, index).toString('latin1'),
      );
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
    expect(new Set(made(1)).size).toBeGreaterThan(10);
  });

  it('finds the smallest input that is not borne', async () => {
    const fails = async (input: Buffer) => (await attempt(fussy, input)) !== undefined;
    const [long = Buffer.alloc(0)] = fussy.seeds();
    const least = await shrink(long, fails, performance.now() + 10_000);
    expect(least.toString()).toBe('bcd');
  });
});
