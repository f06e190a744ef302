import { dictionary } from '../model/dictionary.js';
import type { ImageBuilds } from '../model/generated/tables.js';
import type { Document, Field, Section } from './document.js';
import { dateTime, duration } from './moments.js';
import { imageName, stateText } from './names.js';
import { type BuildParts, type IncidentParts, type Limits, told } from './parts.js';
import { alertList } from './sections/alerts.js';
import { soWhat } from './sections/so-what.js';
import { stepByStep } from './sections/step-by-step.js';
import { timeline } from './sections/timeline.js';
import { unknown } from './sections/unknown.js';
import { whatCameOut } from './sections/what-came-out.js';
import { whatRan } from './sections/what-ran.js';
import { who } from './sections/who.js';
import { withWhat } from './sections/with-what.js';
import { severityOf } from './tone.js';

/**
 * An incident: what happened, who, with what, step by step, what came out, what ran, so what, and `next`, which tells what
 * to do about it.
 */
export function incidentDocument(
  parts: IncidentParts,
  limits: Limits,
  next: Section[] = [],
): Document {
  const { incident, built } = parts;
  const gone: Field[] = [
    { label: 'Build', value: `${incident.BuildId || 'none'}: not stored any more` },
  ];
  return {
    kind: 'Incident',
    id: incident.IncidentId,
    title: incident.Title ?? '',
    severity: severityOf(incident.Severity ?? ''),
    sections: [
      summary(parts),
      ...(built
        ? account(built, limits)
        : [{ title: 'Build', blocks: [{ kind: 'fields' as const, fields: gone }] }]),
      soWhat(parts, limits),
      unknown(parts, limits),
      ...next,
      ...alertList(parts, limits),
      ...timeline(parts, limits),
    ],
  };
}

/** A build: who asked, with what, what each step did, what came out and what ran of it. */
export function buildDocument(parts: BuildParts, limits: Limits): Document {
  const { build } = parts;
  const began = dateTime(build.StartTime ?? build.TimeGenerated);
  const fields: Field[] = [
    { label: 'State', value: `${stateText(build)}${took(build)}, began ${began} UTC` },
    { label: 'Host', value: hostOf(build) },
    { label: 'Engine', value: engineOf(build) },
  ];
  return {
    kind: 'Build',
    id: build.BuildId,
    title: `${verbs[build.Method ?? ''] ?? 'Build'} of ${imageName(build)}`,
    severity: undefined,
    sections: [{ title: '', blocks: [{ kind: 'fields', fields }] }, ...account(parts, limits)],
  };
}

function account(parts: BuildParts, limits: Limits): Section[] {
  const subject = told(parts);
  return [who, withWhat, stepByStep, whatCameOut, whatRan].map((section) =>
    section(subject, limits),
  );
}

function summary({ incident, built }: IncidentParts): Section {
  const { FirstActivityTime: from, LastActivityTime: to } = incident;
  const span = from && to ? `${dateTime(from)} UTC, over ${duration(to - from)}, ` : '';
  const fields: Field[] = [
    { label: 'When', value: `${span}on host ${hostOf(incident)}` },
    {
      label: 'Engine',
      value: built
        ? `build ${built.build.BuildId} ${stateText(built.build)}${took(built.build)}; ${engineOf(built.build)}`
        : '',
    },
    { label: 'Status', value: incident.Status === 'New' ? '' : (incident.Status ?? '') },
  ];
  return { title: '', blocks: [{ kind: 'fields', fields }] };
}

const hostOf = ({ DeviceName, DeviceId }: Pick<ImageBuilds, 'DeviceName' | 'DeviceId'>): string =>
  DeviceName || DeviceId || 'unknown';

const took = ({ StartTime, EndTime }: ImageBuilds): string =>
  StartTime && EndTime ? ` in ${duration(EndTime - StartTime)}` : '';

const verbs: Record<string, string> = dictionary({
  commit: 'Commit',
  import: 'Import',
  load: 'Load',
});

function engineOf({ Builder, EngineSocket, Method }: ImageBuilds): string {
  const isBuilt = (Method || 'build') === 'build';
  const builder =
    Builder && Builder !== 'unknown' && Builder !== 'none' ? `${Builder} builder` : '';
  const how = builder || (isBuilt ? 'builder not known' : `image made by ${Method}`);
  return EngineSocket ? `${how}, ${EngineSocket}` : how;
}
