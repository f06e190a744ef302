import { createHash } from 'node:crypto';
import type { Alerts } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';
import type { Result, Value } from '../store/store.js';
import type { CompiledRule } from './rule.js';

/**
 * A rule's results as alerts. Each has the same identifier whenever the same row (or, with an alertKey, a row with the
 * same key) is found; rows of one result that are alike in everything are numbered. Text in them is hostile.
 */
export function alertsOf(rule: CompiledRule, result: Result, now: Micros): Alerts[] {
  const seen = new Map<string, number>();
  const alerts: Alerts[] = [];
  for (const values of result.rows) {
    const row = Object.fromEntries(
      result.columns.map(({ name }, index) => [name, plain(values[index] ?? null)]),
    );
    const key = rule.alertKey.length > 0 ? rule.alertKey.map((name) => row[name] ?? null) : row;
    const text = JSON.stringify(key);
    const count = seen.get(text) ?? 0;
    seen.set(text, count + 1);
    if (rule.alertKey.length > 0 && count > 0) continue;
    alerts.push(alertOf(rule, row, identifier(rule.id, text, count), now));
  }
  return alerts;
}

function alertOf(rule: CompiledRule, row: Record<string, Json>, id: string, now: Micros): Alerts {
  const text = (name: string): string => {
    const value = row[name];
    return typeof value === 'string' ? value : '';
  };
  const number = (name: string): number | null => {
    const value = row[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    TimeGenerated: number('TimeGenerated') ?? now,
    DeviceId: text('DeviceId'),
    DeviceName: text('DeviceName'),
    AlertId: id,
    RuleId: rule.id,
    Title: rule.name,
    Severity: rule.severity,
    Confidence: rule.confidence,
    Tactics: rule.tactics,
    Techniques: rule.techniques,
    AccountName: text('AccountName'),
    Description: text('Description') || rule.name,
    Detail: text('Detail'),
    RiskScore: number('RiskScore'),
    BuildId: text('BuildId'),
    ResultRow: row,
    DetectedTime: now,
  };
}

/** JSON has no wide integers: as text they keep all their digits. */
const plain = (value: Value): Json => (typeof value === 'bigint' ? `${value}` : value);

const identifier = (rule: string, key: string, count: number): string =>
  createHash('sha256').update(`${rule}\n${count}\n${key}`).digest('hex').slice(0, 32);
