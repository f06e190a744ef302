import { printable } from '../../../explain/printable.js';
import type { Alerts, Incidents } from '../../../model/generated/tables.js';
import type { Json } from '../../../model/row.js';
import { isoTime } from '../../row-json.js';
import type { Findings } from '../found.js';
import type { Write } from './index.js';

const columns: Record<
  string,
  { alert: (row: Alerts) => Cell; incident: (row: Incidents) => Cell }
> = {
  Kind: { alert: () => 'alert', incident: () => 'incident' },
  TimeGenerated: both(({ TimeGenerated }) => isoTime(TimeGenerated)),
  Severity: both(({ Severity }) => Severity),
  Confidence: both(({ Confidence }) => Confidence),
  Id: { alert: ({ AlertId }) => AlertId, incident: ({ IncidentId }) => IncidentId },
  RuleId: { alert: ({ RuleId }) => RuleId, incident: () => '' },
  Title: both(({ Title }) => Title),
  Detail: {
    alert: ({ Description, Detail }) => [Description, Detail].filter(Boolean).join(': '),
    incident: ({ Evidence }) => explanations(Evidence),
  },
  Score: { alert: ({ RiskScore }) => RiskScore, incident: ({ Score }) => Score },
  Status: { alert: () => '', incident: ({ Status }) => Status },
  DeviceId: both(({ DeviceId }) => DeviceId),
  DeviceName: both(({ DeviceName }) => DeviceName),
  AccountName: both(({ AccountName }) => AccountName),
  BuildId: both(({ BuildId }) => BuildId),
  IncidentId: both(({ IncidentId }) => IncidentId),
  Tactics: both(({ Tactics }) => listed(Tactics)),
  Techniques: both(({ Techniques }) => listed(Techniques)),
};

type Cell = string | number | null | undefined;

/**
 * One table of both kinds, as RFC 4180 has it. Control characters stand as escapes (`\n`, `\x1b`), and a cell that a
 * spreadsheet would take for a formula begins with an apostrophe: the json formats have texts as they are.
 */
export async function csv(found: Findings, write: Write): Promise<void> {
  await write(line(Object.keys(columns)));
  for await (const row of found.incidents())
    await write(line(Object.values(columns).map(({ incident }) => incident(row))));
  for await (const row of found.alerts())
    await write(line(Object.values(columns).map(({ alert }) => alert(row))));
}

function both(read: (row: Alerts | Incidents) => Cell) {
  return { alert: read, incident: read };
}

const line = (cells: Cell[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const shown = printable(value ?? '');
  const text = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const listed = (value: Json | undefined): string =>
  Array.isArray(value) ? value.map(String).join(' ') : '';

function explanations(evidence: Json | undefined): string {
  if (!Array.isArray(evidence)) return '';
  return evidence
    .map((each) => (each as { Explanation?: string } | null)?.Explanation ?? '')
    .join(' ');
}
