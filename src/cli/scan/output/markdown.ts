import { markdownText as safe } from '../../../explain/markdown-text.js';
import type { Json } from '../../../model/row.js';
import { isoTime } from '../../row-json.js';
import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';

/** A report for a ticket or a pull request. Text from records is escaped: it makes no links, images, headings or HTML. */
export async function markdown(found: Findings, write: Write): Promise<void> {
  const { incidents, alerts } = found.counts;
  await write(`# Keelwatch scan\n\n${incidents} incidents, ${alerts} alerts.\n`);
  if (incidents > 0) await write('\n## Incidents\n');
  for await (const row of found.incidents()) {
    await write(
      `\n### ${safe(row.Title)}\n\n${row.Severity}, score ${row.Score ?? '?'}, ${safe(row.IncidentId)}, on ${safe(row.DeviceName || row.DeviceId || 'an unknown host')}, by ${safe(row.AccountName || 'an unknown account')}, ${isoTime(row.FirstActivityTime ?? row.TimeGenerated)} to ${isoTime(row.LastActivityTime ?? row.TimeGenerated)}\n\n`,
    );
    for (const { Weight, Explanation } of objects(row.Evidence))
      await write(`- +${Number(Weight)} ${safe(String(Explanation))}\n`);
    for (const unknown of Array.isArray(row.Unknowns) ? row.Unknowns : [])
      await write(`- unknown: ${safe(String(unknown))}\n`);
  }
  if (alerts > 0)
    await write(
      '\n## Alerts\n\n| time | severity | rule | host | account | what |\n|---|---|---|---|---|---|\n',
    );
  for await (const row of found.alerts()) {
    const what = [row.Description, row.Detail].filter(Boolean).join(': ');
    const cells = [
      isoTime(row.TimeGenerated),
      row.Severity,
      row.RuleId,
      row.DeviceName || row.DeviceId,
      row.AccountName,
      what,
    ];
    await write(`| ${cells.map(safe).join(' | ')} |\n`);
  }
  if (!found.noise) return;
  await write('\n## Replay\n\n| rule | day | runs | alerts | repeated |\n|---|---|--:|--:|--:|\n');
  for (const { ruleId, day, runs, alerts: count, repeated } of found.noise)
    await write(
      `| ${safe(ruleId)} | ${isoTime(day).slice(0, 10)} | ${runs} | ${count} | ${repeated} |\n`,
    );
}

function objects(value: Json | undefined): Record<string, Json>[] {
  return Array.isArray(value) ? (value as Record<string, Json>[]) : [];
}
