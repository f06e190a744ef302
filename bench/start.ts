/**
 * How long the watcher takes to see, and what it costs while nothing happens: `npm run bench:start` prints a Markdown
 * table; with `--write` it puts it into docs/benchmarks.md. `--images N` (10,000) is how many images it knows from
 * before in the last measurement. Needs root.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsGiven, refuse } from '../scripts/command-line.js';
import { startWatcher, type Watcher } from '../src/lab/watcher.js';
import { openWriter } from '../src/store/duckdb.js';
import { costOf, treeOf } from './cost.js';
import { writeFigures } from './page.js';
import { median } from './scan/in-turn.js';
import { heldBy, megabytes } from './watcher/resident.js';

const values = optionsGiven({
  write: { type: 'boolean', default: false },
  images: { type: 'string', default: '10000' },
});
const images = Number(values.images);
if (!(images > 0)) refuse('--images is a number above 0');

const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'keelwatch-bench-'));
const figures: [string, string][] = [];
const idleSeconds = 30;

function say(what: string, figure: string): void {
  figures.push([what, figure]);
  process.stderr.write(`${what}: ${figure}\n`);
}

/** No engine: what one costs depends on it. */
function watch(name: string): Promise<Watcher> {
  const args = ['--docker', `unix://${join(work, 'absent.sock')}`, '--data', join(work, name)];
  return startWatcher(main, args, ['kernel']);
}

async function startUp(): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const began = performance.now();
    const watcher = await watch('start');
    times.push((performance.now() - began) / 1000);
    await watcher.stop();
  }
  const range = `${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} s`;
  say(
    'start until the kernel is seen',
    `${median(times).toFixed(2)} s (${range}, ${times.length} runs)`,
  );
}

async function idle(): Promise<void> {
  const watcher = await watch('idle');
  const pid = watcher.child.pid ?? 0;
  const pids = await treeOf(pid);
  await sleep(5000);
  const before = costOf(pids);
  await sleep(idleSeconds * 1000);
  const after = costOf(pids);
  const share = (name: 'watcher' | 'kernel') =>
    `${((100 * (after[name].cpuSeconds - before[name].cpuSeconds)) / idleSeconds).toFixed(2)} % of a core`;
  const { residentBytes, descriptors } = heldBy(pid);
  say(
    `watcher, ${idleSeconds} s without builds`,
    `${share('watcher')}, ${megabytes(residentBytes)}, ${descriptors} open files`,
  );
  say(`bpftrace, ${idleSeconds} s without builds`, share('kernel'));
  await watcher.stop();
}

/** Images of ordinary size: ten layers, ten steps. */
async function known(count: number): Promise<number> {
  const name = `images-${count}`;
  const writer = await openWriter(join(work, name));
  const steps = Array.from({ length: 10 }, (_, step) => ({
    CreatedBy: `RUN /bin/sh -c make step-${step}`,
    Size: 1000,
  }));
  const rows = Array.from({ length: count }, (_, number) => {
    const digest = number.toString(16).padStart(64, '0');
    return {
      TimeGenerated: Date.now() * 1000,
      ActionType: 'ImageObserved',
      ImageId: `sha256:${digest}`,
      ImageReferences: [`registry.example/team/app-${number}:1`],
      ImageCreationTime: 1_700_000_000_000_000 + number,
      Layers: Array.from({ length: 10 }, (__, layer) => `sha256:${layer}${digest.slice(1)}`),
      History: steps,
    };
  });
  for (let at = 0; at < rows.length; at += 500)
    await (await writer.stage({ ContainerImageEvents: rows.slice(at, at + 500) })).commit();
  await writer.close();
  const watcher = await watch(name);
  await sleep(15_000);
  const { residentBytes } = heldBy(watcher.child.pid ?? 0);
  await watcher.stop();
  return residentBytes;
}

try {
  await startUp();
  await idle();
  const [none, some, all] = [await known(0), await known(images / 10), await known(images)];
  say(
    `watcher with 0, ${images / 10} and ${images} known images`,
    [none, some, all].map(megabytes).join(', '),
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
writeFigures('start', figures, '', values.write);
