import type { Alerts } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { Reader, Result } from '../store/store.js';
import { alertsOf } from './alert.js';
import type { CompiledRule } from './rule.js';
import { triggers } from './run.js';

export interface Swept {
  alerts: Alerts[];
  /** How many results there are, when they are more than were made alerts. */
  results: number;
}

/**
 * Runs a rule once over a store all of whose rows are new, as of `now`, looking back as far as its queryPeriod says. Of
 * more than `most` results the earliest are made alerts, the others counted.
 */
export async function sweep(
  rule: CompiledRule,
  reader: Pick<Reader, 'query'>,
  now: Micros,
  most: number,
): Promise<Swept> {
  const { query } = rule;
  const parameters = 'now' in query.parameters ? { ...query.parameters, now } : query.parameters;
  const isDated = query.columns.some(
    ({ name, type }) => name === 'TimeGenerated' && type === 'datetime',
  );
  const order = isDated ? ' ORDER BY "TimeGenerated"' : '';
  const found = await reader.query({
    ...query,
    sql: `SELECT * FROM (${query.sql})${order} LIMIT ${most + 1}`,
    parameters,
    since: now - rule.queryPeriod,
  });
  const results = found.rows.length <= most ? found.rows.length : await count();
  if (!triggers(rule, results)) return { alerts: [], results };
  const kept: Result = { ...found, rows: found.rows.slice(0, most) };
  return { alerts: alertsOf(rule, kept, now), results };

  async function count(): Promise<number> {
    const { rows } = await reader.query({
      ...query,
      sql: `SELECT count(*) FROM (${query.sql})`,
      parameters,
      columns: [{ name: 'Count', type: 'long' }],
      since: now - rule.queryPeriod,
    });
    return Number(rows[0]?.[0] ?? 0);
  }
}
