import { dateTime, duration } from '../../explain/moments.js';
import { bytesText } from '../../explain/sizes.js';
import type { Micros } from '../../model/row.js';
import type { Rejection } from '../../normalise/import/index.js';
import type { Imported } from '../import-files.js';
import { many } from '../many.js';
import { maxAlerts, type Verdict } from './judge.js';

export interface Scanned {
  imported: Imported;
  verdict: Verdict;
  /** What now() meant; undefined with --replay. */
  now: Micros | undefined;
  /** Milliseconds. */
  took: number;
}

const maxNames = 5;

/** What was read and judged, and what was not, a sentence a line. Names and records in it are hostile. */
export function summary({ imported, verdict, now, took }: Scanned): string[] {
  const { files, rows, span } = imported;
  const formats = tally(files.map(({ format }) => format));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const tables = Object.entries(rows).map(([table, count]) => `${table} ${count}`);
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return [
    `read ${many(files.length, 'file')} (${formats}), ${bytesText(bytes)}`,
    `${many(total, 'row')}${total > 0 ? `: ${tables.join(', ')}` : ''}`,
    ...(span ? [`from ${dateTime(span.from)} to ${dateTime(span.until)} UTC`] : []),
    ...importLines(imported),
    ...ruleLines(verdict, span, now),
    `found ${many(verdict.incidents.size, 'incident')}, ${many(verdict.alerts.size, 'alert')}, ${many(verdict.builds.size, 'image build')} in ${duration(took * 1000)}`,
  ];
}

/** What was not read, or not as it stands. Without any of it nothing. */
export const importLines = (imported: Imported): string[] => [
  ...counted('rejected', imported.rejected),
  ...counted('remarks', imported.remarks),
  ...skippedLine(imported.skipped),
  ...withoutProcessId(imported),
  ...passedOver(imported),
  ...imported.failed.map(({ name, reason }) => `NOT READ: ${name}: ${reason}`),
];

function tally(names: string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} ${count}` : name)).join(', ');
}

function counted(what: string, { count, first }: { count: number; first: Rejection[] }): string[] {
  if (count === 0) return [];
  const rest = count - first.length;
  return [
    `${many(count, 'record')} ${what === 'rejected' ? 'rejected' : 'read with a reservation'}:`,
    ...first.map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`),
    ...(rest > 0
      ? [`  and ${rest} more${what === 'rejected' ? ': --rejected FILE writes all of them' : ''}`]
      : []),
  ];
}

function skippedLine(skipped: Record<string, number>): string[] {
  const entries = Object.entries(skipped).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return [];
  const named = entries.slice(0, maxNames).map(([what, count]) => `${what} ${count}`);
  const rest = entries.slice(maxNames).reduce((sum, [, count]) => sum + count, 0);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${many(total, 'record')} that no table is for: ${named.join(', ')}${rest > 0 ? `, others ${rest}` : ''}`,
  ];
}

/** Rules judge such rows; builds are put together from processes that can be told apart. */
const withoutProcessId = ({ withoutProcessId: count, rows }: Imported): string[] =>
  count === 0
    ? []
    : [
        `${count} of ${many(rows.DeviceProcessEvents ?? 0, 'process row')} without a process id: no build can be worked out from those`,
      ];

function passedOver({ passedOver: files }: Imported): string[] {
  if (files.length === 0) return [];
  const named = files.slice(0, maxNames).map(({ name }) => name);
  const rest = files.length - named.length;
  return [
    `passed over ${many(files.length, 'file')} in directories that ${files.length === 1 ? 'is' : 'are'} no telemetry: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  ];
}

function ruleLines(verdict: Verdict, span: Imported['span'], now: Micros | undefined): string[] {
  const lines = [
    `ran ${many(verdict.rules.length, 'rule')}: ${verdict.rules.map(({ rule }) => rule.id).join(', ')}`,
  ];
  if (now !== undefined) lines.push(`now() was ${dateTime(now)} UTC`);
  for (const { rule, failure, results } of verdict.rules) {
    if (failure !== undefined) lines.push(`NOT JUDGED by rule ${rule.id}: ${failure}`);
    if (results > maxAlerts)
      lines.push(`rule ${rule.id} has ${results} results: the first ${maxAlerts} were made alerts`);
  }
  return [...lines, ...lookback(verdict, span, now)];
}

/** Which rules saw a part of the data alone, those of the same period together. */
function lookback({ rules }: Verdict, span: Imported['span'], now: Micros | undefined): string[] {
  const byPeriod = new Map<Micros, string[]>();
  for (const { rule } of rules) {
    if (now === undefined || !span || span.from >= now - rule.queryPeriod) continue;
    byPeriod.set(rule.queryPeriod, [...(byPeriod.get(rule.queryPeriod) ?? []), rule.id]);
  }
  return [...byPeriod].map(([period, ids]) =>
    ids.length === 1
      ? `rule ${ids[0]} looks back ${duration(period)}: it did not judge what is older (--replay does)`
      : `${ids.length} rules look back ${duration(period)}: they did not judge what is older (--replay does)`,
  );
}
