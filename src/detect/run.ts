import type { Batch } from '../model/batch.js';
import type { Alerts } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { StagedBatch } from '../store/store.js';
import { alertsOf } from './alert.js';
import { concerns } from './concern.js';
import type { CompiledRule } from './rule.js';

export interface RuleFailure {
  ruleId: string;
  message: string;
}

export interface Outcome {
  alerts: Alerts[];
  /** Rules that could not run on this batch; the others did. */
  failures: RuleFailure[];
}

/** When each rule on a schedule ran last in this process; after a restart it is due, and finds its alerts stored. */
const ranAt = new WeakMap<CompiledRule, Micros>();

/**
 * Runs the rules on a batch and its staged self, as of `now`: a rule in batch mode when the batch has rows that may concern
 * it, one on a schedule when it is due. No row of a batch raises the same alert twice.
 */
export async function runRules(
  rules: readonly CompiledRule[],
  batch: Batch,
  staged: StagedBatch,
  now: Micros,
): Promise<Outcome> {
  const outcome: Outcome = { alerts: [], failures: [] };
  for (const rule of rules) {
    if (!isDue(rule, batch, now)) continue;
    try {
      outcome.alerts.push(...(await runRule(rule, staged, now)));
      ranAt.set(rule, now);
    } catch (error) {
      outcome.failures.push({ ruleId: rule.id, message: (error as Error).message });
    }
  }
  return outcome;
}

function isDue(rule: CompiledRule, batch: Batch, now: Micros): boolean {
  if (rule.mode === 'batch') return concerns(rule, batch);
  const last = ranAt.get(rule);
  return last === undefined || now < last || now - last >= rule.queryFrequency;
}

async function runRule(rule: CompiledRule, staged: StagedBatch, now: Micros): Promise<Alerts[]> {
  const parameters = 'now' in rule.query.parameters ? { ...rule.query.parameters, now } : {};
  const result = await staged.query({
    ...rule.query,
    parameters,
    since: now - rule.queryPeriod,
  });
  if (!triggers(rule, result.rows.length)) return [];
  const alerts = alertsOf(rule, result, now);
  const repeats = rule.mode === 'schedule' || rule.alertKey.length > 0;
  if (!repeats || alerts.length === 0) return alerts;
  const known = await knownAlerts(rule, staged);
  return alerts.filter(({ AlertId }) => !known.has(AlertId));
}

/** Whether so many results are as many as the rule alerts on. */
export function triggers(rule: CompiledRule, results: number): boolean {
  const compare = {
    gt: results > rule.triggerThreshold,
    lt: results < rule.triggerThreshold,
    eq: results === rule.triggerThreshold,
    ne: results !== rule.triggerThreshold,
  };
  return compare[rule.triggerOperator];
}

async function knownAlerts(rule: CompiledRule, staged: StagedBatch): Promise<Set<string>> {
  const { rows } = await staged.query({
    sql: 'SELECT "AlertId" FROM main."Alerts" WHERE "RuleId" = $rule',
    parameters: { rule: rule.id },
    columns: [{ name: 'AlertId', type: 'string' }],
    tables: ['Alerts'],
  });
  return new Set(rows.map(([id]) => String(id)));
}
