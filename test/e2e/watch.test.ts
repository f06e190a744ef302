import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildAsAttacker, buildAsDeveloper, carryOutAttack, deploy } from '../../src/lab/attack.js';
import type { Builder } from '../../src/lab/docker-cli.js';
import { startWatcher, type WatchLine } from '../../src/lab/watcher.js';
import { attackedHost } from './attacked-host.js';

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const run = promisify(execFile);
const baseImage = 'alpine:3.20';

const held = attackedHost(baseImage);

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'keelwatch-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function watch(data: string, sensors?: string[]) {
  const watcher = await startWatcher(
    main,
    ['--docker', held.engine.endpoint, '--data', data],
    sensors,
  );
  onTestFinished(async () => {
    await watcher.stop('SIGKILL');
  });
  return watcher;
}

async function keelwatch(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [main, ...args], { maxBuffer: 1e8 });
  return stdout;
}

async function query(data: string, kql: string): Promise<Record<string, unknown>[]> {
  const text = await keelwatch('query', '--json', '--data', data, kql);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/**
 * Builds and incidents of the engine under test: the kernel sees what else is built on the machine, and the engine may
 * replay how the base image was imported, in the second in which the watcher starts.
 */
const ours = () =>
  `let engine = "${held.engine.endpoint}"; let builds = ImageBuilds | where EngineSocket == engine and Method == "build";`;
const ourIncidents = () =>
  `${ours()} Incidents | join kind=inner (builds | project BuildId) on BuildId`;

const tagged = (tag: string) => (line: WatchLine) =>
  line.kind === 'build' &&
  line.row.State !== 'running' &&
  (line.row.Tags as string[] | null)?.includes(tag) === true;

const ran = (line: WatchLine) =>
  line.kind === 'incident' && (line.row.ContainerIds as string[] | null)?.length === 1;

/** Text that no builder has seen, so that its steps run. */
let fresh = 0;
const unique = () => ['--no-cache', '--label', `run=${process.pid}-${(fresh += 1)}`];

const steps = (row: Record<string, unknown>) =>
  row.Connections as { RemoteIP: string; RemotePort: number }[];

describe.each<Builder>(['classic', 'buildkit'])('an attack with the %s builder', (builder) => {
  it('is one incident that names who, which step, where to, what came out and what ran', async () => {
    const data = dataDirectory();
    const watcher = await watch(data);
    const tag = `cache-${builder}:latest`;
    const { built, deployed } = await carryOutAttack({
      engine: held.engine,
      builder,
      tag,
      baseImage,
      url: held.host.url('/setup.sh'),
      args: unique(),
    });
    expect(built.finished.code).toBe(0);
    const { row: incident } = await watcher.until('incident with its container', ran);
    await watcher.stop();

    expect(incident.ImageId).toBe(built.image);
    expect(incident.ContainerIds).toEqual([deployed?.container]);
    expect(['High', 'Critical']).toContain(incident.Severity);
    expect(incident.Techniques).toContain('T1612');
    expect(await query(data, `${ourIncidents()} | count`)).toEqual([{ Count: 1 }]);

    const builds = await query(data, `${ours()} builds`);
    expect(builds).toHaveLength(1);
    expect(builds[0]).toMatchObject({
      BuildId: incident.BuildId,
      Builder: builder,
      State: 'succeeded',
      Tags: [tag],
      ImageId: built.image,
      AccountName: 'root',
      RequesterFileName: 'docker',
      DockerfilePath: built.dockerfile,
    });
    const ran1 = (await query(data, 'ImageBuildSteps')).filter((step) =>
      String(step.Command).includes('wget'),
    );
    expect(ran1).toHaveLength(1);
    expect(ran1[0]).toMatchObject({ ExitCode: 0 });
    expect(steps(ran1[0] ?? {}).map(({ RemoteIP, RemotePort }) => [RemoteIP, RemotePort])).toEqual([
      [held.host.address, 80],
    ]);

    const rules = (await query(
      data,
      `Alerts | where IncidentId == "${incident.IncidentId}" | project RuleId, IncidentId`,
    )) as {
      RuleId: string;
      IncidentId: string;
    }[];
    expect(new Set(rules.map(({ RuleId }) => RuleId))).toEqual(
      new Set(['build-image-on-host', 'build-then-deploy', 'download-executed-in-step']),
    );
    expect(new Set(rules.map(({ IncidentId }) => IncidentId))).toEqual(
      new Set([incident.IncidentId]),
    );

    const report = await keelwatch(
      'incidents',
      'show',
      String(incident.IncidentId),
      '--data',
      data,
    );
    for (const said of [
      built.dockerfile,
      held.host.address,
      tag,
      'wget',
      'T1612',
      String(deployed?.container).slice(0, 12),
    ]) {
      expect(report).toContain(said);
    }
    await built.remove();
  });

  it('is an incident when the build fails after the download', async () => {
    const data = dataDirectory();
    const watcher = await watch(data);
    const built = await buildAsAttacker({
      engine: held.engine,
      builder,
      tag: null,
      baseImage,
      url: held.host.url('/setup.sh'),
      fails: true,
      args: unique(),
    });
    expect(built.finished.code).not.toBe(0);
    const { row: build } = await watcher.until(
      'failed build',
      ({ kind, row }) => kind === 'build' && row.State === 'failed',
    );
    await watcher.until(
      'incident',
      ({ kind, row }) => kind === 'incident' && row.BuildId === build.BuildId,
    );
    await watcher.stop();
    expect(build.RemoteAddresses).toMatchObject([{ RemoteIP: held.host.address, RemotePort: 80 }]);
    expect((await query(data, 'ImageBuildSteps | where ExitCode == 3')).length).toBe(1);
    await built.remove();
  });

  it('is tied to the container when the image has no tag', async () => {
    const data = dataDirectory();
    const watcher = await watch(data);
    const { built, deployed } = await carryOutAttack({
      engine: held.engine,
      builder,
      tag: null,
      baseImage,
      url: held.host.url('/setup.sh'),
      args: unique(),
    });
    const { row: incident } = await watcher.until('incident with its container', ran);
    expect(incident.ImageId).toBe(built.image);
    expect(incident.ContainerIds).toEqual([deployed?.container]);
    await watcher.stop();
    await built.remove();
  });

  it('does not make an incident of an ordinary build that is then run', async () => {
    const data = dataDirectory();
    const watcher = await watch(data);
    const tag = `hello-${builder}:1`;
    const built = await buildAsDeveloper({
      engine: held.engine,
      builder,
      tag,
      baseImage,
      args: unique(),
    });
    expect(built.finished.code).toBe(0);
    await deploy(held.engine, tag);
    const { row } = await watcher.until('build', tagged(tag));
    expect(row).toMatchObject({ State: 'succeeded', ImageId: built.image });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await watcher.stop()).toBe(0);
    expect(await query(data, `${ourIncidents()} | count`)).toEqual([{ Count: 0 }]);
    await built.remove();
  });

  it('is told apart from an ordinary build at the same time', async () => {
    const data = dataDirectory();
    const watcher = await watch(data);
    const [bad, good] = ['busy-cache:1', 'busy-hello:1'];
    const [attack, ordinary] = await Promise.all([
      buildAsAttacker({
        engine: held.engine,
        builder,
        tag: bad,
        baseImage,
        url: held.host.url('/setup.sh'),
        args: unique(),
      }),
      buildAsDeveloper({ engine: held.engine, builder, tag: good, baseImage, args: unique() }),
    ]);
    const { row: guilty } = await watcher.until('attack', tagged(bad));
    const { row: innocent } = await watcher.until('ordinary build', tagged(good));
    await watcher.until(
      'incident',
      ({ kind, row }) => kind === 'incident' && row.BuildId === guilty.BuildId,
    );
    await watcher.stop();
    const builds = await query(data, `${ours()} builds`);
    const byId = new Map(builds.map((build) => [build.BuildId, build]));
    expect(builds).toHaveLength(2);
    expect(byId.get(guilty.BuildId)).toMatchObject({
      ImageId: attack.image,
      RemoteAddresses: [{ RemoteIP: held.host.address }],
    });
    expect(byId.get(innocent.BuildId)).toMatchObject({ ImageId: ordinary.image });
    expect(byId.get(innocent.BuildId)?.RemoteAddresses ?? []).toEqual([]);
    expect(
      (await query(data, `${ourIncidents()} | project BuildId`)).map(({ BuildId }) => BuildId),
    ).toEqual([guilty.BuildId]);
    await attack.remove();
    await ordinary.remove();
  });
});

it('goes on when the engine restarts in the middle, and says what it did not see', async () => {
  const data = dataDirectory();
  const watcher = await watch(data);
  await held.engine.kill('SIGKILL');
  await watcher.until('gap', ({ kind, row }) => kind === 'gap' && row.Sensor === 'docker');
  await held.engine.restart();
  await watcher.until(
    'end of the gap',
    ({ kind, row }) => kind === 'gap' && row.Sensor === 'docker' && row.GapEnd !== null,
  );
  const { built } = await carryOutAttack({
    engine: held.engine,
    builder: 'classic',
    tag: 'after-restart:1',
    baseImage,
    url: held.host.url('/setup.sh'),
    args: unique(),
  });
  const { row } = await watcher.until('incident with its container', ran);
  expect(row.ImageId).toBe(built.image);
  expect(await watcher.stop()).toBe(0);
  await built.remove();
});

it('recognises after kill -9 the image that was built before, shows the gap, and has lost nothing', async () => {
  const data = dataDirectory();
  const first = await watch(data);
  const built = await buildAsAttacker({
    engine: held.engine,
    builder: 'classic',
    tag: 'sleeper:1',
    baseImage,
    url: held.host.url('/setup.sh'),
    args: unique(),
  });
  const { row: before } = await first.until('incident', ({ kind }) => kind === 'incident');
  await first.until('build with its image', tagged('sleeper:1'));
  const seen = await query(
    data,
    'union DeviceProcessEvents, ContainerEvents, ContainerImageEvents | count',
  );
  await first.stop('SIGKILL');

  const second = await watch(data);
  const { row: gap } = await second.until(
    'gap',
    ({ kind, row }) => kind === 'gap' && row.Sensor === 'watcher',
  );
  expect(Date.parse(String(gap.GapEnd))).toBeGreaterThan(Date.parse(String(gap.GapStart)));
  const { container } = await deploy(held.engine, 'sleeper:1');
  const { row: after } = await second.until('incident with its container', ran);
  await second.stop();

  expect(after.IncidentId).toBe(before.IncidentId);
  expect(after.ContainerIds).toEqual([container]);
  expect(await query(data, `${ourIncidents()} | count`)).toEqual([{ Count: 1 }]);
  const kept = await query(
    data,
    'union DeviceProcessEvents, ContainerEvents, ContainerImageEvents | count',
  );
  expect(Number(kept[0]?.Count)).toBeGreaterThanOrEqual(Number(seen[0]?.Count));
  await built.remove();
});

it('answers readers while it writes', async () => {
  const data = dataDirectory();
  const watcher = await watch(data);
  const built = await buildAsAttacker({
    engine: held.engine,
    builder: 'classic',
    tag: 'readers:1',
    baseImage,
    url: held.host.url('/setup.sh'),
    args: unique(),
  });
  await watcher.until('build', tagged('readers:1'));
  const answers = await Promise.all([
    keelwatch('builds', '--data', data),
    keelwatch('incidents', '--data', data),
    keelwatch(
      'query',
      '--data',
      data,
      'DeviceProcessEvents | where FileName == "docker" | take 10',
    ),
  ]);
  for (const answer of answers) expect(answer).not.toBe('');
  expect(answers[0]).toContain('readers:1');
  expect(answers[2]).toContain('docker build');
  expect(await watcher.stop()).toBe(0);
  expect(existsSync(data)).toBe(true);
  await built.remove();
});
