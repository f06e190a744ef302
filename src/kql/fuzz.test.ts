import { assert, asyncProperty } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemory } from '../store/duckdb.js';
import type { Writer } from '../store/store.js';
import { aggregates } from './aggregates.js';
import { bind } from './bind.js';
import { compile, withNow } from './compile.js';
import { expressions, query, table } from './fixtures/any-query.js';
import { functions } from './functions.js';
import { field, list } from './syntax.js';
import type { Scalar } from './types.js';

/** How often more to look than in a run of all tests: `KQL_FUZZ=50 npx vitest run src/kql/fuzz.test.ts`. */
const scale = Number(process.env['KQL_FUZZ'] ?? 1);

describe('any query', { timeout: 60_000 * scale }, () => {
  let writer: Writer;
  beforeAll(async () => {
    writer = await openMemory();
  });
  afterAll(() => writer.close());

  /** The rows, or why there are none. A failure that is no refusal is thrown. */
  async function answer(kql: string): Promise<string[] | 'refused'> {
    const compiled = compile(kql);
    if ('diagnostics' in compiled) {
      const lines = kql.split('\n');
      for (const { line, column, message } of compiled.diagnostics) {
        const ends = (lines[line - 1] ?? '').length + 1;
        if (message === '' || column > ends)
          throw new Error(`${kql}\n${line}:${column} ${message}`);
      }
      return 'refused';
    }
    try {
      const { rows } = await writer.query(withNow(compiled.query, Date.UTC(2026, 0, 2) * 1000));
      return rows.map((made) => JSON.stringify(made, text)).sort();
    } catch (error) {
      const { message } = error as Error;
      if (message.includes('is not supported')) return 'refused';
      throw new Error(`${kql}\n${message}`, { cause: error });
    }
  }

  it('has rows or a refusal with its place', async () => {
    const seen = asyncProperty(query, async (kql) => {
      expect(await answer(kql)).toBeDefined();
    });
    await assert(seen, { numRuns: 20 * scale });
  });

  const forms: [string, (b: string, s: string, n: string) => [string, string]][] = [
    [
      'and is two filters',
      (b, s) => [`where (${b}) and (${s}) has "o"`, `where ${b} | where (${s}) has "o"`],
    ],
    [
      'a condition, its negation and neither',
      (b) => [
        `count`,
        `summarize Count = countif(${b}) + countif(not(${b})) + countif(isnull(${b}))`,
      ],
    ],
    [
      'in is equality with any',
      (_, s) => [`where (${s}) in ("docker", "12")`, `where (${s}) == "docker" or (${s}) == "12"`],
    ],
    [
      'a negated search',
      (_, s) => [`where (${s}) !has "docker"`, `where not((${s}) has "docker")`],
    ],
    [
      'has_any is has or has',
      (_, s) => [
        `where (${s}) has_any ("x", "docker")`,
        `where (${s}) has "x" or (${s}) has "docker"`,
      ],
    ],
    [
      'between is two comparisons',
      (_b, _s, n) => [`where (${n}) between (-1 .. 7)`, `where (${n}) >= -1 and (${n}) <= 7`],
    ],
    [
      'iff is case',
      (b, s, n) => [
        `project y = iff(${b}, ${n}, strlen(${s}))`,
        `project y = case(${b}, ${n}, strlen(${s}))`,
      ],
    ],
    [
      'distinct is summarize by',
      (_, s, n) => [`extend x = ${s}, y = ${n} | distinct x, y`, `summarize by x = ${s}, y = ${n}`],
    ],
    [
      'a filter before or after a column',
      (b, s) => [`where ${b} | extend x = ${s}`, `extend x = ${s} | where ${b}`],
    ],
    [
      'a conditional aggregate',
      (b, _, n) => [`summarize y = sumif(${n}, ${b})`, `where ${b} | summarize y = sum(${n})`],
    ],
    [
      'a semi join is in',
      (_, s) => [
        `extend x = ${s} | join kind=leftsemi (T | project x = s) on x`,
        `extend x = ${s} | where x in ((T | project s))`,
      ],
    ],
    [
      'semi and anti join share the rows',
      (_, s) => [
        `extend x = ${s} | join kind=leftsemi (T | where n > 0 | project x = s) on x | union (T | extend x = ${s} | join kind=leftanti (T | where n > 0 | project x = s) on x) | count`,
        'count',
      ],
    ],
    [
      'a let stands for its value',
      (_, s) => [
        `extend x = ${s} | where x has "docker" | project x`,
        `project x = ${s} | where x has "docker"`,
      ],
    ],
  ];

  it.each(forms)('%s', async (_, made) => {
    const agree = asyncProperty(
      table,
      expressions.b,
      expressions.s,
      expressions.n,
      async (head, b, s, n) => {
        const both = await Promise.all(made(b, s, n).map((form) => answer(`${head}T | ${form}`)));
        const [one, other] = both.includes('refused') ? [] : both;
        expect(one).toEqual(other);
      },
    );
    await assert(agree, { numRuns: 3 * scale });
  });
});

/** Where Kusto's engine gives another type than Microsoft's binder says: so it did for the emulator's cases. */
const measured: Record<string, Scalar> = {
  ceiling: 'real',
  dayofmonth: 'long',
  dayofyear: 'long',
  getmonth: 'long',
  getyear: 'long',
  hourofday: 'long',
  jaccard_index: 'real',
  monthofyear: 'long',
  round: 'real',
  week_of_year: 'long',
  weekofyear: 'long',
};

describe('the type of', { timeout: 120_000 }, () => {
  const columns = ['i', 'l', 'r', 'd', 't', 'y'];
  const numbers = ['i', 'l', 'r'];
  const pairs = [
    ...numbers.flatMap((one) => numbers.map((other) => `${one}, ${other}`)),
    'd, d',
    'd, t',
    't, t',
    't, i',
    'i, t',
    'y, i',
  ];
  const head =
    'print i = int(1), l = 2, r = 3.0, d = datetime(2026-01-01), t = 1h, y = dynamic([1])';

  /** The type that Microsoft's binder gives `x`, and ours; nothing where either refuses. */
  function types(kql: string): { ours: Scalar; binders: Scalar } | undefined {
    const bound = bind(kql, {});
    if (!('syntax' in bound)) return undefined;
    const [statement] = list(bound.syntax, 'Statements');
    const type = statement && field(statement, 'Expression')?.type;
    const compiled = compile(kql);
    if (type?.kind !== 'table' || 'diagnostics' in compiled) return undefined;
    const binders = type.columns[0]?.type;
    const ours = compiled.query.columns[0]?.type;
    return ours && binders && { ours, binders };
  }

  it.each([
    ['each function', Object.keys(functions), 'project x = '],
    ['each aggregate', Object.keys(aggregates), 'summarize x = '],
  ])('%s of numbers and times is the binder’s', (_, names, verb) => {
    const others: string[] = [];
    let agreed = 0;
    for (const name of names)
      for (const args of ['', ...columns, ...pairs, 'i, i, i', 'l, l, l']) {
        const found = types(`${head} | ${verb}${name}(${args})`);
        if (!found) continue;
        const wanted = measured[name] ?? found.binders;
        if (found.ours === wanted) agreed += 1;
        else others.push(`${name}(${args}): ${found.ours}, not ${wanted}`);
      }
    expect(others).toEqual([]);
    expect(agreed).toBeGreaterThan(names.length / 2);
  });

  it('each sum, product and so on is the binder’s', () => {
    const others: string[] = [];
    for (const operator of ['+', '-', '*', '/', '%'])
      for (const pair of pairs) {
        const expression = pair.replace(',', ` ${operator}`);
        const found = types(`${head} | project x = ${expression}`);
        if (found && found.ours !== found.binders) others.push(`${expression}: ${found.ours}`);
      }
    expect(others).toEqual([]);
  });
});

const text = (_: string, value: unknown): unknown =>
  typeof value === 'bigint'
    ? `${value}`
    : typeof value === 'number' && !Number.isFinite(value)
      ? `${value}`
      : value;
