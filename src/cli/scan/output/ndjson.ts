import { asciiJson } from '../../ascii-json.js';
import { isoTime, rowJson } from '../../row-json.js';
import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';
import type { Noise } from '../replay.js';

/** One object a line: `kind` is `incident`, `alert` or, with --replay, `day`; the rest is the row as it is stored. */
export async function ndjson(found: Findings, write: Write): Promise<void> {
  for await (const row of found.incidents())
    await write(`${asciiJson({ kind: 'incident', ...rowJson('Incidents', row) })}\n`);
  for await (const row of found.alerts())
    await write(`${asciiJson({ kind: 'alert', ...rowJson('Alerts', row) })}\n`);
  for (const day of found.noise ?? [])
    await write(`${asciiJson({ kind: 'day', ...noiseJson(day) })}\n`);
}

export const noiseJson = ({ ruleId, day, runs, alerts, repeated }: Noise) => ({
  RuleId: ruleId,
  Day: isoTime(day).slice(0, 10),
  Runs: runs,
  Alerts: alerts,
  Repeated: repeated,
});
