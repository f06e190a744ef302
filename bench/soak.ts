/**
 * Whether the watcher levels off: `npm run bench:soak` keeps a private engine building for `--minutes N` (30), beside
 * programs and containers, and looks at the watcher's memory, open files and disk every ten seconds. What may be stored is
 * bounded to `--retain-gb` (0.005), so that the bound is met. Prints a Markdown table; with `--write` it puts it into
 * docs/benchmarks.md. Exits 1 where memory or open files of the last third are a tenth more than those of the second; on
 * disk the rows of builds and incidents stay, which are kept for a year. Needs root.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsGiven, refuse } from '../scripts/command-line.js';
import { setupScript } from '../src/lab/attack.js';
import { makeBaseImage } from '../src/lab/base-image.js';
import { startExternalHost } from '../src/lab/external-host.js';
import { startLoad } from '../src/lab/faults/load.js';
import { startEngine } from '../src/lab/private-engine.js';
import { startWatcher } from '../src/lab/watcher.js';
import { writeFigures } from './page.js';
import { bytesBelow, type Held, heldBy, megabytes } from './watcher/resident.js';

const values = optionsGiven({
  write: { type: 'boolean', default: false },
  minutes: { type: 'string', default: '30' },
  'retain-gb': { type: 'string', default: '0.005' },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) refuse('--minutes is a number from 1 on');

const retained = values['retain-gb'];
const everySeconds = 10;
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'keelwatch-bench-'));
const data = join(work, 'data');
const samples: (Held & { diskBytes: number })[] = [];
let builds = 0;

const engine = await startEngine();
const host = await startExternalHost({ files: { '/setup.sh': setupScript } });
try {
  const baseImage = 'soak/base:1';
  await makeBaseImage(engine, baseImage);
  const options = ['--docker', engine.endpoint, '--data', data, '--retain-gb', retained];
  const watcher = await startWatcher(main, options);
  const load = startLoad({ engine, baseImage, url: host.url('/setup.sh'), name: 'soak' });
  for (let at = 0; at < (minutes * 60) / everySeconds; at += 1) {
    await sleep(everySeconds * 1000);
    const held = { ...heldBy(watcher.child.pid ?? 0), diskBytes: bytesBelow(data) };
    samples.push(held);
    const { residentBytes, descriptors, diskBytes } = held;
    process.stderr.write(
      `${(at + 1) * everySeconds} s: ${megabytes(residentBytes)}, ${descriptors} files, disk ${megabytes(diskBytes)}, ${load.attacks().size} rounds\n`,
    );
  }
  await load.stop();
  builds = 2 * [...load.attacks().values()].filter(Boolean).length;
  await watcher.stop();
} finally {
  await host.stop();
  await engine.stop();
  rmSync(work, { recursive: true, force: true });
}

const thirds = [0, 1, 2].map((third) =>
  samples.slice((third * samples.length) / 3, ((third + 1) * samples.length) / 3),
);
const inThirds = (name: keyof (typeof samples)[number], of: (values: number[]) => number) =>
  thirds.map((third) => of(third.map((sample) => sample[name])));
const most = (of: number[]): number => Math.max(...of);
const median = (of: number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? 0;
const memory = inThirds('residentBytes', most);
const files = inThirds('descriptors', most);
// While segments are rewritten, the old and the new lie side by side for a moment.
const disk = inThirds('diskBytes', median);
writeFigures(
  'soak',
  [
    ['load', `${minutes} minutes, ${builds} builds`],
    ['resident memory, most in each third', memory.map(megabytes).join(', ')],
    ['open files, most in each third', files.join(', ')],
    [
      `data directory with --retain-gb ${retained}, median of each third`,
      `${disk.map(megabytes).join(', ')}; at most ${megabytes(most(samples.map(({ diskBytes }) => diskBytes)))}`,
    ],
  ],
  `, Docker Engine ${engine.version}`,
  values.write,
);
const grows = ([, second = 0, last = 0]: number[]): boolean => last > 1.1 * second;
if (grows(memory) || grows(files)) process.exitCode = 1;
