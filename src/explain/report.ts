import type { Alerts, ImageBuildSteps, ImageBuilds, Incidents } from '../model/generated/tables.js';
import { context, outcome, requester, stepList } from './build-sections.js';
import { Lines, type ReportStyle } from './lines.js';
import { dateTime, duration, fineClock } from './moments.js';
import { imageName, objects, texts } from './names.js';
import { severityPaint } from './palette.js';
import { printable } from './printable.js';
import { wrap } from './wrap.js';

const maxTimeline = 40;

export interface IncidentParts {
  incident: Incidents;
  /** Undefined when it is not stored any more. */
  build: ImageBuilds | undefined;
  steps: ImageBuildSteps[];
  alerts: Alerts[];
}

/** An incident, line by line: what happened, who, with what, step by step, what came out, what ran, and so what. */
export function incidentReport(
  { incident, build, steps, alerts }: IncidentParts,
  style: ReportStyle,
): string[] {
  const lines = new Lines(style);
  head(lines, incident);
  if (build) {
    requester(lines, build);
    context(lines, build);
    stepList(lines, steps);
    outcome(lines, build);
  } else {
    lines.heading('Build').field('Build', `${incident.BuildId || 'none'}: not stored any more`);
  }
  judgement(lines, incident, alerts);
  timeline(lines, incident);
  return lines.all;
}

/** A build, line by line: who asked, with what, what each step did, what came out and what ran of it. */
export function buildReport(
  { build, steps }: { build: ImageBuilds; steps: ImageBuildSteps[] },
  style: ReportStyle,
): string[] {
  const lines = new Lines(style);
  const { palette } = style;
  const took =
    build.StartTime && build.EndTime ? ` in ${duration(build.EndTime - build.StartTime)}` : '';
  lines
    .raw(`${palette.bold('Build')} ${printable(build.BuildId)}`)
    .field('Image', imageName(build));
  lines.field(
    'State',
    `${build.State ?? 'unknown'}${took}, began ${dateTime(build.StartTime ?? build.TimeGenerated)} UTC`,
  );
  lines.field('Host', build.DeviceName ?? '').field('Build engine', engineOf(build));
  requester(lines, build);
  context(lines, build);
  stepList(lines, steps);
  outcome(lines, build);
  return lines.all;
}

function engineOf({ Builder, EngineSocket }: ImageBuilds): string {
  const builder = Builder && Builder !== 'unknown' ? `${Builder} builder` : 'builder not known';
  return EngineSocket ? `${builder}, ${EngineSocket}` : builder;
}

function head(lines: Lines, incident: Incidents): void {
  const { palette, width } = lines.style;
  const severity = incident.Severity ?? 'Informational';
  const paint = severityPaint(palette, severity);
  lines.raw(
    `${paint(printable(severity.toUpperCase()))}  ${palette.bold('Incident')} ${printable(incident.IncidentId)}`,
  );
  for (const line of wrap(incident.Title ?? '', width, 3)) lines.raw(palette.bold(line));
  const { FirstActivityTime: first, LastActivityTime: last } = incident;
  const span = first && last ? `${dateTime(first)} UTC, over ${duration(last - first)}` : '';
  lines
    .field('When', span)
    .field('Host', incident.DeviceName ?? '')
    .field('Status', incident.Status ?? '');
}

function judgement(lines: Lines, incident: Incidents, alerts: Alerts[]): void {
  const { dim } = lines.style.palette;
  lines.heading('So what');
  const paint = severityPaint(lines.style.palette, incident.Severity ?? '');
  lines.raw(
    `  ${dim('Severity    ')}${paint(printable(incident.Severity ?? ''))}, score ${incident.Score ?? '?'}, confidence ${printable((incident.Confidence ?? '').toLowerCase())}`,
  );
  for (const evidence of objects(incident.Evidence)) {
    const weight = typeof evidence['Weight'] === 'number' ? `+${evidence['Weight']}` : '+?';
    const id = typeof evidence['Id'] === 'string' ? evidence['Id'] : '';
    const explanation = typeof evidence['Explanation'] === 'string' ? evidence['Explanation'] : '';
    lines.item(weight.padStart(4), `${explanation} [${id}]`, paint);
  }
  lines.field('Techniques', texts(incident.Techniques).join(', '));
  lines.field('Tactics', texts(incident.Tactics).join(', '));
  const rules = [...new Set(alerts.map(({ RuleId, Title }) => RuleId || Title || ''))].sort();
  lines.field('Alerts', alerts.length > 0 ? `${alerts.length} (${rules.join(', ')})` : '');
  const unknowns = texts(incident.Unknowns);
  if (unknowns.length > 0) lines.heading('What is not known');
  for (const unknown of unknowns) lines.item('?', unknown, lines.style.palette.severity.Medium);
}

function timeline(lines: Lines, incident: Incidents): void {
  const entries = objects(incident.Timeline);
  if (entries.length === 0) return;
  lines.heading('Timeline', 'UTC');
  for (const entry of entries.slice(0, maxTimeline)) {
    const time = typeof entry['Time'] === 'number' ? fineClock(entry['Time']) : '';
    const kind = typeof entry['Kind'] === 'string' ? entry['Kind'] : '';
    const text = typeof entry['Text'] === 'string' ? entry['Text'] : '';
    lines.item(`${time}  ${printable(kind, 10).padEnd(10)}`, text, lines.style.palette.dim, 2);
  }
  if (entries.length > maxTimeline)
    lines.item(' ', `… ${entries.length - maxTimeline} more entries`);
}
