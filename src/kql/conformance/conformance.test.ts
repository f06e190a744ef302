import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemory } from '../../store/duckdb.js';
import type { Writer } from '../../store/store.js';
import { compileOn } from '../compile.js';
import type { Case } from './cases.js';
import { judge } from './judge.js';

const root = new URL('.', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/**
 * Cases beside this file: `<feature>/<case>.kql` with the columns and rows in `<case>.json`, and in `<case>.sql` what it
 * is compiled to, so that a change of the printer shows in a diff: `npx vitest -u` writes those anew.
 */
const queries = readdirSync(fileURLToPath(root), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.kql'),
);

const cases = queries.sort().map((path): Case => {
  const expected = JSON.parse(read(path.replace(/kql$/, 'json'))) as Case['expected'];
  const ordered = path.startsWith('order/');
  return {
    id: path,
    kql: read(path),
    expected,
    ordered,
    nondeterministic_hint: false,
    operators: [],
  };
});

describe('conformance', { timeout: 30_000 }, () => {
  let writer: Writer;
  beforeAll(async () => {
    writer = await openMemory();
  });
  afterAll(() => writer.close());

  it.each(cases)('$id', async (given) => {
    expect(await judge(given, writer)).toEqual({ kind: 'equal' });
    const compiled = await compileOn(writer, given.kql, 0, { catalog: {} });
    if ('diagnostics' in compiled) throw new Error(compiled.diagnostics[0]?.message);
    const path = fileURLToPath(new URL(given.id.replace(/kql$/, 'sql'), root));
    await expect(`${compiled.query.sql}\n`).toMatchFileSnapshot(path);
  });

  it('sees a wrong row', async () => {
    const [first] = cases;
    if (!first) throw new Error('no case');
    const expected = { ...first.expected, rows: first.expected.rows.slice(1) };
    expect(await judge({ ...first, expected }, writer)).toMatchObject({ kind: 'wrong' });
  });
});
