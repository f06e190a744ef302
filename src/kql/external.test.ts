import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemory } from '../store/duckdb.js';
import type { Writer } from '../store/store.js';
import { compile } from './compile.js';

describe('externaldata', { timeout: 30_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'keelwatch-external-'));
  const path = (name: string): string => join(directory, name);
  let writer: Writer;
  beforeAll(async () => {
    writer = await openMemory();
    writeFileSync(path('a.csv'), '\uFEFFname,n,d\r\n"a, ""b""",5,"{""k"":1}"\r\nc,,\r\n');
    writeFileSync(path('a.json'), '{"name":"a","n":9007199254740993}\n\n{"name":"b","n":"7"}\n');
    writeFileSync(path('list.json'), '[{"n":1},{"n":2}]');
    writeFileSync(path('a.txt'), 'one\n\nthree\n');
    writeFileSync(path('a.tsv.gz'), gzipSync('x\t1\n'));
    writeFileSync(path('open.csv'), 'a,"b\n');
  });
  afterAll(async () => {
    await writer.close();
    rmSync(directory, { recursive: true });
  });

  const compiled = (query: string) => compile(query, { files: true });

  async function rows(query: string): Promise<unknown> {
    const made = compiled(query);
    if ('diagnostics' in made) throw new Error(made.diagnostics[0]?.message);
    return (await writer.query(made.query)).rows;
  }

  const reason = (query: string): string => {
    const made = compiled(query);
    return 'diagnostics' in made ? (made.diagnostics[0]?.message ?? '') : 'compiled';
  };

  it('reads cells, with quotes in them, as the types that are declared', async () => {
    const query = `externaldata(name: string, n: long, d: dynamic) ["${path('a.csv')}"] with (ignoreFirstRecord = true)`;
    expect(await rows(query)).toEqual([
      ['a, "b"', 5, { k: 1 }],
      ['c', null, null],
    ]);
    expect(await rows(`externaldata(a: string, n: long) ["${path('a.tsv.gz')}"]`)).toEqual([
      ['x', 1],
    ]);
  });

  it('reads objects by the names of their properties, with all digits of their numbers', async () => {
    const query = `externaldata(n: long, name: string) ["${path('a.json')}"]`;
    expect(await rows(query)).toEqual([
      [9007199254740993n, 'a'],
      [7, 'b'],
    ]);
    const list = `externaldata(n: long) ["${path('list.json')}"] with (format = "multijson")`;
    expect(await rows(`${list} | summarize sum(n)`)).toEqual([[3]]);
  });

  it('reads lines, and searches among them', async () => {
    const query = `let Lines = externaldata(line: string) ["${path('a.txt')}"];
      print "three" in (Lines), "ONE" in~ (Lines), "four" in (Lines)`;
    expect(await rows(query)).toEqual([[true, true, false]]);
  });

  it('says what cannot be read, and where it was looked for', () => {
    expect(reason('externaldata(a: string) ["https://example.org/a.csv"]')).toMatch(/no network/);
    expect(reason('externaldata(a: string) ["none.csv"]')).toContain(
      join(process.cwd(), 'none.csv'),
    );
    expect(reason(`externaldata(a: string) ["${directory}"]`)).toMatch(/it is no file/);
    expect(reason(`externaldata(a: string) ["${path('open.csv')}"]`)).toMatch(/has no end/);
    expect(reason(`externaldata(a: string) ["${path('a.txt')}"] with (format = "json")`)).toMatch(
      /line 1 is no JSON/,
    );
  });

  it('reads nothing for a rule', () => {
    const made = compile(`externaldata(a: string) ["${path('a.txt')}"]`);
    expect(made).toMatchObject({ diagnostics: [{ line: 1, column: 1 }] });
  });
});
