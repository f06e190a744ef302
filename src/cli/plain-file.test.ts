import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainForms } from '../normalise/import/index.js';
import { openScratch } from '../store/scratch.js';
import { ChangedFile, countLines, onlyLines } from './plain-file.js';

let path: string;
beforeAll(() => {
  path = join(mkdtempSync(join(tmpdir(), 'keelwatch-plain-')), 'file');
});
afterAll(() => {
  rmSync(join(path, '..'), { recursive: true });
});

async function left(text: string, size: number, lines: string[]): Promise<string> {
  const bytes = Buffer.from(text);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const found: Buffer[] = [];
  for await (const piece of onlyLines(pieces(), lines)) found.push(piece);
  return Buffer.concat(found).toString('utf8');
}

describe('a file of which some lines are left', () => {
  const text = 'one\n\nzwölf is twelve\n🦀 and more\none\nlast of all';

  it.each([1, 2, 3, 7, 100])(
    'keeps them in their places, read %i bytes at a time',
    async (size) => {
      expect(await left(text, size, ['one', '', 'one'])).toBe('one\n\n\n\none\n');
      expect(await left(text, size, ['zwölf is twelve', 'last of all'])).toBe(
        '\n\nzwölf is twelve\n\n\nlast of all',
      );
      expect(await left(text, size, ['🦀 and more'])).toBe('\n\n\n🦀 and more\n\n');
    },
  );

  it('is known to have changed where there are fewer or more of them', async () => {
    await expect(left(text, 5, ['one'])).rejects.toThrow(ChangedFile);
    await expect(left(text, 5, ['three'])).rejects.toThrow('it changed while it was read');
  });
});

describe('the lines of a file', () => {
  it.each<[string, number | undefined]>([
    ['', 0],
    ['\n', 1],
    ['a', 1],
    ['a\nb', 2],
    ['a\n\nb\n', 3],
    ['x'.repeat(3_000_000), 1],
    ['a\r\nb\n', undefined],
  ])('are counted', async (text, count) => {
    writeFileSync(path, text);
    expect(await countLines(path, new AbortController().signal)).toBe(count);
  });
});

describe('a file that is not what it was when its lines were counted', () => {
  it('is left alone by the store', async () => {
    const line = JSON.stringify({
      table: 'DeviceProcessEvents',
      TimeGenerated: '2026-03-01T08:15:00.123456Z',
      DeviceName: 'host',
    });
    const text = `${line}\n`.repeat(100);
    writeFileSync(path, text);
    const forms = plainForms([Buffer.from(text)])?.forms ?? [];
    const scratch = await openScratch();
    try {
      expect(await scratch.takeLines({ path, forms, lines: Promise.resolve(99) })).toBeUndefined();
      const taken = await scratch.takeLines({ path, forms, lines: Promise.resolve(100) });
      expect(taken).toMatchObject({ rows: [{ rows: 100 }], others: [] });
      const { rows } = await scratch.query({
        sql: 'SELECT count(*) FROM main."DeviceProcessEvents"',
        parameters: {},
        columns: [{ name: 'Count', type: 'long' }],
        tables: ['DeviceProcessEvents'],
      });
      expect(rows).toEqual([[100]]);
    } finally {
      await scratch.close();
    }
  });
});
