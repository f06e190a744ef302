import type { Alerts } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { Query, Result, StagedBatch } from '../store/store.js';
import { alertsOf } from './alert.js';
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
 * Runs the rules on a staged batch, as of `now`: a rule in batch mode when the batch has rows that may concern
 * it, one on a schedule when it is due. No row of a batch raises the same alert twice.
 */
export async function runRules(
  rules: readonly CompiledRule[],
  staged: StagedBatch,
  now: Micros,
): Promise<Outcome> {
  const outcome: Outcome = { alerts: [], failures: [] };
  const concerned = await concernedRules(rules, staged);
  for (const rule of rules) {
    if (!isDue(rule, concerned, now)) continue;
    try {
      outcome.alerts.push(...(await runRule(rule, staged, now)));
      ranAt.set(rule, now);
    } catch (error) {
      outcome.failures.push({ ruleId: rule.id, message: (error as Error).message });
    }
  }
  return outcome;
}

function isDue(rule: CompiledRule, concerned: ReadonlySet<CompiledRule>, now: Micros): boolean {
  if (rule.mode === 'batch') return concerned.has(rule);
  const last = ranAt.get(rule);
  return last === undefined || now < last || now - last >= rule.queryFrequency;
}

/** Of the rules in batch mode, those that may have a result on the batch: one small query in place of one for each. */
async function concernedRules(
  rules: readonly CompiledRule[],
  staged: StagedBatch,
): Promise<Set<CompiledRule>> {
  const asked = rules.filter(({ mode, guards }) => mode === 'batch' && guards.length > 0);
  if (asked.length === 0) return new Set();
  const conditions = asked.map(({ guards }) =>
    guards.map(({ sql }) => `EXISTS (${sql})`).join(' OR '),
  );
  const query: Query = {
    sql: `SELECT ${conditions.join(',\n')}`,
    parameters: {},
    columns: asked.map(({ id }) => ({ name: id, type: 'bool' })),
    tables: [...new Set(asked.flatMap(({ guards }) => guards.flatMap(({ tables }) => tables)))],
  };
  const [row = []] = (await staged.query(query)).rows;
  return new Set(asked.filter((_, index) => row[index] === true));
}

async function runRule(rule: CompiledRule, staged: StagedBatch, now: Micros): Promise<Alerts[]> {
  const parameters = 'now' in rule.query.parameters ? { ...rule.query.parameters, now } : {};
  const result = await staged.query({
    ...rule.query,
    parameters,
    since: now - rule.queryPeriod,
  });
  if (!triggered(rule, result)) return [];
  const alerts = alertsOf(rule, result, now);
  const repeats = rule.mode === 'schedule' || rule.alertKey.length > 0;
  if (!repeats || alerts.length === 0) return alerts;
  const known = await knownAlerts(rule, staged);
  return alerts.filter(({ AlertId }) => !known.has(AlertId));
}

function triggered(rule: CompiledRule, { rows }: Result): boolean {
  const compare = {
    gt: rows.length > rule.triggerThreshold,
    lt: rows.length < rule.triggerThreshold,
    eq: rows.length === rule.triggerThreshold,
    ne: rows.length !== rule.triggerThreshold,
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
