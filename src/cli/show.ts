import { Option } from 'commander';
import type { Document } from '../explain/document.js';
import {
  type BuildParts,
  briefs,
  full,
  type IncidentParts,
  type Limits,
} from '../explain/parts.js';
import { htmlOf } from '../explain/render/html.js';
import { markdownOf } from '../explain/render/markdown.js';
import { textOf } from '../explain/render/text.js';
import { buildDocument, incidentDocument } from '../explain/report.js';
import { playbook } from '../respond/playbook.js';
import { playbookFull, playbookShort } from '../respond/sections.js';
import { situationOf } from '../respond/situation.js';
import { widen } from '../respond/widen.js';
import { asciiJson } from './ascii-json.js';
import { rowJson } from './row-json.js';
import { palette, screenHeight, textWidth } from './terminal.js';

const formats = ['text', 'markdown', 'html', 'json'] as const;
export type Format = (typeof formats)[number];

export function formatOption(): Option {
  return new Option('--format <format>', '`text` fits on a screen, the others tell everything')
    .choices(formats)
    .default('text');
}

/** An incident in one of the formats. */
export function shownIncident(parts: IncidentParts, format: Format): string {
  const { incident, built, alerts } = parts;
  const situation = built && situationOf(incident.IncidentId, built);
  const steps = situation ? playbook(situation) : [];
  const queries = situation ? widen(situation) : [];
  if (format === 'json') {
    const told = {
      ...rowJson('Incidents', incident),
      Build: built ? buildJson(built) : null,
      Alerts: alerts.map((row) => rowJson('Alerts', row)),
      Playbook: steps.map(({ phase, action, title, why, commands }) => ({
        Phase: phase,
        Action: action,
        Title: title,
        Why: why,
        Commands: commands,
      })),
      Queries: queries.map(({ title, kql }) => ({ Title: title, Query: kql })),
    };
    return asciiJson(told, 2);
  }
  if (format === 'text') {
    const next = situation ? [playbookShort(steps, incident.IncidentId)] : [];
    return onScreen((limits) => incidentDocument(parts, limits, next));
  }
  const next = situation ? playbookFull(steps, queries) : [];
  return renderers[format](incidentDocument(parts, full, next));
}

/** A build in one of the formats. */
export function shownBuild(parts: BuildParts, format: Format): string {
  if (format === 'json') return asciiJson(buildJson(parts), 2);
  if (format === 'text') return onScreen((limits) => buildDocument(parts, limits));
  return renderers[format](buildDocument(parts, full));
}

const renderers = {
  markdown: (document: Document) => markdownOf(document).trimEnd(),
  html: (document: Document) => htmlOf(document).trimEnd(),
};

/** As much as fits on the screen; the briefest account where nothing does. */
function onScreen(account: (limits: Limits) => Document): string {
  let lines: string[] = [];
  for (const limits of briefs) {
    const { textLines } = limits;
    lines = textOf(account(limits), { palette, width: textWidth(), isDense: true, textLines });
    if (lines.length <= screenHeight()) break;
  }
  return lines.join('\n');
}

/** The build's row with the rows around it, each with every column of its table. */
function buildJson({ build, steps, imageEvents, fileEvents, requests }: BuildParts) {
  return {
    ...rowJson('ImageBuilds', build),
    Steps: steps.map((row) => rowJson('ImageBuildSteps', row)),
    ImageEvents: imageEvents.map((row) => rowJson('ContainerImageEvents', row)),
    FileEvents: fileEvents.map((row) => rowJson('DeviceFileEvents', row)),
    Requests: requests.map((row) => rowJson('DockerApiEvents', row)),
  };
}
