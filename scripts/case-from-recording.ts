/**
 * Makes cases of rules from a recording: the rows of the tables that each rule reads, as the watcher would have stored
 * them, with the columns that its query names; of builds and incidents the newest version.
 *
 * `tsx scripts/case-from-recording.ts RECORDING attack/NAME RULE… [--without TEXT…]` writes
 * `detections/RULE/cases/attack/NAME.ndjson` for each rule and prints the line for its cases.yaml. Rows that hold one of
 * the texts are left out: what else the host did at the time.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { merge } from '../src/cli/pipeline.js';
import { replay } from '../src/cli/replay.js';
import { rowJson } from '../src/cli/row-json.js';
import { readRows } from '../src/detect/cases.js';
import { concerns } from '../src/detect/concern.js';
import { loadRule } from '../src/detect/load.js';
import type { CompiledRule } from '../src/detect/rule.js';
import { tryCase } from '../src/detect/try-case.js';
import type { Batch } from '../src/model/batch.js';
import { type TableName, tables } from '../src/model/generated/tables.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string', multiple: true, default: [] } },
});
const [recording, name, ...ids] = positionals;
if (recording === undefined || name === undefined || ids.length === 0)
  throw new Error('usage: case-from-recording RECORDING attack/NAME RULE… [--without TEXT…]');

/** Rows that can have no result are of use as a sample alone. */
const maxIdle = 3;

let all: Batch = {};
const directory = mkdtempSync(join(tmpdir(), 'keelwatch-case-'));
await replay({
  recording,
  directory,
  speed: Number.POSITIVE_INFINITY,
  stored: (batch) => {
    all = merge(all, batch);
  },
  troubled: (message) => {
    throw new Error(message);
  },
});
rmSync(directory, { recursive: true });

for (const id of ids) {
  const rule = loadRule(join('detections', id));
  const file = join('detections', id, 'cases', `${name}.ndjson`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, caseOf(rule));
  const tried = await tryCase(rule, { name, expected: 0, rows: readRows(file) });
  const counts = tried.raised.map(({ count }) => count);
  process.stdout.write(`${id}: ${name}.ndjson: ${[...new Set(counts)].join(' or ')}\n`);
}

function caseOf(rule: CompiledRule): string {
  const { id, query, alertKey, guards } = rule;
  const text = readFileSync(join('detections', id, 'query.kql'), 'utf8');
  const isNamed = (column: string) =>
    alertKey.includes(column) || new RegExp(`\\b${column}\\b`).test(text);
  const events: string[] = [];
  const records: string[] = [];
  for (const table of query.tables as TableName[]) {
    const { key } = tables[table];
    const lines = new Map<string, string>();
    const isGuarded = guards.some((guard) => guard.table === table);
    let idle = 0;
    for (const [index, row] of (all[table] ?? []).entries()) {
      const whole = rowJson(table, row);
      if (values.without.some((part) => JSON.stringify(whole).includes(part))) continue;
      if (isGuarded && !concerns(rule, { [table]: [row] }) && (idle += 1) > maxIdle) continue;
      const columns = Object.entries(whole).filter(
        ([column, value]) =>
          value !== '' &&
          value !== null &&
          (['TimeGenerated', 'ActionType', ...key].includes(column) || isNamed(column)),
      );
      const line = Object.fromEntries(columns);
      const same = key.length > 0 ? key.map((column) => line[column]).join(' ') : String(index);
      lines.set(same, hostless(JSON.stringify({ table, ...line })));
    }
    (key.length > 0 ? records : events).push(...lines.values());
  }
  return [...events, ...records].map((line) => `${line}\n`).join('');
}

/** Nothing of the host that it was recorded on. */
function hostless(line: string): string {
  return line
    .replaceAll(/"DeviceId":"[^"]*"/g, '"DeviceId":"d1"')
    .replaceAll(/"DeviceName":"[^"]*"/g, '"DeviceName":"demo-host"')
    .replaceAll(process.cwd(), '/opt/keelwatch');
}
