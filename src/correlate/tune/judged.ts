import type {
  Alerts,
  ImageBuildSteps,
  ImageBuilds,
  Incidents,
} from '../../model/generated/tables.js';
import type { Severity } from '../../model/incident.js';
import { type Case, openCase } from '../case.js';
import { isStrong, openTo } from '../explanations.js';
import { judgeBuild, severityOf } from '../incident.js';
import { listOf, numberOf, objectOf, textOf } from '../json.js';
import { trustedBuilder } from '../recognise/trusted-builder.js';
import type { Settings } from '../settings.js';

/** A build that led to an incident, as it was stored. */
export interface Stored {
  incident: Incidents;
  build: ImageBuilds;
  steps: ImageBuildSteps[];
  alerts: Alerts[];
}

/** The same as evidence looks at it, and what it comes to under the settings that hold. */
export interface Judged {
  stored: Stored;
  subject: Case;
  score: number;
  /** Identifiers of its evidence. */
  evidence: Set<string>;
  /** Evidence of what was done, strong enough that no setting may speak against it; empty where there is none. */
  strong: string[];
}

export function judgeStored(stored: Stored, settings: Settings): Judged {
  const evidence = evidenceOf(stored, settings);
  const open = openTo(evidence, trustedBuilder.explains);
  return {
    stored,
    subject: openCase(stored.build, stored.steps, settings),
    score: evidence.reduce((sum, { Weight }) => sum + Weight, 0),
    evidence: new Set(evidence.map(({ Id }) => Id)),
    strong: isStrong(open) ? open.map(({ Id }) => Id) : [],
  };
}

export interface Change {
  incidentId: string;
  from: { score: number; severity: Severity };
  to: { score: number; severity: Severity };
}

/** What other settings would have made of it; undefined for the same. */
export function changeOf({ stored, score }: Judged, settings: Settings): Change | undefined {
  const other = evidenceOf(stored, settings).reduce((sum, { Weight }) => sum + Weight, 0);
  if (other === score) return undefined;
  return {
    incidentId: stored.incident.IncidentId,
    from: { score, severity: severityOf(score) },
    to: { score: other, severity: severityOf(other) },
  };
}

function evidenceOf({ build, steps, alerts }: Stored, settings: Settings) {
  const { incident } = judgeBuild(build, steps, alerts, settings, true);
  return listOf(incident?.Evidence ?? null).map((item) => {
    const o = objectOf(item);
    return {
      Id: textOf(o['Id']),
      Weight: numberOf(o['Weight']) ?? 0,
      Explanation: textOf(o['Explanation']),
      Rows: [],
    };
  });
}
