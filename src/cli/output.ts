import { summaryLine } from '../explain/summary.js';
import type { Batch } from '../model/batch.js';
import type { TableName, Tables } from '../model/generated/tables.js';
import { tables } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import { rowJson } from './row-json.js';
import { palette, tableWidth } from './terminal.js';

export type Kind = 'build' | 'alert' | 'incident' | 'gap' | 'health';

type Shown = 'ImageBuilds' | 'Alerts' | 'Incidents' | 'SensorEvents';

type News = { [T in Shown]: { kind: Kind; table: T; row: Tables[T] } }[Shown];

const shown = ['SensorEvents', 'ImageBuilds', 'Alerts', 'Incidents'] as const satisfies Shown[];

/** Of each build, alert and incident in a batch only the newest version, in the order in which they are to be shown. */
export function* news(
  batch: Batch,
): Generator<{ [T in Shown]: { kind: Kind; table: T; row: Tables[T] } }[Shown]> {
  for (const table of shown) {
    for (const row of newest(table, batch[table] ?? [])) {
      yield { kind: kindOf(table, row), table, row } as never;
    }
  }
}

function kindOf(table: Shown, row: Tables[Shown]): Kind {
  switch (table) {
    case 'ImageBuilds':
      return 'build';
    case 'Alerts':
      return 'alert';
    case 'Incidents':
      return 'incident';
    case 'SensorEvents':
      return 'ActionType' in row && row.ActionType === 'Gap' ? 'gap' : 'health';
  }
}

function newest<T extends TableName>(table: T, rows: Tables[T][]): Tables[T][] {
  const [key] = tables[table].key;
  if (key === undefined) return rows;
  return [
    ...new Map(rows.map((row) => [(row as unknown as Record<string, Json>)[key], row])).values(),
  ];
}

/** JSON Lines: every version of every row, as it is stored. */
export function jsonOutput(write: (line: string) => void): (batch: Batch) => void {
  return (batch) => {
    for (const { kind, table, row } of news(batch)) {
      write(`${JSON.stringify({ kind, ...rowJson(table, row) })}\n`);
    }
  };
}

/** How many lines are remembered so as not to say them twice. */
const maxRemembered = 10_000;

/** Lines for people: a build when it begins and when it ends, an alert once, an incident when it begins or changes. */
export function textOutput(write: (line: string) => void): (batch: Batch) => void {
  const said = new Map<string, string>();
  return (batch) => {
    for (const item of news(batch)) {
      const { id, version } = identity(item);
      if (said.get(id) === version) continue;
      said.delete(id);
      said.set(id, version);
      const [oldest] = said.keys();
      if (said.size > maxRemembered && oldest !== undefined) said.delete(oldest);
      write(summaryLine(item, { palette, width: tableWidth() }));
    }
  };
}

/** What a line is about, and what has to change for another line about it. */
function identity({ table, row }: News): { id: string; version: string } {
  switch (table) {
    case 'ImageBuilds':
      return { id: row.BuildId, version: JSON.stringify([row.State, row.ContainerIds]) };
    case 'Alerts':
      return { id: row.AlertId, version: '' };
    case 'Incidents':
      return {
        id: row.IncidentId,
        version: JSON.stringify([row.Status, row.Score, row.ContainerIds]),
      };
    case 'SensorEvents':
      return { id: JSON.stringify(row), version: '' };
  }
}
