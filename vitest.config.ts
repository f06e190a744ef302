import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What is asked with generated inputs takes its time: `npm test` does, `npm run check` does not. */
const generated = '{src,test}/**/fuzz.test.ts';

export default defineConfig({
  test: {
    // Left alone, vitest keeps a core of two for itself.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts'],
          exclude: [generated],
          // None depends on speed, and machines are shared.
          testTimeout: 60_000,
          // Nothing is mocked, so that what one file loaded is as good for the next: half of the processor time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: [generated],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          setupFiles: ['test/e2e/setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
