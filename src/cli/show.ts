import { Option } from 'commander';
import type { Document } from '../explain/document.js';
import { type BuildParts, brief, full, type IncidentParts, type Limits } from '../explain/parts.js';
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
import { palette, textWidth } from './terminal.js';

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
  const isText = format === 'text';
  const next = !situation
    ? []
    : isText
      ? [playbookShort(steps, incident.IncidentId)]
      : playbookFull(steps, queries);
  return rendered(incidentDocument(parts, limitsOf(format), next), format);
}

/** A build in one of the formats. */
export function shownBuild(parts: BuildParts, format: Format): string {
  if (format === 'json') return asciiJson(buildJson(parts), 2);
  return rendered(buildDocument(parts, limitsOf(format)), format);
}

const limitsOf = (format: Format): Limits => (format === 'text' ? brief : full);

const renderers: Record<Exclude<Format, 'json'>, (document: Document) => string> = {
  text: (document) => textOf(document, { palette, width: textWidth(), isDense: true }).join('\n'),
  markdown: (document) => markdownOf(document).trimEnd(),
  html: (document) => htmlOf(document).trimEnd(),
};

const rendered = (document: Document, format: Exclude<Format, 'json'>): string =>
  renderers[format](document);

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
