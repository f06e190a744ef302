/**
 * What the watcher costs and how fast it is, on a private engine. `npm run bench:live` prints a Markdown table; with
 * `--write` it puts it into docs/benchmarks.md. Needs root. Times of shared machines do not hold elsewhere: ratios do.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsGiven } from '../scripts/command-line.js';
import { makeBaseImage } from '../src/lab/base-image.js';
import { command, mustRun } from '../src/lab/command.js';
import { startEngine } from '../src/lab/private-engine.js';
import { startWatcher, type Watcher } from '../src/lab/watcher.js';
import { type Cost, costOf, treeOf } from './cost.js';
import { writeFigures } from './page.js';

const values = optionsGiven({ write: { type: 'boolean', default: false } });

const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'keelwatch-bench-'));
const figures: [string, string][] = [];

function say(what: string, figure: string): void {
  figures.push([what, figure]);
  process.stderr.write(`${what}: ${figure}\n`);
}

const engine = await startEngine();
try {
  await makeBaseImage(engine, 'bench/base:1');
  await measureWatcher();
  await measureBuilds();
} finally {
  await engine.stop();
  rmSync(work, { recursive: true, force: true });
}

writeFigures('live', figures, `, Docker Engine ${engine.version}`, values.write);

function watch(name: string): Promise<Watcher> {
  return startWatcher(main, ['--docker', engine.endpoint, '--data', join(work, name)]);
}

async function measureWatcher(): Promise<void> {
  const watcher = await watch('storms');
  const pids = await treeOf(watcher.child.pid ?? 0);
  await sleep(3000);
  const idle = await during(pids, () => sleep(20_000));
  say('CPU when idle, watcher', share(idle.watcher, idle.seconds));
  say('CPU when idle, bpftrace', share(idle.kernel, idle.seconds));

  await execStorm(watcher, pids);
  await fileStorm(watcher, pids);
  await alertLatency(watcher);

  const { watcher: node, kernel } = costOf(pids);
  say('peak resident memory, watcher', `${(node.peakBytes / 1e6).toFixed(0)} MB`);
  say('peak resident memory, bpftrace', `${(kernel.peakBytes / 1e6).toFixed(0)} MB`);
  await watcher.stop();
}

async function execStorm(watcher: Watcher, pids: number[]): Promise<void> {
  const marker = 'keelwatch-exec-storm';
  // Two shells, told every 50 ms how many programs to run next, aim at 2,000 a second.
  const storm = await during(pids, () =>
    paced(
      'while read n; do i=0; while [ $i -lt $n ]; do busybox true "$1"; i=$((i+1)); done; done',
      marker,
      {
        shells: 2,
        perTick: 50,
        seconds: 10,
      },
    ),
  );
  await sleep(2000);
  const seen = await count(
    'storms',
    `DeviceProcessEvents | where ProcessCommandLine has "${marker}" and FileName == "busybox" | count`,
  );
  say(
    'exec storm, sustained',
    `${(storm.result / storm.seconds).toFixed(0)} execs/s for ${storm.seconds.toFixed(1)} s`,
  );
  say('exec storm, lost', `${storm.result - seen} of ${storm.result}${gaps(watcher)}`);
  say(
    'exec storm, CPU of watcher and bpftrace',
    `${share(storm.watcher, storm.seconds)} and ${share(storm.kernel, storm.seconds)}`,
  );
}

async function fileStorm(watcher: Watcher, pids: number[]): Promise<void> {
  const directory = join(work, 'files');
  mkdirSync(directory);
  const storm = await during(pids, () =>
    paced(
      'k=0; while read n; do i=0; while [ $i -lt $n ]; do : > "$1/Dockerfile.$$.$k"; i=$((i+1)); k=$((k+1)); done; done',
      directory,
      {
        shells: 4,
        perTick: 62,
        seconds: 10,
      },
    ),
  );
  await sleep(2000);
  const seen = await count(
    'storms',
    `DeviceFileEvents | where FolderPath startswith "${directory}/" | count`,
  );
  say(
    'file storm, sustained',
    `${(storm.result / storm.seconds).toFixed(0)} Dockerfiles/s for ${storm.seconds.toFixed(1)} s`,
  );
  say('file storm, lost', `${storm.result - seen} of ${storm.result}${gaps(watcher)}`);
  say(
    'file storm, CPU of watcher and bpftrace',
    `${share(storm.watcher, storm.seconds)} and ${share(storm.kernel, storm.seconds)}`,
  );
}

/** From the kernel's timestamp of the exec to the alert's line being read by another process. */
async function alertLatency(watcher: Watcher): Promise<void> {
  const before = watcher.lines.length;
  const runs = 200;
  for (let run = 0; run < runs; run += 1) {
    await command('docker', ['build', `/tmp/keelwatch-bench-absent-${run}/`], {
      env: { ...process.env, DOCKER_HOST: 'unix:///nonexistent' },
    });
    await sleep(40);
  }
  await sleep(2000);
  const delays = watcher.lines
    .slice(before)
    .filter(
      ({ kind, row }) => kind === 'alert' && JSON.stringify(row).includes('keelwatch-bench-absent'),
    )
    .map(({ row, arrived }) => arrived - Date.parse(String(row.TimeGenerated)))
    .sort((a, b) => a - b);
  const at = (quantile: number) =>
    `${delays[Math.ceil(delays.length * quantile) - 1]?.toFixed(0) ?? '?'} ms`;
  say(
    'syscall to alert',
    `p50 ${at(0.5)}, p99 ${at(0.99)} (${delays.length} alerts of ${runs} builds)`,
  );
}

/** The same build with and without the watcher, in turn; each time the second of two, so that all is warm. */
async function measureBuilds(): Promise<void> {
  const pairs = 8;
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const twice = async (name: string) => {
      await buildSeconds(`${name}-first`);
      return buildSeconds(name);
    };
    const bare = async () => ['without', await twice(`bare-${pair}`)] as const;
    const watched = async () => {
      // The same directory each time: a watcher that has seen the engine's images before does not look at them again.
      const watcher = await watch('builds');
      const seconds = await twice(`watched-${pair}`);
      await watcher.stop();
      return ['with', seconds] as const;
    };
    const order = pair % 2 === 0 ? [bare, watched] : [watched, bare];
    const times = new Map<string, number>();
    for (const run of order) {
      const [name, seconds] = await run();
      times.set(name, seconds);
    }
    ratios.push((times.get('with') ?? Number.NaN) / (times.get('without') ?? Number.NaN));
    process.stderr.write(
      `pair ${pair}: ${[...times].map(([name, s]) => `${name} ${s.toFixed(2)} s`).join(', ')}\n`,
    );
  }
  const sorted = ratios.sort((a, b) => a - b);
  const middle = ((sorted[pairs / 2 - 1] ?? 0) + (sorted[pairs / 2] ?? 0)) / 2;
  say(
    'ten-step build, with to without',
    `median ${middle.toFixed(3)} (${sorted[0]?.toFixed(3)} to ${sorted.at(-1)?.toFixed(3)}, ${pairs} pairs)`,
  );
}

async function buildSeconds(name: string): Promise<number> {
  const steps = Array.from(
    { length: 10 },
    (_, i) => `RUN echo ${name}-${i} > /step-${i} && ls -lR /usr > /list-${i}`,
  );
  const started = performance.now();
  await mustRun('docker', ['build', '-q', '-'], {
    env: engine.environment('classic'),
    input: ['FROM bench/base:1', ...steps].join('\n'),
  });
  return (performance.now() - started) / 1000;
}

/** Runs shells that read how much to do next from their standard input. Returns how much was done. */
async function paced(
  script: string,
  argument: string,
  pace: { shells: number; perTick: number; seconds: number },
): Promise<number> {
  const ticks = pace.seconds * 20;
  const shells = Array.from({ length: pace.shells }, () => {
    const child = spawn('sh', ['-c', script, 'sh', argument], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    return { child, ended: new Promise((resolve) => child.on('close', resolve)) };
  });
  for (let tick = 0; tick < ticks; tick += 1) {
    for (const { child } of shells) child.stdin.write(`${pace.perTick}\n`);
    await sleep(50);
  }
  for (const { child } of shells) child.stdin.end();
  await Promise.all(shells.map(({ ended }) => ended));
  return ticks * pace.perTick * pace.shells;
}

async function during<T>(
  pids: number[],
  act: () => Promise<T>,
): Promise<{ result: T; seconds: number; watcher: number; kernel: number }> {
  const before = costOf(pids);
  const started = performance.now();
  const result = await act();
  const seconds = (performance.now() - started) / 1000;
  const after = costOf(pids);
  const spent = (name: keyof ReturnType<typeof costOf>) => cpu(after[name]) - cpu(before[name]);
  return { result, seconds, watcher: spent('watcher'), kernel: spent('kernel') };
}

function cpu(cost: Cost): number {
  return cost.cpuSeconds;
}

function share(cpuSeconds: number, seconds: number): string {
  return `${((100 * cpuSeconds) / seconds).toFixed(1)} % of a core`;
}

function gaps(watcher: Watcher): string {
  const told = watcher.lines.filter(({ kind }) => kind === 'gap').map(({ row }) => row.LostEvents);
  return told.length > 0 ? `; gaps told so far: ${told.join(', ')}` : '';
}

async function count(data: string, query: string): Promise<number> {
  const text = await mustRun(process.execPath, [
    main,
    'query',
    '--json',
    '--data',
    join(work, data),
    query,
  ]);
  return Number((JSON.parse(text.split('\n')[0] ?? '') as { Count: number }).Count);
}
