/**
 * How long KQL takes: `npm run bench:conformance` compiles and runs the cases of src/kql/conformance, and prints a
 * Markdown table; with `--write` it puts it into docs/benchmarks.md.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsGiven } from '../scripts/command-line.js';
import { compileOn } from '../src/kql/compile.js';
import { openMemory } from '../src/store/duckdb.js';
import { writeFigures } from './page.js';

const values = optionsGiven({ write: { type: 'boolean', default: false } });

const root = fileURLToPath(new URL('../src/kql/conformance', import.meta.url));
const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.kql'))
  .map((name) => readFileSync(join(root, name), 'utf8'));

const writer = await openMemory();
const [compiling, running]: [number[], number[]] = [[], []];
const began = performance.now();
await compileOn(writer, 'print 1', 0, { catalog: {} });
const first = performance.now() - began;
for (let round = 0; round < 3; round += 1)
  for (const text of texts) {
    const start = performance.now();
    const compiled = await compileOn(writer, text, 0, { catalog: {} });
    const middle = performance.now();
    if ('diagnostics' in compiled) throw new Error(`${text}\n${compiled.diagnostics[0]?.message}`);
    await writer.query(compiled.query);
    const end = performance.now();
    if (round === 0) continue;
    compiling.push(middle - start);
    running.push(end - middle);
  }
await writer.close();

function quantiles(times: number[]): string {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) =>
    `${(sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}`;
}

writeFigures(
  'conformance',
  [
    ['first query, with the loading of the parser', `${first.toFixed(0)} ms`],
    [`to compile one of ${texts.length} cases`, quantiles(compiling)],
    ['to run it', quantiles(running)],
  ],
  '',
  values.write,
);
