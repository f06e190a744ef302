import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildkitAttack, classicAttack, remoteApi } from '../correlate/fixtures/stories.js';
import { infected, partsOf } from '../explain/fixtures/parts.js';
import { compile, withNow } from '../kql/index.js';
import { openMemory } from '../store/duckdb.js';
import type { Value, Writer } from '../store/store.js';
import { kqlText } from './kql-text.js';
import { type Situation, situationOf } from './situation.js';
import { widen } from './widen.js';

const situation = (story = classicAttack()): Situation => {
  const { incident, built } = partsOf(story);
  return situationOf(incident.IncidentId, built);
};

describe('the queries that widen the search', { timeout: 30_000 }, () => {
  let writer: Writer;
  beforeAll(async () => {
    writer = await openMemory();
  });
  afterAll(() => writer.close());

  async function run(kql: string): Promise<Value[][]> {
    const compiled = compile(kql);
    if ('diagnostics' in compiled) throw new Error(`${kql}\n${compiled.diagnostics[0]?.message}`);
    return (await writer.query(withNow(compiled.query, 1e15))).rows;
  }

  it.each([
    ['classic', classicAttack()],
    ['buildkit', buildkitAttack()],
    ['remote', remoteApi()],
  ])('run: %s', async (_, story) => {
    const queries = widen(situation(story));
    expect(queries.length).toBeGreaterThan(4);
    for (const { kql } of queries) expect(await run(kql)).toEqual([]);
  });

  it('hold a hostile text as it is', async () => {
    const texts = [
      '"',
      '\\',
      '\\"',
      '" or true //',
      "'",
      '\n| take 1',
      '\u202e',
      '\ud800',
      '\u{10348}',
      '\0',
      '☃',
    ];
    const columns = texts.map((text, index) => `c${index} = ${kqlText(text)}`).join(', ');
    const [row] = await run(`print ${columns}`);
    expect(row).toEqual(texts.map((text) => Buffer.from(text).toString()));
    const { incident, built } = infected(partsOf(), '" or true // \n');
    for (const { kql } of widen(situationOf(incident.IncidentId, built)))
      expect(await run(kql)).toEqual([]);
  });
});
