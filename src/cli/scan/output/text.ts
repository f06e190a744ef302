import { incidentsTable } from '../../../explain/listings.js';
import { dateTime } from '../../../explain/moments.js';
import { severityPaint } from '../../../explain/palette.js';
import { table } from '../../../explain/table.js';
import type { Alerts } from '../../../model/generated/tables.js';
import { isoTime } from '../../row-json.js';
import { palette, tableWidth } from '../../terminal.js';
import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';
import type { Noise } from '../replay.js';

/** A table's columns are as wide as its rows need: so many are aligned together. */
const together = 1000;
/** Incidents that are told in full. */
const maxReports = 10;

/** Tables for people, and the reports of the first incidents. */
export async function text(found: Findings, write: Write): Promise<void> {
  const { incidents, alerts } = found.counts;
  let told = 0;
  if (incidents > 0) {
    await tables(found.incidents(), (rows) => incidentsTable(rows, palette, tableWidth()), write);
    await write('\n');
  }
  if (alerts > 0) {
    await tables(found.alerts(), alertsTable, write);
    await write('\n');
  }
  if (found.noise) {
    if (found.noise.length > 0) await write(`${noiseTable(found.noise).join('\n')}\n\n`);
  }
  if (incidents > 0)
    for await (const row of found.incidents()) {
      if (told === maxReports) break;
      told += 1;
      await write(`${await found.report(row)}\n\n`);
    }
  if (incidents > told)
    await write(`${incidents - told} more incidents: --output json tells all of them in full.\n`);
  if (incidents === 0 && alerts === 0) await write('Nothing was found.\n');
}

async function tables<R>(
  rows: AsyncIterable<R>,
  show: (rows: R[]) => string[],
  write: Write,
): Promise<void> {
  let waiting: R[] = [];
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < together) continue;
    await write(`${show(waiting).join('\n')}\n`);
    waiting = [];
  }
  if (waiting.length > 0) await write(`${show(waiting).join('\n')}\n`);
}

function alertsTable(rows: Alerts[]): string[] {
  return table(
    rows,
    [
      {
        title: 'TIME (UTC)',
        text: ({ TimeGenerated }) => dateTime(TimeGenerated),
        paint: palette.dim,
      },
      {
        title: 'SEVERITY',
        text: ({ Severity }) => Severity ?? '',
        paint: (shown, { Severity }) => severityPaint(palette, Severity ?? '')(shown),
      },
      { title: 'RULE', text: ({ RuleId }) => RuleId ?? '' },
      {
        title: 'HOST',
        text: ({ DeviceName, DeviceId }) => DeviceName || DeviceId || 'unknown',
        flexible: true,
      },
      { title: 'BY', text: ({ AccountName }) => AccountName || 'unknown', flexible: true },
      {
        title: 'WHAT',
        text: ({ Description, Detail }) => [Description, Detail].filter(Boolean).join(': '),
        flexible: true,
      },
    ],
    tableWidth(),
    palette.dim,
  );
}

function noiseTable(noise: Noise[]): string[] {
  return table(
    noise,
    [
      { title: 'DAY (UTC)', text: ({ day }) => isoTime(day).slice(0, 10), paint: palette.dim },
      { title: 'RULE', text: ({ ruleId }) => ruleId },
      { title: 'RUNS', text: ({ runs }) => String(runs), right: true },
      { title: 'ALERTS', text: ({ alerts }) => String(alerts), right: true },
      { title: 'REPEATED', text: ({ repeated }) => String(repeated), right: true },
    ],
    tableWidth(),
    palette.dim,
  );
}
