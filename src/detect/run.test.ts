import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alerts, DeviceFileEvents } from '../model/generated/tables.js';
import { openMemory } from '../store/duckdb.js';
import type { Writer } from '../store/store.js';
import { compileRule } from './compile-rule.js';
import type { CompiledRule, RuleMetadata } from './rule.js';
import { runRules } from './run.js';

const metadata: RuleMetadata = {
  id: 'rule',
  name: 'Rule',
  description: 'A rule.',
  severity: 'Low',
  confidence: 'Low',
  tactics: [],
  techniques: [],
  queryFrequency: 60e6,
  queryPeriod: 3600e6,
  triggerOperator: 'gt',
  triggerThreshold: 0,
  alertKey: [],
  newRowsOf: [],
  entityMappings: [],
  falsePositives: [],
  references: [],
  version: '1.0.0',
};

const start = 1_700_000_000_000_000;
const file = (name: string, after = 0): DeviceFileEvents => ({
  TimeGenerated: start + after,
  ActionType: 'FileCreated',
  FileName: name,
});

describe('runRules', { timeout: 30_000 }, () => {
  let writer: Writer;
  beforeEach(async () => {
    writer = await openMemory();
  });
  afterEach(() => writer.close());

  async function run(rule: CompiledRule, rows: DeviceFileEvents[], after = 0): Promise<Alerts[]> {
    const batch = rows.length > 0 ? { DeviceFileEvents: rows } : {};
    const staged = await writer.stage(batch);
    const { alerts, failures } = await runRules([rule], batch, staged, start + after);
    expect(failures).toEqual([]);
    await staged.commit({ Alerts: alerts });
    return alerts;
  }

  it('raises an alert for each new row, and none for it again', async () => {
    const rule = compileRule(metadata, 'DeviceFileEvents | where FileName startswith "a"', 'q');
    expect(await run(rule, [file('a1'), file('b'), file('a2')])).toHaveLength(2);
    expect(await run(rule, [file('c')])).toEqual([]);
    expect(await run(rule, [file('a3')])).toHaveLength(1);
  });

  it('gives rows that are alike alerts of their own', async () => {
    const rule = compileRule(metadata, 'DeviceFileEvents | project FileName', 'q');
    const alerts = await run(rule, [file('a'), file('a')]);
    expect(new Set(alerts.map(({ AlertId }) => AlertId)).size).toBe(2);
  });

  it('sees no row that is older than its look-back', async () => {
    const rule = compileRule(metadata, 'DeviceFileEvents | project FileName', 'q');
    expect(await run(rule, [file('old', -3601e6), file('new')])).toHaveLength(1);
  });

  it('raises one alert for an alertKey, over all batches', async () => {
    const keyed = { ...metadata, alertKey: ['FileName'] };
    const rule = compileRule(keyed, 'DeviceFileEvents | project FileName, TimeGenerated', 'q');
    expect(await run(rule, [file('a'), file('a', 1)])).toHaveLength(1);
    expect(await run(rule, [file('a', 2), file('b', 2)])).toHaveLength(1);
  });

  it('runs what is on a schedule when it is due, and raises no alert twice', async () => {
    const rule = compileRule(
      metadata,
      'DeviceFileEvents | summarize Count = count() by FileName | where Count > 1',
      'q',
    );
    expect(await run(rule, [file('a')])).toEqual([]);
    expect(await run(rule, [file('a', 1)], 30e6)).toEqual([]);
    expect(await run(rule, [], 61e6)).toHaveLength(1);
    expect(await run(rule, [], 122e6)).toEqual([]);
  });

  it('keeps hostile text as it is, as data', async () => {
    const rule = compileRule(metadata, 'DeviceFileEvents | project Detail = FileName', 'q');
    const hostile = `\u001b[2J'; DROP TABLE x; --\n"`;
    expect(await run(rule, [file(hostile)])).toMatchObject([
      { Detail: hostile, ResultRow: { Detail: hostile } },
    ]);
  });

  it('goes on when a rule fails, and names it', async () => {
    const good = compileRule(metadata, 'DeviceFileEvents | project FileName', 'q');
    const broken = { ...good, id: 'broken', query: { ...good.query, sql: 'SELECT nothing' } };
    const batch = { DeviceFileEvents: [file('a')] };
    const staged = await writer.stage(batch);
    const { alerts, failures } = await runRules([broken, good], batch, staged, start);
    expect(alerts).toHaveLength(1);
    expect(failures).toMatchObject([{ ruleId: 'broken' }]);
  });
});
