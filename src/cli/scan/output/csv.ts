import type { Alerts, Incidents } from '../../../model/generated/tables.js';
import type { Json } from '../../../model/row.js';
import { type Cell, csvLine } from '../../csv.js';
import { isoTime } from '../../row-json.js';
import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';

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

/** One table of both kinds. */
export async function csv(found: Findings, write: Write): Promise<void> {
  await write(csvLine(Object.keys(columns)));
  for await (const row of found.incidents())
    await write(csvLine(Object.values(columns).map(({ incident }) => incident(row))));
  for await (const row of found.alerts())
    await write(csvLine(Object.values(columns).map(({ alert }) => alert(row))));
}

function both(read: (row: Alerts | Incidents) => Cell) {
  return { alert: read, incident: read };
}

const listed = (value: Json | undefined): string =>
  Array.isArray(value) ? value.map(String).join(' ') : '';

function explanations(evidence: Json | undefined): string {
  if (!Array.isArray(evidence)) return '';
  return evidence
    .map((each) => (each as { Explanation?: string } | null)?.Explanation ?? '')
    .join(' ');
}
