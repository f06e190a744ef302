import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/**
 * Prints figures as a Markdown table; with `write` they take the place of those in docs/benchmarks.md between
 * `<!-- name -->` and `<!-- /name -->`. `besides` is what was measured with, after the machine.
 */
export function writeFigures(
  name: string,
  figures: readonly (readonly [string, string])[],
  besides: string,
  write: boolean,
): void {
  const rows = figures.map(([what, figure]) => `| ${what} | ${figure} |`);
  const table = ['| what | figure |', '|---|---|', ...rows].join('\n');
  process.stdout.write(`${table}\n`);
  if (!write) return;
  const path = new URL('../docs/benchmarks.md', import.meta.url).pathname;
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [before, rest] = readFileSync(path, 'utf8').split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${path} has no ${start.trim()} … ${end}`);
  const date = new Date().toISOString().slice(0, 10);
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const machine = `Measured on ${date}: ${cpus().length} cores, ${memory} GiB, Linux ${release()}, Node ${process.version}${besides}.`;
  writeFileSync(path, `${before}${start}${machine}\n\n${table}\n${end}${after}`);
}
