import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildAsAttacker } from '../../src/lab/attack.js';
import { command, mustRun } from '../../src/lab/command.js';
import type { Builder } from '../../src/lab/docker-cli.js';
import { killWatcher } from '../../src/lab/faults/kill-watcher.js';
import { settableClock } from '../../src/lab/faults/settable-clock.js';
import { seeded } from '../../src/lab/seeded.js';
import { startWatcher, type Watcher, type WatchLine } from '../../src/lab/watcher.js';
import { attackedHost } from './attacked-host.js';

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const baseImage = 'faults/base:1';

const held = attackedHost(baseImage);

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'keelwatch-faults-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A disk of its own, of so many megabytes. */
function disk(megabytes: number): string {
  const mount = directory();
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'keelwatch-test', mount]);
  onTestFinished(() => void execFileSync('/bin/umount', ['-l', mount]));
  return mount;
}

/** To the last page, while the watcher writes too. */
function fill(mount: string): void {
  const ballast = openSync(join(mount, 'ballast'), 'w');
  try {
    for (const page = Buffer.alloc(4096, 1); ; ) writeSync(ballast, page);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(ballast);
  }
}

async function watch(data: string, options: { env?: NodeJS.ProcessEnv } = {}): Promise<Watcher> {
  const args = ['--docker', held.engine.endpoint, '--data', data];
  const watcher = await startWatcher(main, args, undefined, options.env);
  onTestFinished(async () => {
    await watcher.stop('SIGKILL');
  });
  return watcher;
}

async function query(data: string, kql: string): Promise<Record<string, unknown>[]> {
  const text = await mustRun(process.execPath, [main, 'query', '--json', '--data', data, kql]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs a program that the kernel sensor has to see, with a word of its own. */
async function exec(word: string): Promise<void> {
  await mustRun('busybox', ['true', word]);
}

const seen = (data: string, word: string) =>
  query(data, `DeviceProcessEvents | where ProcessCommandLine == "busybox true ${word}" | count`);

let tags = 0;
async function attack(builder: Builder = 'classic') {
  const tag = `fault-${(tags += 1)}:1`;
  const built = await buildAsAttacker({
    engine: held.engine,
    baseImage,
    builder,
    tag,
    url: held.host.url('/setup.sh'),
    args: ['--no-cache', '--label', `run=${process.pid}-${tag}`],
  });
  return { ...built, tag };
}

const gapOf =
  (sensor: string, test: (row: Record<string, unknown>) => boolean = () => true) =>
  ({ kind, row }: WatchLine) =>
    kind === 'gap' && row.Sensor === sensor && test(row);
const isOver = (row: Record<string, unknown>) => row.GapEnd !== null;

const incidentOf = (image: string | null) => (line: WatchLine) =>
  line.kind === 'incident' && line.row.ImageId === image;

/** Waits until the watcher has said something on standard error. */
async function said(watcher: Watcher, pattern: RegExp, timeoutMs = 60_000): Promise<string> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(100)) {
    const line = watcher
      .log()
      .split('\n')
      .find((each) => pattern.test(each));
    if (line !== undefined) return line;
  }
  throw new Error(`the watcher did not say ${pattern} but: ${watcher.log()}`);
}

it('a watcher killed at random points under load loses nothing acknowledged and makes no incident twice', async () => {
  const seed = Number(process.env.KEELWATCH_SEED ?? Date.now() % 1_000_000);
  const killed = await killWatcher({
    main,
    data: join(directory(), 'data'),
    engine: held.engine,
    baseImage,
    url: held.host.url('/setup.sh'),
    name: 'kills',
    kills: 10,
    random: seeded(seed),
  });
  expect(killed.wrong, `with KEELWATCH_SEED=${seed}`).toEqual([]);
  expect(killed.acknowledged).toBeGreaterThan(0);
}, 300_000);

it.each<Builder>(['classic', 'buildkit'])(
  'an engine killed during a build with the %s builder: a gap, and no build that runs for ever',
  async (builder) => {
    const data = join(directory(), 'data');
    const watcher = await watch(data);
    held.host.serve('/slow.sh', 'sleep 20');
    const building = buildAsAttacker({
      engine: held.engine,
      baseImage,
      builder,
      tag: null,
      url: held.host.url('/slow.sh'),
      args: ['--no-cache'],
    });
    await watcher.until('build', ({ kind, row }) => kind === 'build' && row.State === 'running');
    await sleep(1500);
    await held.engine.kill('SIGKILL');
    await watcher.until('gap', gapOf('docker'));
    const built = await building;
    expect(built.finished.code).not.toBe(0);
    await held.engine.restart();
    await watcher.until('end of the gap', gapOf('docker', isOver), 60_000);
    const { image } = await attack(builder);
    await watcher.until('incident', incidentOf(image));
    await watcher.until(
      'failed build',
      ({ kind, row }) => kind === 'build' && row.State === 'failed',
    );
    expect(await watcher.stop()).toBe(0);
    expect(await query(data, 'ImageBuilds | where State == "running"')).toEqual([]);
    await built.remove();
  },
);

it('a bpftrace killed: a gap of the kernel sensor with both ends, and it sees again', async () => {
  const data = join(directory(), 'data');
  const watcher = await watch(data);
  const before = Date.now();
  await exec('before');
  for (const pid of childrenOf(watcher.child.pid ?? 0, 'bpftrace')) process.kill(pid, 'SIGKILL');
  const { row } = await watcher.until('gap', gapOf('kernel', isOver));
  expect(Date.parse(String(row.GapEnd))).toBeGreaterThan(Date.parse(String(row.GapStart)));
  await exec('after');
  const { image } = await attack();
  await watcher.until('incident', incidentOf(image));
  expect(await watcher.stop()).toBe(0);
  expect(await seen(data, 'after')).toEqual([{ Count: 1 }]);
  // It may not have come through when bpftrace ended: then it lies in the gap.
  const [told] = await seen(data, 'before');
  expect(told?.Count === 1 || Date.parse(String(row.GapStart)) <= before).toBe(true);
});

function childrenOf(pid: number, name: string): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .map(Number)
    .filter((child) => child > 0 && readFileSync(`/proc/${child}/comm`, 'utf8').includes(name));
}

describe('a disk that is full', () => {
  it('is told in one line; nothing is lost once there is room', async () => {
    const mount = disk(8);
    const data = join(mount, 'data');
    const watcher = await watch(data);
    await exec('roomy');
    await sleep(1000);
    fill(mount);
    await exec('full');
    const { image } = await attack();
    const line = await said(watcher, /full/);
    expect(line).toMatch(
      /^keelwatch: The disk that holds .* is full: free some space, then go on$/,
    );
    rmSync(join(mount, 'ballast'));
    await watcher.until('incident', incidentOf(image));
    expect(await watcher.stop()).toBe(0);
    for (const word of ['roomy', 'full']) expect(await seen(data, word)).toEqual([{ Count: 1 }]);
  });

  it('is a gap of the next watcher where this one ended before there was room', async () => {
    const mount = disk(8);
    const data = join(mount, 'data');
    const first = await watch(data);
    await sleep(1000);
    fill(mount);
    // The last page of the journal has room for some rows yet: these are more.
    const storm = (word: string) =>
      mustRun('sh', ['-c', `for n in $(seq 50); do busybox true ${word}; done`]);
    await storm('filling');
    await said(first, /full/);
    const at = `datetime(${new Date().toISOString()})`;
    await storm('unstored');
    await sleep(1000);
    expect(await first.stop()).toBe(1);
    expect(first.log()).toMatch(
      /\d+ rows could not be stored in .* before the end: the next start/,
    );

    const refused = await command(process.execPath, [main, 'watch', '--data', data]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^keelwatch: The disk that holds .* is full: [^\n]*\n$/);

    rmSync(join(mount, 'ballast'));
    const second = await watch(data);
    await second.until('gap', gapOf('watcher'));
    expect(await second.stop()).toBe(0);
    const told = await query(
      data,
      `SensorEvents | where Sensor == "watcher" and GapStart < ${at} and GapEnd > ${at}`,
    );
    expect(told.length).toBeGreaterThan(0);
    expect(await seen(data, 'unstored')).toEqual([{ Count: 0 }]);
  });
});

it.each([
  ['forward', 7200],
  ['back', -7200],
])('a clock that is set %s: told once, and what comes is seen at its time', async (_, seconds) => {
  const place = directory();
  const data = join(place, 'data');
  const clock = settableClock(place);
  const watcher = await watch(data, { env: clock.env });
  await exec('at-first');
  clock.set(seconds);
  await watcher.until(
    'step',
    ({ kind, row }) => kind === 'health' && row.ActionType === 'ClockStepped',
  );
  // The engine's clock stays as it is, so what it tells belongs to another time than what the kernel tells.
  const { tag } = await attack();
  const { row } = await watcher.until(
    'incident',
    (line) => line.kind === 'incident' && String(line.row.Title).includes(tag),
  );
  const off = Date.parse(String(row.TimeGenerated)) - (Date.now() + seconds * 1000);
  expect(Math.abs(off)).toBeLessThan(60_000);
  expect(await watcher.stop()).toBe(0);
  expect(await query(data, 'SensorEvents | where ActionType == "ClockStepped" | count')).toEqual([
    { Count: 1 },
  ]);
  expect(await seen(data, 'at-first')).toEqual([{ Count: 1 }]);
});

describe('a data directory', () => {
  it('that is moved away is missed in one line, and gone on with when it is back', async () => {
    const place = directory();
    const [data, elsewhere] = [join(place, 'data'), join(place, 'elsewhere')];
    const watcher = await watch(data);
    await exec('home');
    await sleep(1000);
    renameSync(data, elsewhere);
    await exec('away');
    expect(await said(watcher, /gone/)).toBe(
      `keelwatch: ${data} is gone: put its data directory back, or start again with another`,
    );
    renameSync(elsewhere, data);
    const { image } = await attack();
    await watcher.until('incident', incidentOf(image));
    expect(await watcher.stop()).toBe(0);
    for (const word of ['home', 'away']) expect(await seen(data, word)).toEqual([{ Count: 1 }]);
  });

  it('that is removed is missed, and what could not be stored is told at the end', async () => {
    const data = join(directory(), 'data');
    const watcher = await watch(data);
    await sleep(1000);
    rmSync(data, { recursive: true });
    await exec('lost');
    await said(watcher, /gone/);
    expect(await watcher.stop()).toBe(1);
    expect(watcher.log()).toMatch(/keelwatch: \d+ rows could not be stored in /);
  });
});
