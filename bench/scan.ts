/**
 * How fast recorded telemetry is read and judged, as ratios within one run: `npm run bench:scan` prints a Markdown table;
 * with `--write` it puts it into docs/benchmarks.md. `--rows N` (10 million, on CI 1 million), `--import-rows N` (as many)
 * and `--gigabytes N` (5) say how much is generated; it lies in the temporary directory, and is gone afterwards.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionsGiven, refuse } from '../scripts/command-line.js';
import { writeFigures } from './page.js';
import { importRatio } from './scan/import.js';
import { coldScan, largeScan } from './scan/process.js';
import { ruleRatio } from './scan/rule.js';

const values = optionsGiven({
  rows: { type: 'string', default: process.env.CI === undefined ? '10000000' : '1000000' },
  'import-rows': { type: 'string' },
  gigabytes: { type: 'string', default: '5' },
  write: { type: 'boolean', default: false },
});
const rows = Number(values.rows);
const importRows = Number(values['import-rows'] ?? rows);
const gigabytes = Number(values.gigabytes);
if (!(rows > 0 && importRows > 0 && gigabytes > 0))
  refuse('--rows, --import-rows and --gigabytes are numbers above 0');

const work = mkdtempSync(join(tmpdir(), 'keelwatch-bench-'));
const figures: [string, string][] = [];
try {
  for (const measure of [
    () => ruleRatio(work, rows),
    () => importRatio(work, importRows),
    () => coldScan(work),
    () => largeScan(work, gigabytes),
  ])
    for (const [what, figure] of await measure()) {
      figures.push([what, figure]);
      process.stderr.write(`${what}: ${figure}\n`);
    }
} finally {
  rmSync(work, { recursive: true, force: true });
}
writeFigures('scan', figures, '', values.write);
