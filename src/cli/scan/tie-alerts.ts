import { incidentId, judgeBuild } from '../../correlate/incident.js';
import { objectOf } from '../../correlate/json.js';
import { defaultSettings, type Settings } from '../../correlate/settings.js';
import type { Batch } from '../../model/batch.js';
import type { Alerts } from '../../model/generated/tables.js';
import type { Reader } from '../../store/store.js';
import { readRows } from '../stored.js';

/**
 * Alerts that name their build, put to its incident when all builds are stored already: what to store anew. A watcher's
 * correlator does the same while it still remembers the build.
 */
export async function tieAlerts(
  reader: Reader,
  alerts: readonly Alerts[],
  settings: Settings = defaultSettings,
): Promise<Batch> {
  const told: Required<Pick<Batch, 'Alerts' | 'Incidents' | 'ImageBuilds'>> = {
    Alerts: [],
    Incidents: [],
    ImageBuilds: [],
  };
  const byBuild = new Map<string, Alerts[]>();
  for (const alert of alerts) {
    const id = alert.BuildId ?? '';
    if (id === '') told.Alerts.push(alert);
    else byBuild.set(id, [...(byBuild.get(id) ?? []), alert]);
  }
  for (const [id, own] of byBuild) {
    const where = '"BuildId" = $id';
    const [build] = await readRows(reader, 'ImageBuilds', where, { id });
    const [known] = await readRows(reader, 'Incidents', where, { id });
    if (!build || !known) {
      told.Alerts.push(...own);
      continue;
    }
    const steps = await readRows(reader, 'ImageBuildSteps', where, { id });
    const earlier = await readRows(reader, 'Alerts', where, { id });
    const all = new Map([...earlier, ...own].map((alert) => [alert.AlertId, alert]));
    const AlertIds = [...all.keys()].sort();
    const changed = {
      ...build,
      AdditionalFields: { ...objectOf(build.AdditionalFields ?? null), AlertIds },
    };
    const judged = judgeBuild(changed, steps, [...all.values()], settings, true);
    const { incident } = judged;
    told.ImageBuilds.push(judged.build);
    if (incident) told.Incidents.push({ ...incident, UpdatedTime: known.UpdatedTime ?? null });
    for (const alert of own) told.Alerts.push({ ...alert, IncidentId: incidentId(id) });
  }
  return told;
}
