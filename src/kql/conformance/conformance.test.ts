import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemory } from '../../store/duckdb.js';
import type { Writer } from '../../store/store.js';
import type { Case } from './cases.js';
import { judge } from './judge.js';

const root = new URL('.', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Cases beside this file: `<feature>/<case>.kql` with the columns and rows in `<case>.json`. */
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
  });

  it('sees a wrong row', async () => {
    const [first] = cases;
    if (!first) throw new Error('no case');
    const expected = { ...first.expected, rows: first.expected.rows.slice(1) };
    expect(await judge({ ...first, expected }, writer)).toMatchObject({ kind: 'wrong' });
  });
});
