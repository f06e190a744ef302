import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { carryOutAttack, setupScript } from '../lab/attack.js';
import { makeBaseImage } from '../lab/base-image.js';
import { type Engine, useRunningEngine } from '../lab/engine.js';
import { startExternalHost } from '../lab/external-host.js';
import { ensureRequirements, terminalAsk } from '../lab/install.js';
import { startEngine } from '../lab/private-engine.js';
import { neededByDemo } from '../lab/requirements.js';
import type { Batch } from '../model/batch.js';
import { packageDirectory } from '../model/package.js';
import { watchLive } from './live.js';
import { type Observer, observe } from './observer.js';
import { textOutput } from './output.js';
import { reading } from './reading.js';
import { replay } from './replay.js';
import { shownIncident } from './show.js';
import { readIncident } from './story.js';
import { print, say } from './terminal.js';
import { untilStopped } from './until-stopped.js';

const baseImage = 'keelwatch-demo/alpine:3.20';
const tag = 'keelwatch-demo/cache-warmer:latest';
const recording = join(packageDirectory, 'demo/attack.ndjson');

const sensorsMilliseconds = 30_000;
/** From the end of the attack until its incident has to be there. */
const incidentMilliseconds = 20_000;

interface DemoOptions {
  yes?: true;
  replay?: true;
  record?: string;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('carry out one harmless attack on a Docker Engine, and see it caught')
    .option('--yes', 'install what is missing without asking')
    .option('--replay', 'replay a recording of the attack instead of carrying one out')
    .option('--record <file>', 'also keep the raw records of the attack, to replay them')
    .action(async (options: DemoOptions) => {
      const data = mkdtempSync(join(tmpdir(), 'keelwatch-demo-'));
      try {
        const watched = observe(textOutput(print));
        const stopped = untilStopped();
        const whyNot = await reasonToReplay(options);
        if (whyNot === undefined) await attack(watched, data, options.record, stopped);
        else await replayed(watched, data, whyNot);
        await conclude(watched, data, stopped);
      } finally {
        rmSync(data, { recursive: true, force: true });
      }
    });
}

/** Why no real attack can be carried out here; undefined when it can. */
async function reasonToReplay(options: DemoOptions): Promise<string | undefined> {
  if (options.replay) return 'as you asked';
  if (process.platform !== 'linux')
    return `the sensors are Linux's, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'tracing the kernel needs root, which you are not';
  const ask = options.yes ? null : terminalAsk();
  const readiness = await ensureRequirements({ wanted: neededByDemo, say: print, ask });
  return readiness.ready ? undefined : `${readiness.reason}. To mend it: ${readiness.mend}`;
}

async function replayed(watched: Observer, directory: string, whyNot: string): Promise<void> {
  print(`Replaying a recording of the attack through the same program: ${whyNot}\n`);
  const speed = process.stdout.isTTY ? 2 : Number.POSITIVE_INFINITY;
  await replay({ recording, directory, stored: watched.stored, troubled: say, speed });
}

async function attack(
  watched: Observer,
  directory: string,
  recordTo: string | undefined,
  stopped: AbortSignal,
): Promise<void> {
  const held: { stop(): Promise<void> }[] = [];
  const ended = new AbortController();
  const signal = AbortSignal.any([stopped, ended.signal]);
  let watching: Promise<void> | undefined;
  try {
    const engine = await anEngine();
    held.push(engine);
    const host = await startExternalHost({ files: { '/setup.sh': setupScript } });
    held.push(host);
    await makeBaseImage(engine, baseImage);
    if (stopped.aborted) return;

    print(`Watching Docker Engine ${engine.version} at ${engine.endpoint}.`);
    const { stored } = watched;
    watching = watchLive(
      { directory, endpoints: [engine.endpoint], stored, say, recordTo },
      signal,
    );
    const watcherFailed = watching.then(() => undefined);
    const running = await Promise.race([
      watched.until(bothSensors(), sensorsMilliseconds, signal),
      watcherFailed,
    ]);
    if (running === undefined) return;

    print(
      `\nThe attack: a Dockerfile in /tmp downloads ${host.url('/setup.sh')} while it builds, and pipes it to a shell.\n`,
    );
    const { built, deployed } = await carryOutAttack({
      engine,
      baseImage,
      builder: engine.clis.some(({ builders }) => builders.includes('buildkit'))
        ? 'buildkit'
        : 'classic',
      tag,
      url: host.url('/setup.sh'),
      args: ['--no-cache'],
      signal,
    });
    held.push({ stop: built.remove });
    if (built.finished.code !== 0)
      say(`The build did not succeed: ${built.finished.stderr.trim()}`);
    else if (deployed?.container === null)
      say(`The container did not start: ${deployed.finished.stderr.trim()}`);
    await watched.until(deployedIncident, incidentMilliseconds, signal);
  } finally {
    ended.abort();
    await watching;
    print('\nCleaning up what the demo started.');
    for (const thing of held.reverse()) await thing.stop();
  }
}

/** The host's engine when one answers, so that what is shown is this host; else a private one. */
async function anEngine(): Promise<Engine> {
  const running = await useRunningEngine();
  if (running !== null) return running;
  print('No Docker Engine answers here: starting a private one in a temporary directory.');
  return startEngine();
}

async function conclude(watched: Observer, data: string, stopped: AbortSignal): Promise<void> {
  if (stopped.aborted) {
    print('Interrupted.');
    process.exitCode = 130;
    return;
  }
  const incident = await watched.until(deployedIncident, 0, stopped);
  if (incident === undefined) {
    print(
      'The attack was NOT caught: no incident holds both the build and the container started from it.',
    );
    process.exitCode = 1;
    return;
  }
  const parts = await reading(data, (reader) => readIncident(reader, incident));
  print(`\n${shownIncident(parts, 'text')}\n`);
  print('Caught.');
}

function bothSensors(): (batch: Batch) => true | undefined {
  const started = new Set<string | undefined>();
  return ({ SensorEvents }) => {
    for (const row of SensorEvents ?? [])
      if (row.ActionType === 'SensorStarted') started.add(row.Sensor);
    return started.has('kernel') && started.has('docker') ? true : undefined;
  };
}

function deployedIncident({ Incidents }: Batch) {
  return Incidents?.findLast(
    ({ ContainerIds }) => Array.isArray(ContainerIds) && ContainerIds.length > 0,
  );
}
