import type { Alerts, Incidents } from '../../../model/generated/tables.js';
import type { Json } from '../../../model/row.js';
import { asciiJson } from '../../ascii-json.js';
import { isoTime } from '../../row-json.js';
import { plain, scores, uriOf } from '../../sarif-parts.js';
import { version } from '../../version.js';
import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';
import { list } from './json.js';

const incidentRule = 'suspicious-image-build';

/**
 * SARIF 2.1.0, as code scanning takes it. A result's place is the file that holds rows of its host at its time; the line
 * within it is not known and stands as 1. docs.oasis-open.org/sarif/sarif/v2.1.0
 */
export async function sarif(found: Findings, write: Write): Promise<void> {
  const rules = [
    {
      id: incidentRule,
      name: 'SuspiciousImageBuild',
      shortDescription: { text: 'A container image was built on a host in a suspicious way' },
      fullDescription: {
        text: 'The build, its steps, the connections they made and the containers that ran its image add up to what an attacker does who builds an image on the victim’s own host.',
      },
      helpUri: 'https://attack.mitre.org/techniques/T1612/',
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['security', 'T1612'], 'security-severity': '8.0' },
    },
    ...found.rules.map(({ id, name, description, severity, techniques, references }) => ({
      id,
      name,
      shortDescription: { text: plain(name) },
      fullDescription: { text: plain(description) },
      ...(references[0] === undefined ? {} : { helpUri: references[0] }),
      defaultConfiguration: { level: scores[severity]?.level ?? 'warning' },
      properties: {
        tags: ['security', ...techniques],
        'security-severity': scores[severity]?.score ?? '5.0',
      },
    })),
  ];
  const driver = {
    name: 'Keelwatch',
    semanticVersion: version,
    informationUri: 'https://attack.mitre.org/techniques/T1612/',
    rules,
  };
  await write(
    `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":${asciiJson(driver)}},"columnKind":"utf16CodeUnits","results":[`,
  );
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  await list(
    resultsOf(found, (id) => indexOf.get(id)),
    (result) => asciiJson(result),
    write,
  );
  await write(']}]}\n');
}

async function* resultsOf(found: Findings, indexOf: (id: string) => number | undefined) {
  const common = (row: Alerts | Incidents, id: string, ruleId: string, text: string) => ({
    ruleId,
    ruleIndex: indexOf(ruleId) ?? -1,
    level: scores[row.Severity ?? '']?.level ?? 'warning',
    message: { text: plain(text) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(found.filesOf(row)[0] ?? '-') },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { name: plain(row.DeviceName || row.DeviceId || 'unknown host'), kind: 'host' },
        ],
      },
    ],
    partialFingerprints: { 'keelwatch/v1': id },
    properties: {
      time: isoTime(row.TimeGenerated),
      severity: row.Severity ?? '',
      account: row.AccountName ?? '',
      buildId: row.BuildId ?? '',
      techniques: row.Techniques ?? [],
    },
  });
  for await (const row of found.incidents())
    yield common(
      row,
      row.IncidentId,
      incidentRule,
      [row.Title, ...reasons(row.Evidence)].join(' '),
    );
  for await (const row of found.alerts())
    yield common(
      row,
      row.AlertId,
      row.RuleId ?? '',
      [row.Description || row.Title, row.Detail].filter(Boolean).join(': '),
    );
}

const reasons = (evidence: Json | undefined): string[] =>
  Array.isArray(evidence)
    ? evidence.map((each) => String((each as Record<string, Json>)['Explanation'] ?? ''))
    : [];
