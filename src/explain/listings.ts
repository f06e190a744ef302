import { isWithdrawn } from '../correlate/details.js';
import type { ImageBuilds, Incidents } from '../model/generated/tables.js';
import { dateTime, duration } from './moments.js';
import { imageName, runCount, stateText } from './names.js';
import { type Palette, severityPaint } from './palette.js';
import { table } from './table.js';

/** Builds as a table, in the order given. */
export function buildsTable(rows: ImageBuilds[], palette: Palette, width: number): string[] {
  return table(
    rows,
    [
      {
        title: 'STARTED (UTC)',
        text: (row) => dateTime(row.StartTime ?? row.TimeGenerated),
        paint: palette.dim,
      },
      { title: 'BUILD', text: ({ BuildId }) => BuildId },
      {
        title: 'STATE',
        text: (row) => (isWithdrawn(row) ? 'withdrawn' : stateText(row)),
        paint: (text, { State }) => (State === 'failed' ? palette.bad(text) : text),
      },
      {
        title: 'TOOK',
        text: ({ StartTime, EndTime }) =>
          StartTime && EndTime ? duration(EndTime - StartTime) : '',
        right: true,
      },
      { title: 'STEPS', text: ({ StepCount }) => String(StepCount ?? 0), right: true },
      { title: 'RUN', text: (row) => String(runCount(row)), right: true },
      { title: 'BY', text: ({ AccountName }) => AccountName || 'unknown', flexible: true },
      { title: 'IMAGE', text: (row) => imageName(row), flexible: true },
    ],
    width,
    palette.dim,
  );
}

/** Incidents as a table, in the order given. */
export function incidentsTable(rows: Incidents[], palette: Palette, width: number): string[] {
  return table(
    rows,
    [
      {
        title: 'LAST SEEN (UTC)',
        text: (row) => dateTime(row.LastActivityTime ?? row.TimeGenerated),
        paint: palette.dim,
      },
      { title: 'INCIDENT', text: ({ IncidentId }) => IncidentId },
      {
        title: 'SEVERITY',
        text: ({ Severity, Status }) => (Status === 'Withdrawn' ? 'withdrawn' : (Severity ?? '')),
        paint: (text, { Severity }) => severityPaint(palette, Severity ?? '')(text),
      },
      { title: 'SCORE', text: ({ Score }) => String(Score ?? ''), right: true },
      { title: 'BY', text: ({ AccountName }) => AccountName || 'unknown', flexible: true },
      { title: 'WHAT HAPPENED', text: ({ Title }) => Title ?? '', flexible: true },
    ],
    width,
    palette.dim,
  );
}
