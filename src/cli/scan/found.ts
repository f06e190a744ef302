import type { CompiledRule } from '../../detect/rule.js';
import { type TableName, type Tables, tables } from '../../model/generated/tables.js';
import type { Scratch } from '../../store/scratch.js';
import type { Verdict } from './judge.js';
import type { Noise } from './replay.js';

/** What a scan found, to be written in some format: as much at a time as the format needs. */
export interface Findings {
  incidents(): AsyncGenerator<Tables['Incidents']>;
  alerts(): AsyncGenerator<Tables['Alerts']>;
  counts: { incidents: number; alerts: number; builds: number };
  /** The rules that were run. */
  rules: readonly CompiledRule[];
  /** With --replay: how often each rule would have spoken. */
  noise: Noise[] | undefined;
  /** Report of an incident, as lines fit for a terminal. */
  report(incident: Tables['Incidents']): Promise<string>;
  /** Files in which rows of this host at this time were, the likeliest first. */
  filesOf(row: {
    DeviceId?: string | undefined;
    DeviceName?: string | undefined;
    TimeGenerated: number;
  }): string[];
}

/** The newest versions of what was found, in the order of time; other rows of the table were imported. */
export async function* foundRows<T extends 'Alerts' | 'Incidents'>(
  scratch: Pick<Scratch, 'stream'>,
  table: T,
  verdict: Verdict,
): AsyncGenerator<Tables[T]> {
  const { columns, key } = tables[table];
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  const ids = table === 'Alerts' ? verdict.alerts : verdict.incidents;
  const index = columns.findIndex(({ name }) => name === key[0]);
  if (ids.size === 0) return;
  const pieces = scratch.stream({
    sql: `SELECT ${list} FROM main."${table}" ORDER BY "TimeGenerated", "${key[0]}"`,
    parameters: {},
    columns: columns.map(({ name, type }) => ({ name, type })),
    tables: [table satisfies TableName],
  });
  for await (const rows of pieces)
    for (const values of rows) {
      if (!ids.has(String(values[index]))) continue;
      yield Object.fromEntries(
        columns.map(({ name }, i) => [name, values[i]]),
      ) as unknown as Tables[T];
    }
}
