import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dictionary } from '../../src/model/dictionary.js';
import { tables } from '../../src/model/generated/tables.js';
import { told } from '../../src/normalise/import/fixtures/told.js';
import { importFormats } from '../../src/normalise/import/index.js';
import { checkRows } from '../../src/store/load.js';

// An attacker chooses words that are looked up. Every object has entries that nobody put there.

const root = fileURLToPath(new URL('../../src', import.meta.url));
const fixtures = join(root, 'normalise/import/fixtures');
const words = ['constructor', '__proto__', 'toString'];

const files = importFormats.flatMap(({ id }) =>
  readdirSync(join(fixtures, id))
    .filter((file) => !file.endsWith('.golden'))
    .map((file) => ({ id, file, text: readFileSync(join(fixtures, id, file), 'utf8') })),
);

/** Each word of a line in turn, replaced. */
const variants = (line: string, word: string): string[] =>
  [...line.matchAll(/[A-Za-z_][\w.-]*/g)].map(
    ({ 0: found, index }) => line.slice(0, index) + word + line.slice(index + found.length),
  );

describe('a word that every object knows', { timeout: 60_000 }, () => {
  it.each(files)('stands for nothing in $id/$file', async ({ id, text }) => {
    const lines = [...new Set(text.split('\n'))].filter(Boolean).slice(0, 8);
    for (const word of words) {
      const bytes = Buffer.from(lines.flatMap((line) => variants(line, word)).join('\n'));
      const { rows, rejected, skipped } = await told(bytes, 'f', { format: id });
      for (const { table, row } of rows) checkRows(table, tables[table], [row]);
      for (const count of Object.values(skipped)) expect(count).toBeGreaterThan(0);
      expect(rows.length + rejected.length + Object.keys(skipped).length).toBeGreaterThan(0);
    }
  });

  it('is no entry of a dictionary', () => {
    const known: Record<string, number> = dictionary({ one: 1 });
    expect(known['one']).toBe(1);
    for (const word of words) expect(known[word]).toBeUndefined();
  });
});

describe('tables of words', () => {
  it('are dictionaries', () => {
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (path) =>
        path.endsWith('.ts') && !/\.test\.ts$|^lab\/|generated\/|microsoft\/|fixtures\//.test(path),
    );
    const bare = sources.flatMap((path) =>
      [
        ...readFileSync(join(root, path), 'utf8').matchAll(
          /^(?:export )?const (\w+): (?:Readonly<)?(?:Partial<)?Record<string,[^=]*(?:=>[^=]*)?= \{/gm,
        ),
      ].map(([, name]) => `${path}: ${name}`),
    );
    expect(bare).toEqual([]);
  });
});
