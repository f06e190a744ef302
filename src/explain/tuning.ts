import type { Change, Tuning } from '../correlate/tune/propose.js';
import { Lines, type ReportStyle } from './lines.js';
import { printable } from './printable.js';

/** Incidents that are named under a proposal. */
const maxNamed = 8;

/** What could be set, what it would have changed, and the text to paste. `yaml` is that text. */
export function tuningReport(
  { proposals, refusals }: Tuning,
  {
    incidents,
    builds,
    file,
    yaml,
  }: { incidents: number; builds: number; file: string; yaml: string },
  style: ReportStyle,
): string[] {
  const lines = new Lines(style);
  const { dim } = style.palette;
  lines.raw(`Held against ${count(incidents, 'incident')} of ${count(builds, 'build')}.`);
  if (proposals.length === 0) {
    lines.raw(
      'Nothing to propose: no setting would make several incidents quieter without touching one that matters.',
    );
  }
  proposals.forEach(({ setting, about, silenced, lowered, raised }, index) => {
    lines.heading(`${index + 1}. ${setting}`, about, true);
    effect(lines, 'silences', silenced);
    effect(lines, 'lowers', lowered);
    effect(lines, 'raises', raised);
  });
  if (refusals.length > 0)
    lines.heading('Not proposed', 'they would have lowered incidents with strong evidence', true);
  for (const { setting, about, incidentId, evidence } of refusals) {
    lines.item('✗', `${setting}: ${about}: ${incidentId} has ${evidence.join(', ')}`, dim, 3);
  }
  if (proposals.length === 0) return lines.all;
  lines.heading('To use them', '', true);
  lines.raw(
    `  Put this into ${printable(file)}, or let \`keelwatch tune --apply\` do it; then start the watcher again.`,
  );
  lines.raw('');
  for (const line of yaml.trimEnd().split('\n')) lines.raw(printable(line));
  return lines.all;
}

function effect(lines: Lines, verb: string, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  const named = changes.slice(0, maxNamed).map(changeText);
  const rest = changes.length > maxNamed ? `, and ${changes.length - maxNamed} more` : '';
  lines.field(verb, `${count(changes.length, 'incident')}: ${named.join(', ')}${rest}`, 10);
}

function changeText({ incidentId, from, to }: Change): string {
  return `${incidentId} (${from.severity} ${from.score} → ${to.severity} ${to.score})`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
