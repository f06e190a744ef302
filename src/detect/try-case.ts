import type { Batch } from '../model/batch.js';
import type { Alerts } from '../model/generated/tables.js';
import { openMemory } from '../store/duckdb.js';
import type { Writer } from '../store/store.js';
import type { RuleCase } from './cases.js';
import type { CompiledRule } from './rule.js';
import { runRules } from './run.js';

/** What a rule raised on a case: by each way of running it, and the alerts of the first. */
export interface Tried {
  name: string;
  expected: number;
  /** `at once`, and for a rule that runs on batches also `one by one`. */
  raised: { how: string; count: number }[];
  alerts: Alerts[];
  isRight: boolean;
}

/**
 * Runs a rule on a case with its rows in one batch and, where it runs on batches, one by one: the number has to be the
 * same. A rule on a schedule runs when it is due, so that the batches that come before do not matter.
 */
export async function tryCase(rule: CompiledRule, tried: RuleCase): Promise<Tried> {
  const sizes = [
    { how: 'at once', size: tried.rows.length },
    ...(rule.mode === 'batch' ? [{ how: 'one by one', size: 1 }] : []),
  ];
  const runs: { how: string; alerts: Alerts[] }[] = [];
  for (const { how, size } of sizes) {
    const writer = await openMemory();
    try {
      runs.push({ how, alerts: await runCase(rule, tried, writer, size) });
    } finally {
      await writer.close();
    }
  }
  const raised = runs.map(({ how, alerts }) => ({ how, count: alerts.length }));
  return {
    name: tried.name,
    expected: tried.expected,
    raised,
    alerts: runs[0]?.alerts ?? [],
    isRight: raised.every(({ count }) => count === tried.expected),
  };
}

/**
 * The alerts that a rule raises on a case's rows, `size` rows to a batch, a moment after each batch's last row. The writer
 * has to be empty.
 */
export async function runCase(
  rule: CompiledRule,
  { rows }: RuleCase,
  writer: Writer,
  size = rows.length,
): Promise<Alerts[]> {
  // When a rule ran last is remembered by the rule: this one has not run yet.
  const fresh = { ...rule };
  const alerts: Alerts[] = [];
  let now = 0;
  for (let start = 0; start < rows.length; start += size) {
    const batch: Partial<Record<string, unknown[]>> = {};
    for (const { table, row } of rows.slice(start, start + size)) {
      (batch[table] ??= []).push(row);
      now = Math.max(now, row.TimeGenerated + 1e6, ('UpdatedTime' in row && row.UpdatedTime) || 0);
    }
    const staged = await writer.stage(batch as Batch);
    const outcome = await runRules([fresh], batch as Batch, staged, now);
    const [failure] = outcome.failures;
    if (failure) throw new Error(`${failure.ruleId}: ${failure.message}`);
    alerts.push(...outcome.alerts);
    await staged.commit({ Alerts: outcome.alerts });
  }
  return alerts;
}
