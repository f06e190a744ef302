import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, asyncProperty, constantFrom, jsonValue, nat, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { told } from './fixtures/told.js';
import { importFormats, UnknownFormat } from './index.js';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const files = importFormats.flatMap(({ id }) =>
  readdirSync(join(fixtures, id))
    .filter((file) => !file.endsWith('.golden'))
    .map((file) => ({ id, file, bytes: readFileSync(join(fixtures, id, file)) })),
);

/** An UnknownFormat is an answer, with its reason in place of what was read; anything else is a crash. */
function refusal(error: unknown): { bytes: string } {
  if (error instanceof UnknownFormat) return { bytes: error.message };
  throw error;
}

describe('whatever a file holds', { timeout: 30_000 }, () => {
  it.each(files)('$id/$file cut anywhere gives rows and rejections', async ({ id, bytes }) => {
    const whole = await told(bytes, 'whole', { format: id });
    const step = Math.max(1, Math.floor(bytes.length / 300));
    for (let length = 0; length < bytes.length; length += step) {
      const cut = await told(bytes.subarray(0, length), 'cut', { format: id });
      expect(cut.rows.length).toBeLessThanOrEqual(whole.rows.length + 1);
    }
  });

  it.each(files)('$id/$file comes to the same in pieces of any size', async ({ id, bytes }) => {
    const whole = await told(bytes, 'f', { format: id });
    for (const size of [1, 7, 100]) {
      expect((await told(bytes, 'f', { format: id }, size)).text).toBe(whole.text);
    }
  });

  it('bytes of any kind neither crash an importer nor get lost: all are read, or the file is refused', async () => {
    const formats = constantFrom(...importFormats.map(({ id }) => id));
    await assert(
      asyncProperty(formats, uint8Array({ maxLength: 300 }), async (format, bytes) => {
        const outcome = await told(bytes, 'f', { format }).catch(refusal);
        expect(String(outcome.bytes)).toMatch(new RegExp(`^${bytes.length}$|^it is `));
      }),
      { numRuns: 300 },
    );
  });

  it('fields of any kind do not crash an importer', async () => {
    const samples = files.flatMap(({ id, bytes }) =>
      bytes
        .toString()
        .split('\n')
        .flatMap((line) => (line.startsWith('{') && isJson(line) ? [{ id, line }] : [])),
    );
    await assert(
      asyncProperty(
        constantFrom(...samples),
        nat(),
        // An envelope whose list is empty holds no record that could be lost.
        jsonValue({ maxDepth: 3 }).filter((value) => !Array.isArray(value) || value.length > 0),
        async ({ id, line }, index, value) => {
          const changed = replaced(JSON.parse(line), index, value);
          const result = await told(Buffer.from(`${JSON.stringify(changed)}\n`), 'f', {
            format: id,
          });
          const { rows, rejected, skipped } = result;
          expect(rows.length + rejected.length + Object.keys(skipped).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The object with one of its parts, counted depth first, replaced. */
function replaced(value: unknown, index: number, by: unknown): unknown {
  let left = 1 + (index % (countOf(value) - 1));
  const walk = (part: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      return by;
    }
    left -= 1;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item)]));
  };
  return walk(value);
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, item) => sum + countOf(item), 1);
}
