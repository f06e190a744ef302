/**
 * `npm run faults -- [--kills N] [--seed N]`: kills the watcher at random points of its life while a private engine is
 * busy, a hundred times unless told otherwise, and prints what was lost, stored twice or not told as a gap. Needs root.
 * Exits 1 when anything was.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupScript } from '../src/lab/attack.js';
import { makeBaseImage } from '../src/lab/base-image.js';
import { startExternalHost } from '../src/lab/external-host.js';
import { killWatcher } from '../src/lab/faults/kill-watcher.js';
import { startEngine } from '../src/lab/private-engine.js';
import { seeded } from '../src/lab/seeded.js';
import { optionsGiven, refuse } from './command-line.js';

const values = optionsGiven({
  kills: { type: 'string', default: '100' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!(kills > 0) || !Number.isInteger(seed)) refuse('--kills and --seed are whole numbers');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const work = mkdtempSync(join(tmpdir(), 'keelwatch-faults-'));
const engine = await startEngine();
const host = await startExternalHost({ files: { '/setup.sh': setupScript } });
try {
  const baseImage = 'faults/base:1';
  await makeBaseImage(engine, baseImage);
  say(`seed ${seed}`);
  const killed = await killWatcher({
    main: new URL('../dist/cli/main.js', import.meta.url).pathname,
    data: join(work, 'data'),
    engine,
    baseImage,
    url: host.url('/setup.sh'),
    name: 'kills',
    kills,
    random: seeded(seed),
    say,
  });
  for (const line of killed.wrong) say(`WRONG ${line}`);
  const { acknowledged, attacks, incidents, gaps, wrong } = killed;
  say(
    `${kills} kills: ${acknowledged} lines acknowledged, ${attacks} attacks, ${incidents} incidents, ${gaps} gaps, ${wrong.length} wrong`,
  );
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  await host.stop();
  await engine.stop();
  if (process.exitCode !== 1) rmSync(work, { recursive: true, force: true });
}
