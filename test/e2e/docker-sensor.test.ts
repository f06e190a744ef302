import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import type { Builder } from '../../src/lab/docker-cli.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import { type ContainerRecord, type ImageRecord, probeEngine } from '../../src/sense/docker.js';
import { enginesToTest } from './docker-sensor-engines.js';
import { keep, type Watching, watchEngine } from './docker-sensor-watch.js';

const secret = 'correct horse battery staple';
const dockerfile = `FROM base:1
ARG TOKEN
ENV LEVEL=deep
RUN echo "$TOKEN" > /made
LABEL owner="$TOKEN"
COPY Dockerfile /copied
`;

function ofImage(watched: Watching, id: string): ImageRecord[] {
  return watched.records.filter(
    (record): record is ImageRecord => record.kind === 'image' && record.imageId === id,
  );
}

function ofContainer(watched: Watching, id: string): ContainerRecord[] {
  return watched.records.filter(
    (record): record is ContainerRecord => record.kind === 'container' && record.containerId === id,
  );
}

describe.each(await enginesToTest())('the Docker sensor on $name', ({ dockerd }) => {
  let engine: PrivateEngine;
  let directory: string;
  let watching: Watching | undefined;
  let made = 0;

  beforeAll(async () => {
    engine = await startEngine({ dockerd });
    directory = mkdtempSync(join(tmpdir(), 'keelwatch-docker-sensor-'));
    await makeBaseImage(engine, 'base:1');
  });

  afterAll(async () => {
    await watching?.stop();
    await engine?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function watch(since?: string): Promise<Watching> {
    await watching?.stop();
    watching = await watchEngine({ endpoint: engine.endpoint, ...(since && { since }) });
    return watching;
  }

  async function docker(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await engine.docker(args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Its first number, as fixtures are named by. */
  function engineVersion(): string {
    return /^\d+/.exec(engine.version)?.[0] ?? 'unknown';
  }

  async function createAndRemove(times: number): Promise<string[]> {
    const ids: string[] = [];
    for (let left = times; left > 0; left--) {
      const id = await docker('create', 'base:1', 'true');
      await docker('rm', id);
      ids.push(id);
    }
    return ids;
  }

  /** Builds without cache; returns the image's id. */
  async function build(builder: Builder, tag?: string, text = dockerfile): Promise<string> {
    const context = join(directory, `context-${made++}`);
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), `${text}LABEL number=${made}\n`);
    const idFile = join(context, 'id');
    const named = tag === undefined ? [] : ['-t', tag];
    const args = [
      'build',
      '--no-cache',
      '--build-arg',
      `TOKEN=${secret}`,
      '--iidfile',
      idFile,
      ...named,
      context,
    ];
    const { code, stderr } = await command('docker', args, { env: engine.environment(builder) });
    if (code !== 0) throw new Error(`docker build: ${stderr}`);
    return readFileSync(idFile, 'utf8');
  }

  it('is told by the engine what it is', async () => {
    const probe = await probeEngine(engine.endpoint);
    expect(probe).toMatchObject({
      reachable: true,
      rootless: false,
      dataRoot: `${engine.directory}/data`,
    });
    expect(probe.version).toMatch(/^\d+\.\d+/);
  });

  it('tells of a classic build: its containers, its intermediate images, the image, no secret', async () => {
    const watched = await watch();
    const id = await build('classic', 'classic:1');
    await watched.record('tag', (record) => record.kind === 'image' && record.action === 'tag');
    await docker('run', '--rm', '--name', 'deployed', 'classic:1', 'true');
    await watched.quiet();
    keep(`classic-build-${engineVersion()}`, watched);
    const image = ofImage(watched, id).find(({ action }) => action === 'tag');
    expect(image).toMatchObject({
      reference: 'classic:1',
      image: { references: ['classic:1'], digests: [], labels: { number: String(made) } },
    });
    const history = image?.image?.history?.map(({ createdBy }) => createdBy) ?? [];
    expect(history).toContain('|1 TOKEN=<redacted> /bin/sh -c echo "$TOKEN" > /made');
    expect(image?.image?.labels.owner).toBe('<redacted>');
    // Every parent up to the base is known, though no event told of those that COPY made.
    for (let parent = image?.image?.parent; parent; ) {
      const [found] = ofImage(watched, parent);
      expect(found).toBeDefined();
      parent = found?.image?.parent;
    }
    const step = watched.records.find(
      (record): record is ContainerRecord =>
        record.kind === 'container' && record.action === 'start',
    );
    expect(step?.container).toMatchObject({ command: ['/bin/sh', '-c', 'echo "$TOKEN" > /made'] });
    expect(ofContainer(watched, step?.containerId ?? '').map(({ action }) => action)).toEqual([
      'create',
      'attach',
      'start',
      'die',
      'destroy',
    ]);
    expect(JSON.stringify(watched.records)).not.toContain(secret);
  });

  it('finds an untagged classic image within a second or so', async () => {
    const watched = await watch();
    const id = await build('classic');
    const built = Date.now();
    await watched.record(
      'untagged image',
      (record) => record.kind === 'image' && record.imageId === id,
    );
    expect(Date.now() - built).toBeLessThan(1_500);
  });

  it('tells of a BuildKit build, and finds an untagged one when poked', async () => {
    const watched = await watch();
    const tagged = await build('buildkit', 'kit:1');
    await watched.record('tag', (record) => record.kind === 'image' && record.imageId === tagged);
    const untagged = await build('buildkit');
    watched.poke();
    const poked = Date.now();
    const found = await watched.record(
      'untagged image',
      (record) =>
        record.kind === 'image' && record.imageId === untagged && record.image !== undefined,
    );
    expect(Date.now() - poked).toBeLessThan(1_500);
    const history = found.kind === 'image' ? (found.image?.history ?? []) : [];
    expect(history.map(({ createdBy }) => createdBy)).toContain(
      'RUN |1 TOKEN=<redacted> /bin/sh -c echo "$TOKEN" > /made # buildkit',
    );
    expect(JSON.stringify(watched.records)).not.toContain(secret);
    await docker('run', '--rm', '--name', 'deployed', 'kit:1', 'true');
    await watched.quiet();
    keep(`buildkit-build-${engineVersion()}`, watched);
  });

  it('tells of a container from its creation to its end, with what was run in it', async () => {
    const watched = await watch();
    const options =
      '-d --name victim --network none --pid host --cap-add NET_ADMIN -v /tmp:/mnt:ro ' +
      '--restart on-failure --label exitCode=77';
    const id = await docker('run', ...options.split(' '), 'base:1', 'sleep', '1000');
    await docker('exec', 'victim', 'sh', '-c', 'echo one two; exit 0');
    await docker('commit', 'victim', 'taken:1');
    await docker('rename', 'victim', 'other');
    await docker('kill', 'other');
    await docker('rm', 'other');
    await watched.record(
      'end',
      (record) => record.kind === 'container' && record.action === 'destroy',
    );
    await watched.quiet();
    const records = ofContainer(watched, id);
    const record = (action: string): ContainerRecord | undefined =>
      records.find((one) => one.action === action);
    expect(record('start')?.container).toMatchObject({
      imageReference: 'base:1',
      command: ['sleep', '1000'],
      privileged: false,
      networkMode: 'none',
      pidMode: 'host',
      mounts: [{ type: 'bind', source: '/tmp', destination: '/mnt', writable: false }],
      restartPolicy: 'on-failure',
    });
    expect(record('start')?.container?.addedCapabilities.join()).toMatch(/NET_ADMIN/);
    expect(record('start')?.container?.pid).toBeGreaterThan(1);
    expect(record('exec_start')?.exec).toMatchObject({
      command: ['sh', '-c', 'echo one two; exit 0'],
    });
    expect(record('rename')?.details).toMatchObject({ oldName: '/victim' });
    // The label `exitCode` overwrites the event's own: only inspection can be believed.
    expect(record('die')?.details.exitCode).toBeUndefined();
    expect(record('die')?.container?.exitCode).toBe(137);
    expect(record('destroy')).toMatchObject({
      uninspected: 'removed',
      container: { pidMode: 'host' },
    });
    expect(record('destroy')?.container?.pid).toBeUndefined();
    const committed = watched.records.find(
      (one) => one.kind === 'image' && one.action === 'commit',
    );
    expect(committed).toMatchObject({ reference: 'taken:1', containerId: id });
  });

  it('tells of images that came and went without a build', async () => {
    const watched = await watch();
    const archive = join(directory, 'saved.tar');
    await docker('tag', 'base:1', 'renamed:1');
    await docker('save', '-o', archive, 'renamed:1');
    await docker('rmi', 'renamed:1');
    await docker('load', '-i', archive);
    const imported = join(directory, 'empty.tar');
    writeFileSync(imported, Buffer.alloc(10_240));
    await docker('import', imported, 'imported:1');
    await docker('rmi', 'imported:1');
    await watched.record(
      'deletion',
      (record) => record.kind === 'image' && record.action === 'delete',
    );
    await watched.quiet();
    const images = watched.records.filter((record) => record.kind === 'image');
    const actions = images.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['tag', 'save', 'untag', 'load', 'import', 'delete']),
    );
    const untagged = images.find(({ action }) => action === 'untag');
    expect(untagged?.kind === 'image' && untagged.reference).toBe('renamed:1');
  });

  it('loses and repeats nothing when the watcher was down', async () => {
    const before = await watch();
    const first = await docker('create', 'base:1', 'true');
    await before.record(
      'creation',
      (record) => record.kind === 'container' && record.containerId === first,
    );
    const cursor = await before.stop();
    const second = await docker('create', 'base:1', 'true');
    await docker('rm', second);
    const id = await build('classic', 'meanwhile:1');
    const after = await watch(cursor);
    await after.record(
      'tag',
      (record) => record.kind === 'image' && record.imageId === id && record.action === 'tag',
    );
    expect(ofContainer(after, second).map(({ action }) => action)).toEqual(['create', 'destroy']);
    expect(ofContainer(after, first).map(({ action }) => action)).toEqual(['observed']);
    expect(after.notices.map(({ action }) => action)).toEqual(['SensorStarted']);
    await docker('rm', first);
  });

  it('tells of the gap when the engine is killed, and of everything made around it', async () => {
    const watched = await watch();
    const running = await docker('run', '-d', 'base:1', 'sleep', '1000');
    await watched.record(
      'start',
      (record) => record.kind === 'container' && record.action === 'start',
    );
    await engine.kill('SIGKILL');
    const opened = await watched.notice('gap', ({ action }) => action === 'Gap');
    expect(opened.gapStart).toBeGreaterThan(0);
    expect(opened.gapEnd).toBeUndefined();
    await engine.restart();
    const id = await build('classic');
    const closed = await watched.notice('end of the gap', ({ gapEnd }) => gapEnd !== undefined);
    expect(closed.gapStart).toBe(opened.gapStart);
    expect(closed.lostEvents).toBeUndefined();
    await watched.record('image', (record) => record.kind === 'image' && record.imageId === id);
    await watched.record(
      'end of the container',
      (record) =>
        record.kind === 'container' &&
        record.containerId === running &&
        record.container?.status === 'exited',
    );
    const images = watched.records.filter(
      (record) => record.kind === 'image' && record.action === 'observed',
    );
    const ids = images.map((record) => record.kind === 'image' && record.imageId);
    expect(new Set(ids).size).toBe(ids.length);
    await docker('rm', '-f', running);
  });

  it('keeps up with a burst of 300 containers', async () => {
    const watched = await watch();
    const ids = (await Promise.all(Array.from({ length: 6 }, () => createAndRemove(50)))).flat();
    await watched.quiet();
    const told = ids.filter(
      (id) =>
        ofContainer(watched, id)
          .map(({ action }) => action)
          .join() === 'create,destroy',
    );
    expect(told).toHaveLength(300);
    const inspected = ids.filter((id) => ofContainer(watched, id)[0]?.container !== undefined);
    expect(inspected.length).toBeGreaterThan(270);
    expect(watched.notices).toHaveLength(1);
  });
});
