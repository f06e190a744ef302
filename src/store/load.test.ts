import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KustoType, TableSpec } from '../model/row.js';
import { type Engine, openEngine } from './engine.js';
import { appendRows, checkRows } from './load.js';
import { toValue } from './values.js';

const types: Record<KustoType, string> = {
  string: "VARCHAR NOT NULL DEFAULT ''",
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  dynamic: 'JSON',
};
const kinds = Object.keys(types) as KustoType[];
const spec: TableSpec = {
  origin: 'keelwatch',
  key: [],
  columns: kinds.map((type) => ({ name: `a ${type}`, type, ours: true })),
};

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: '1' });
  await engine.connection.run('CREATE SCHEMA hot');
});
afterAll(() => engine.close());
beforeEach(async () => {
  const columns = kinds.map((type) => `"a ${type}" ${types[type]}`);
  await engine.connection.run(`CREATE OR REPLACE TABLE hot.all ("_Seq" BIGINT, ${columns})`);
});

const append = (rows: object[], seq = 0): Promise<void> =>
  appendRows(engine.connection, 'all', spec, [{ seq, rows }]);

const stored = async (type: KustoType): Promise<unknown[]> => {
  const sql = `SELECT "a ${type}" FROM hot.all ORDER BY "_Seq"`;
  const reader = await engine.connection.runAndReadAll(sql);
  return reader.getRows().map(([value]) => toValue[type](value ?? null));
};

describe('values come back as they went in', () => {
  it.each<[KustoType, unknown[]]>([
    [
      'string',
      [
        '',
        'x',
        "'; DROP TABLE hot.all; --",
        '\u001b[31m\u0000\r\n\u202e',
        '🐳é\u{10ffff}',
        'x'.repeat(1e6),
      ],
    ],
    ['long', [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
    ['int', [0, -(2 ** 31), 2 ** 31 - 1]],
    ['real', [0.1, -1e308, 5e-324, Number.NaN, Infinity, -Infinity]],
    ['bool', [true, false]],
    ['datetime', [0, 1_700_000_000_000_001, -1, 9_000_000_000_000_000]],
    [
      'dynamic',
      [
        {},
        [],
        'text',
        0,
        false,
        { 'a"\\': ["\u0000'", { b: null }] },
        '\\ud800',
        ['\u001b]0;x\u0007'],
      ],
    ],
  ])('%s', async (type, values) => {
    await append(values.map((value) => ({ [`a ${type}`]: value })));
    expect(await stored(type)).toEqual(values);
  });

  it('numbers that a journal spells as strings', async () => {
    await append(['NaN', 'Infinity', '-Infinity'].map((value) => ({ 'a real': value })));
    expect(await stored('real')).toEqual([Number.NaN, Infinity, -Infinity]);
  });

  it('what is absent: empty for strings, null otherwise', async () => {
    await append([{}, Object.fromEntries(kinds.map((type) => [`a ${type}`, undefined]))]);
    await append([Object.fromEntries(kinds.map((type) => [`a ${type}`, null]))], 2);
    for (const type of kinds)
      expect(await stored(type)).toEqual(Array(3).fill(type === 'string' ? '' : null));
  });

  it('half of a surrogate pair, which Unicode does not have, becomes a replacement character', async () => {
    await append([{ 'a string': 'a\ud800b', 'a dynamic': { 'x\udfff': '\\\ud800' } }]);
    expect(await stored('string')).toEqual(['a\ufffdb']);
    expect(await stored('dynamic')).toEqual([{ 'x\ufffd': '\\\ufffd' }]);
    const valid = await engine.connection.runAndReadAll(
      'SELECT json_valid("a dynamic") FROM hot.all',
    );
    expect(valid.getRows()).toEqual([[true]]);
  });
});

it.each([
  ['ASCII', ['', 'a', 'twelve bytes', 'thirteen byte', '\u0000', 'x'.repeat(90), 'y'.repeat(5000)]],
  [
    'any text',
    [
      '',
      'a',
      'twelve bytes',
      'thirteen byte',
      'é',
      'tenchars é',
      '\u0000',
      'x'.repeat(90),
      '🐳🐳🐳',
    ],
  ],
])('rows of any shape come back in any number: %s', async (_kind, texts) => {
  const rows = Array.from({ length: 5000 }, (_, index) =>
    Object.fromEntries(
      kinds.flatMap((type, place) => {
        const value = {
          string: texts[index % texts.length],
          long: (index - 2500) * 3_000_000_001,
          int: index * 400_000 - 1_000_000_000,
          real: index / 7,
          bool: index % 3 === 0,
          datetime: 1_700_000_000_000_000 + index,
          dynamic: { [texts[index % texts.length] ?? '']: [index] },
        }[type];
        return (index >> place) % 3 === 0 ? [] : [[`a ${type}`, value]];
      }),
    ),
  );
  await append(rows.slice(0, 4095));
  await append(rows.slice(4095, 4096), 4095);
  await append(rows.slice(4096), 4096);
  for (const type of kinds)
    expect(await stored(type)).toEqual(
      rows.map((row) => row[`a ${type}`] ?? (type === 'string' ? '' : null)),
    );
});

describe('a value that its column cannot hold', () => {
  it.each<[KustoType, unknown]>([
    ['string', 5],
    ['long', '5'],
    ['long', 1.5],
    ['long', 2 ** 53],
    ['int', 2 ** 31],
    ['int', Number.NaN],
    ['real', 'much'],
    ['bool', 1],
    ['datetime', '2023-11-14'],
    ['datetime', Number.NaN],
    ['dynamic', () => 1],
  ])('%s %s is thrown with its name', (type, value) => {
    expect(() => checkRows('all', spec, [{}, { [`a ${type}`]: value }])).toThrow(
      `all.a ${type} is a ${type}, not`,
    );
  });

  it('is also one of an unknown column', () => {
    const rows = [{ 'a strong': 'x' }];
    expect(() => checkRows('all', spec, rows)).toThrow('all has no column "a strong"');
  });
});
