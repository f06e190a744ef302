import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputsOf } from './index.js';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'keelwatch-inputs-'));
  mkdirSync(join(root, 'logs/old'), { recursive: true });
  for (const file of ['a.json', 'b.log', 'logs/c.json', 'logs/old/d.json', 'logs/[x].json'])
    writeFileSync(join(root, file), file);
});
afterAll(() => rmSync(root, { recursive: true }));

const names = async (...paths: string[]): Promise<string[]> =>
  (await inputsOf(paths.map((path) => join(root, path)))).map(({ name }) =>
    name.slice(root.length + 1),
  );

describe('paths', () => {
  it('name a file, or all below a directory', async () => {
    expect(await names('b.log')).toEqual(['b.log']);
    expect(await names('logs')).toEqual(['logs/[x].json', 'logs/c.json', 'logs/old/d.json']);
  });

  it('may be patterns', async () => {
    expect(await names('*.json')).toEqual(['a.json']);
    expect(await names('**/*.json')).toEqual([
      'a.json',
      'logs/[x].json',
      'logs/c.json',
      'logs/old/d.json',
    ]);
    expect(await names('logs/?.json')).toEqual(['logs/c.json']);
    expect(await names('[!a].*')).toEqual(['b.log']);
    expect(await names('logs/**')).toContain('logs/old/d.json');
  });

  it('may be patterns of directories', async () => {
    expect(await names('*/*.json')).toEqual(['logs/[x].json', 'logs/c.json']);
    expect(await names('l*s/*/*.json')).toEqual(['logs/old/d.json']);
    expect(await names('l*s/**/d.json')).toEqual(['logs/old/d.json']);
    expect(await names('*/**/d.*')).toEqual(['logs/old/d.json']);
    await expect(names('x*/**')).rejects.toThrow('there is no file');
  });

  it('mean a file of the very name before a pattern, and each file once', async () => {
    expect(await names('logs/[x].json')).toEqual(['logs/[x].json']);
    expect(await names('a.json', '*.json')).toEqual(['a.json']);
  });

  it('at which there is nothing are errors', async () => {
    await expect(names('none.json')).rejects.toThrow('none.json"');
    await expect(names('*.none')).rejects.toThrow('there is no file');
  });

  it('tell their size, and what they hold', async () => {
    const [input] = await inputsOf([join(root, 'a.json')]);
    expect(input?.size).toBe(6);
    const chunks: Uint8Array[] = [];
    for await (const chunk of input?.open() ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('a.json');
  });

  it('are the standard input for -', async () => {
    const stdin = (async function* () {
      yield Buffer.from('in');
    })();
    expect(await inputsOf(['-'], stdin)).toMatchObject([{ name: '-', size: undefined }]);
  });
});
