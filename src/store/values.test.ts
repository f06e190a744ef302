import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, openEngine, runQuery } from './engine.js';
import type { Query, ResultType } from './store.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: '1' });
});
afterAll(() => engine.close());

const evaluate = async (
  expression: string,
  type: ResultType,
  parameters: Query['parameters'] = {},
): Promise<unknown> => {
  const sql = `SELECT ${expression} AS x`;
  const query: Query = { sql, parameters, columns: [{ name: 'x', type }], tables: [] };
  return (await runQuery(engine.connection, query)).rows[0]?.[0];
};

describe('a result', () => {
  it.each<[string, ResultType, unknown]>([
    ["'a'", 'string', 'a'],
    ["'a' || chr(0) || 'b'", 'string', 'a\0b'],
    ['NULL', 'string', ''],
    ['NULL', 'long', null],
    ['42::BIGINT', 'long', 42],
    ['9007199254740993::BIGINT', 'long', 9_007_199_254_740_993n],
    ['(SELECT sum(x) FROM (VALUES (1::BIGINT), (2)) t(x))', 'long', 3],
    ['7::INTEGER', 'int', 7],
    ["'NaN'::DOUBLE", 'real', Number.NaN],
    ["'-Infinity'::DOUBLE", 'real', -Infinity],
    ['1.5::DOUBLE', 'real', 1.5],
    ['1.25::DECIMAL(10,2)', 'real', 1.25],
    ['1.10::DECIMAL(10,2)', 'decimal', '1.1'],
    ['100.00::DECIMAL(10,2)', 'decimal', '100'],
    ['true', 'bool', true],
    ["TIMESTAMP '2023-11-14 22:13:20.000001'", 'datetime', 1_700_000_000_000_001],
    ["TIMESTAMPTZ '2023-11-14 22:13:20+00'", 'datetime', 1_700_000_000_000_000],
    ["TIMESTAMP_NS '2023-11-14 22:13:20.000001'", 'datetime', 1_700_000_000_000_001],
    ["DATE '1970-01-02'", 'datetime', 86_400_000_000],
    ['864000000000::BIGINT', 'timespan', 864_000_000_000],
    ["INTERVAL '1 day 1 second'", 'timespan', 864_010_000_000],
    [
      "'c0ffee00-0000-4000-8000-000000000001'::UUID",
      'guid',
      'c0ffee00-0000-4000-8000-000000000001',
    ],
    [`'{"a":[1,null,"x"]}'::JSON`, 'dynamic', { a: [1, null, 'x'] }],
    [`{'a': [1, 2], 'b': '5'}`, 'dynamic', { a: [1, 2], b: '5' }],
    ["'null'::JSON", 'dynamic', null],
    ["'no json'", 'dynamic', 'no json'],
  ])('%s as %s', async (expression, type, expected) => {
    expect(await evaluate(expression, type)).toEqual(expected);
  });
});

describe('a parameter', () => {
  it.each<[string, Query['parameters'][string], string]>([
    ['a string', "'; DROP TABLE x; --", 'VARCHAR'],
    ['a whole number', 5, 'BIGINT'],
    ['a fraction', 0.5, 'DOUBLE'],
    ['an infinite number', Infinity, 'DOUBLE'],
    ['a large number', 2n ** 63n, 'HUGEINT'],
    ['a truth', true, 'BOOLEAN'],
  ])('that is %s keeps its value and type', async (_, value, type) => {
    expect(await evaluate('typeof($p)', 'string', { p: value })).toBe(type);
    const kusto = { VARCHAR: 'string', DOUBLE: 'real', BOOLEAN: 'bool' }[type] ?? 'long';
    expect(await evaluate('$p', kusto as ResultType, { p: value })).toBe(value);
  });
});

describe('SQL that does more than select', () => {
  it.each([
    'CREATE TABLE x (a INT)',
    "COPY (SELECT 1) TO '/tmp/keelwatch-never'",
    'SELECT 1; SELECT 2',
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/passwd.parquet'",
    'SET enable_external_access = true',
    "ATTACH '/tmp/keelwatch-never.db'",
    'INSTALL httpfs',
  ])('is refused: %s', async (sql) => {
    const query = { sql, parameters: {}, columns: [], tables: [] };
    await expect(runQuery(engine.connection, query)).rejects.toThrow(
      /not a SELECT|statements, not one|disabled|lock/,
    );
  });
});
