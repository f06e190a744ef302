import { isWithdrawn } from '../correlate/details.js';
import { lostText } from '../correlate/gaps.js';
import { dictionary } from '../model/dictionary.js';
import type { Alerts, ImageBuilds, Incidents, SensorEvents } from '../model/generated/tables.js';
import { clock, duration } from './moments.js';
import { imageName, objects, runCount } from './names.js';
import { type Palette, plain, severityPaint } from './palette.js';
import { printable } from './printable.js';

export type Summarised =
  | { table: 'ImageBuilds'; row: ImageBuilds }
  | { table: 'Alerts'; row: Alerts }
  | { table: 'Incidents'; row: Incidents }
  | { table: 'SensorEvents'; row: SensorEvents };

export interface SummaryStyle {
  palette?: Palette;
  /** Columns of the terminal; unlimited when absent. */
  width?: number;
}

/** One line for the live view: when, what kind, and what it says. Nothing in it moves the cursor. */
export function summaryLine(
  item: Summarised,
  { palette = plain, width }: SummaryStyle = {},
): string {
  const { time, kind, text, paint } = content(item, palette);
  const head = `${clock(time)}  ${kind.padEnd(8)}  `;
  const room = width === undefined ? undefined : Math.max(20, width - head.length);
  return `${palette.dim(clock(time))}  ${paint(kind.padEnd(8))}  ${printable(text, room)}`;
}

const doings: Record<string, string> = dictionary({
  SensorStarted: ' started',
  SensorStopped: ' stopped',
  SensorFailed: ' cannot see',
});

function content(item: Summarised, palette: Palette) {
  switch (item.table) {
    case 'ImageBuilds':
      return build(item.row, palette);
    case 'Alerts': {
      const { row } = item;
      const detail = row.Detail ? `: ${row.Detail}` : '';
      const severity = row.Severity ?? '';
      return {
        time: row.TimeGenerated,
        kind: 'alert',
        text: `${severity ? `${severity.toLowerCase()}  ` : ''}${row.Description || row.Title || row.RuleId}${detail}`,
        paint: severityPaint(palette, severity),
      };
    }
    case 'Incidents': {
      const { row } = item;
      const severity = row.Severity ?? '';
      const by = row.AccountName ? `  by ${row.AccountName}` : '';
      const status =
        row.Status === 'Withdrawn' ? 'withdrawn' : `${severity.toLowerCase()} ${row.Score ?? ''}`;
      return {
        time: row.LastActivityTime ?? row.TimeGenerated,
        kind: 'incident',
        text: `${status}  ${row.Title ?? ''}${by}  [${row.IncidentId}]`,
        paint: severityPaint(palette, severity),
      };
    }
    case 'SensorEvents': {
      const { row } = item;
      const isGap = row.ActionType === 'Gap';
      const lost = lostText(row.LostEvents);
      const span =
        isGap && row.GapStart && row.GapEnd ? ` for ${duration(row.GapEnd - row.GapStart)}` : '';
      const what = isGap
        ? `: nothing or not everything seen${span}`
        : (doings[row.ActionType] ?? `: ${row.ActionType}`);
      return {
        time: row.TimeGenerated,
        kind: isGap ? 'gap' : 'health',
        text: `${row.Sensor ?? ''} sensor${what}${lost}${row.Reason ? `: ${row.Reason}` : ''}`,
        paint: isGap ? palette.severity.Medium : palette.dim,
      };
    }
  }
}

function build(row: ImageBuilds, palette: Palette) {
  if (isWithdrawn(row)) {
    return {
      time: row.EndTime ?? row.TimeGenerated,
      kind: 'build',
      text: `withdrawn: what was seen belongs to another  [${row.BuildId}]`,
      paint: palette.dim,
    };
  }
  const steps = row.StepCount ? `  ${row.StepCount} ${row.StepCount === 1 ? 'step' : 'steps'}` : '';
  const reached = new Set(
    objects(row.RemoteAddresses).map((address) => String(address['RemoteIP'])),
  );
  const contacts =
    reached.size > 0
      ? `  reached ${[...reached].slice(0, 3).join(', ')}${reached.size > 3 ? ', …' : ''}`
      : '';
  const ran = runCount(row);
  const containers = ran > 0 ? `  ${ran} ${ran === 1 ? 'container' : 'containers'} run` : '';
  const took = row.StartTime && row.EndTime ? ` in ${duration(row.EndTime - row.StartTime)}` : '';
  const who = row.AccountName || 'unknown requester';
  return {
    time: row.EndTime ?? row.TimeGenerated,
    kind: 'build',
    text: `${row.State}${took}  ${imageName(row)}  by ${who}${steps}${contacts}${containers}  [${row.BuildId}]`,
    paint: row.State === 'failed' ? palette.bad : palette.good,
  };
}
