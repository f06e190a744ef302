import { dictionary } from '../model/dictionary.js';
import type { Alerts, ImageBuildSteps, ImageBuilds, Incidents } from '../model/generated/tables.js';
import type { Confidence, Evidence, Severity } from '../model/incident.js';
import type { Json } from '../model/row.js';
import { brief, type Case, openCase } from './case.js';
import { evidenceRules } from './evidence/index.js';
import { type Weighed, weigh } from './explanations.js';
import { listOf, objectOf, textOf } from './json.js';
import type { Settings } from './settings.js';
import { tacticsOf } from './techniques.js';
import { timelineOf } from './timeline.js';
import { unknownsOf } from './unknowns.js';

/** Below it nobody is called. See docs/scoring.md. */
export const incidentScore = 5;
const highScore = 10;

export function severityOf(score: number): Severity {
  if (score >= 14) return 'Critical';
  if (score >= highScore) return 'High';
  if (score >= 7) return 'Medium';
  return score >= incidentScore ? 'Low' : 'Informational';
}

export interface Judged {
  /** The build's row, with the benign explanations that were considered. */
  build: ImageBuilds;
  incident: Incidents | undefined;
}

/**
 * What a build amounts to: a function of its rows and alerts alone, so that it can be worked out again at any time. The
 * incident is undefined below the threshold, unless it is known: then it is withdrawn, not forgotten.
 */
export function judgeBuild(
  build: ImageBuilds,
  steps: ImageBuildSteps[],
  alerts: Alerts[],
  settings: Settings,
  isKnown: boolean,
): Judged {
  const subject = openCase(build, steps, settings);
  const found = gather(subject);
  const weighed = weigh(subject, found.evidence, { threshold: incidentScore, high: highScore });
  const recognised = {
    RecognisedAs: weighed.recognisedAs,
    BenignExplanations: weighed.explanations as unknown as Json,
  };
  return {
    build: { ...build, ...recognised },
    incident: incidentOf(subject, found, weighed, alerts, isKnown, recognised),
  };
}

function incidentOf(
  subject: Case,
  { evidence: found, techniques }: ReturnType<typeof gather>,
  { lowering }: Weighed,
  alerts: Alerts[],
  isKnown: boolean,
  recognised: Pick<Incidents, 'RecognisedAs' | 'BenignExplanations'>,
): Incidents | undefined {
  const { build } = subject;
  const evidence = lowering ? [...found, lowering] : found;
  const score = evidence.reduce((sum, { Weight }) => sum + Weight, 0);
  // What was loaded again is part of what its build's incident tells.
  const isIncident = score >= incidentScore && subject.details.MadeBy === '';
  if (!isIncident && !isKnown) return undefined;
  const timeline = timelineOf(subject, alerts);
  const times = timeline.map(({ Time }) => Time);
  return {
    TimeGenerated: build.TimeGenerated,
    DeviceId: build.DeviceId,
    DeviceName: build.DeviceName,
    IncidentId: incidentId(build.BuildId),
    Title: titleOf(subject, evidence),
    Status: isIncident ? 'New' : 'Withdrawn',
    Severity: severityOf(score),
    Confidence: confidenceOf(subject),
    Score: score,
    BuildId: build.BuildId,
    ImageId: build.ImageId,
    AccountName: build.AccountName,
    FirstActivityTime: Math.min(...times),
    LastActivityTime: Math.max(...times),
    Tactics: tacticsOf(techniques),
    Techniques: techniques,
    Evidence: evidence as unknown as Json,
    ...recognised,
    Timeline: timeline as unknown as Json,
    Unknowns: unknownsOf(subject),
    AlertIds: subject.details.AlertIds,
    ContainerIds: build.ContainerIds,
    AdditionalFields: {},
  };
}

export function incidentId(buildId: string): string {
  return buildId.replace(/^b-/, 'i-');
}

function gather(subject: Case): { evidence: Evidence[]; techniques: string[] } {
  const evidence: Evidence[] = [];
  const techniques = new Set(['T1612']);
  for (const { id, techniques: named, find } of evidenceRules) {
    const finding = find(subject);
    if (!finding) continue;
    const { weight, explanation, rows, techniques: shown = [] } = finding;
    evidence.push({ Id: id, Weight: weight, Explanation: explanation, Rows: rows });
    for (const technique of [...named, ...shown]) techniques.add(technique);
  }
  return { evidence, techniques: [...techniques].sort() };
}

function titleOf({ build, details }: Case, evidence: Evidence[]): string {
  const found = new Set(evidence.map(({ Id }) => Id));
  const download = found.has('download-executed') ? 'ran a download' : undefined;
  const decoded = found.has('decoded-into-shell') ? 'ran decoded text' : undefined;
  const contact = found.has('raw-address') ? 'contacted an unnamed server' : undefined;
  const outside = found.has('step-external') ? 'reached outside' : undefined;
  const did = download ?? decoded ?? contact ?? outside;
  const where =
    found.has('temp-path') || found.has('dockerfile-in-temp') ? ' from a temporary directory' : '';
  const ran = details.Containers.length > 0 ? 'was run here' : undefined;
  const what = listOf(build.Tags ?? null)[0];
  const name = textOf(what) || (build.ImageId ?? '').slice(7, 19) || 'without a tag';
  const deeds = [did, ran].filter((deed) => deed !== undefined).join(' and ');
  return `Image ${brief(name, 80)} ${verbs[build.Method ?? ''] ?? 'built'} on this host${where}${deeds ? `, ${deeds}` : ''}`;
}

const verbs: Record<string, string> = dictionary({
  commit: 'committed',
  import: 'imported',
  load: 'loaded',
});

/** How well it is known that these things belong together, not how bad they are. */
function confidenceOf({ build, steps }: Case): Confidence {
  const links = listOf(build.Attribution ?? null).map((item) => objectOf(item));
  const grades = new Set(links.map((link) => textOf(link['Confidence'])));
  const hasRequester = links.some((link) => link['Link'] === 'requester');
  if (grades.has('Low') || (!hasRequester && steps.length === 0)) return 'Low';
  return grades.has('Medium') || !hasRequester ? 'Medium' : 'High';
}
