/**
 * Makes a rule's case from a recording: the rows of the tables that the rule reads, as the watcher would have stored
 * them; of builds and incidents the newest version.
 *
 * `tsx scripts/case-from-recording.ts RECORDING RULE > detections/RULE/cases/attack/NAME.ndjson`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { merge } from '../src/cli/pipeline.js';
import { replay } from '../src/cli/replay.js';
import { rowJson } from '../src/cli/row-json.js';
import { shippedRules } from '../src/detect/shipped.js';
import type { Batch } from '../src/model/batch.js';
import { type TableName, tables } from '../src/model/generated/tables.js';

const [recording, id] = process.argv.slice(2);
const rule = shippedRules.find((each) => each.id === id);
if (recording === undefined || rule === undefined) {
  throw new Error('usage: case-from-recording RECORDING RULE');
}

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

const events: string[] = [];
const records: string[] = [];
for (const table of rule.query.tables as TableName[]) {
  const { key } = tables[table];
  const lines = new Map<string, string>();
  for (const [index, row] of (all[table] ?? []).entries()) {
    const columns = Object.entries(rowJson(table, row)).filter(
      ([, value]) => value !== '' && value !== null,
    );
    const values = Object.fromEntries(columns);
    const name = key.length > 0 ? key.map((column) => values[column]).join(' ') : String(index);
    lines.set(name, JSON.stringify({ table, ...values }));
  }
  (key.length > 0 ? records : events).push(...lines.values());
}
process.stdout.write([...events, ...records].map((line) => `${line}\n`).join(''));
