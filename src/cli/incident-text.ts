import { buildReport, incidentReport } from '../explain/report.js';
import type { Alerts, ImageBuildSteps, ImageBuilds, Incidents } from '../model/generated/tables.js';
import type { Reader } from '../store/store.js';
import { readRows } from './stored.js';
import { palette, textWidth } from './terminal.js';

export function readSteps(reader: Reader, buildId: string): Promise<ImageBuildSteps[]> {
  return readRows(reader, 'ImageBuildSteps', '"BuildId" = $buildId ORDER BY "StepIndex"', {
    buildId,
  });
}

/** All that is known of an incident, for people. */
export async function incidentText(reader: Reader, incident: Incidents): Promise<string> {
  const buildId = incident.BuildId ?? '';
  const [build] = await readRows(reader, 'ImageBuilds', '"BuildId" = $buildId', { buildId });
  const steps = await readSteps(reader, buildId);
  const alerts: Alerts[] = await readRows(
    reader,
    'Alerts',
    '"IncidentId" = $incidentId ORDER BY "TimeGenerated"',
    { incidentId: incident.IncidentId },
  );
  return incidentReport({ incident, build, steps, alerts }, { palette, width: textWidth() }).join(
    '\n',
  );
}

export async function buildText(reader: Reader, build: ImageBuilds): Promise<string> {
  const steps = await readSteps(reader, build.BuildId);
  return buildReport({ build, steps }, { palette, width: textWidth() }).join('\n');
}
