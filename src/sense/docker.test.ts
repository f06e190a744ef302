import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DockerSensorOptions,
  dockerSensor,
  type EngineRecord,
  probeEngine,
} from './docker.js';
import type { SensorNotice } from './sensor.js';

const imageId = (index: number): string => `sha256:${index.toString(16).padStart(64, '0')}`;
const containerId = (index: number): string => index.toString(16).padStart(64, '0');

/** An engine that answers what the test says, and counts. */
interface FakeEngine {
  endpoint: string;
  answers: Map<RegExp, unknown>;
  /** Event lines: sent to whoever listens, and kept for replay as the engine keeps them. */
  remembered: string[];
  listeners: Set<ServerResponse>;
  asked: string[];
  mostAtOnce: number;
  /** Takes requests for lists and answers nothing. */
  silent: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  say(line: string): void;
}

function fakeEngine(directory: string, api: { newest: string; oldest: string }): FakeEngine {
  const path = join(directory, 'docker.sock');
  let server: Server;
  let open = 0;
  const fake: FakeEngine = {
    endpoint: `unix://${path}`,
    answers: new Map(),
    remembered: [],
    listeners: new Set(),
    asked: [],
    mostAtOnce: 0,
    silent: false,
    start: () =>
      new Promise((resolve) => {
        server = createServer((request, response) => {
          fake.asked.push(request.url ?? '');
          answer(request.url ?? '', response);
        });
        server.on('connection', (socket) => {
          fake.mostAtOnce = Math.max(fake.mostAtOnce, ++open);
          socket.on('close', () => open--);
        });
        server.listen(path, resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        fake.listeners.clear();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    say(line) {
      fake.remembered.push(line);
      for (const listener of fake.listeners) listener.write(`${line}\n`);
    },
  };
  const answer = (url: string, response: ServerResponse): void => {
    if (url === '/version') {
      const body = { Version: '99.1', ApiVersion: api.newest, MinAPIVersion: api.oldest };
      response.end(JSON.stringify(body));
      return;
    }
    if (url.includes('/events?')) {
      const end = new URL(url, 'http://engine').searchParams.get('until');
      response.write(
        fake.remembered
          .slice(-256)
          .filter((line) => end === null || !(timeOf(line) > BigInt(end.replace('.', ''))))
          .map((line) => `${line}\n`)
          .join(''),
      );
      if (end !== null) response.end();
      else fake.listeners.add(response.on('close', () => fake.listeners.delete(response)));
      response.flushHeaders();
      return;
    }
    if (fake.silent) return;
    const found = [...fake.answers].findLast(([pattern]) => pattern.test(url));
    if (!found) response.statusCode = 404;
    response.end(found ? JSON.stringify(found[1]) : '{"message":"no such thing"}');
  };
  return fake;
}

/** Later than any sensor's start, as the events of a test are. */
let time = BigInt(Date.now() + 60_000) * 1_000_000n;
function event(
  type: string,
  action: string,
  id: string,
  attributes: Record<string, string> = {},
): string {
  time += 1_000_000n;
  const rest = JSON.stringify({
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
  });
  return `${rest.slice(0, -1)},"scope":"local","time":${time / 1_000_000_000n},"timeNano":${time}}`;
}

/** Nanoseconds; that of a line that is no event is before all. */
function timeOf(line: string): bigint {
  return BigInt(/"timeNano":(\d+)/.exec(line)?.[1] ?? 0);
}

describe('dockerSensor', () => {
  let directory: string;
  let engine: FakeEngine;
  let stop: (() => Promise<void>) | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'keelwatch-fake-engine-'));
    engine = fakeEngine(directory, { newest: '1.53', oldest: '1.44' });
    engine.answers.set(/\/(images|containers)\/json\?all=1$/, []);
    await engine.start();
  });

  afterEach(async () => {
    await stop?.();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Starts a sensor and waits until it listens. */
  async function watch(options: Partial<DockerSensorOptions> = {}) {
    const records: EngineRecord[] = [];
    const notices: SensorNotice[] = [];
    const stopping = new AbortController();
    const sensor = dockerSensor({ endpoint: engine.endpoint, ...options });
    const sink = {
      record: (record: EngineRecord) => records.push(record),
      notice: (notice: SensorNotice) => notices.push(notice),
    };
    const ended = sensor.run(sink, stopping.signal);
    stop = async () => {
      stopping.abort();
      await ended;
    };
    await until(() => engine.listeners.size === 1);
    return { sensor, records, notices };
  }

  it('uses an API version that both speak', async () => {
    await watch();
    expect(
      engine.asked.filter((url) => url !== '/version').every((url) => url.startsWith('/v1.44/')),
    ).toBe(true);
    expect(await probeEngine(engine.endpoint)).toMatchObject({
      reachable: true,
      apiVersion: '1.44',
      newestApiVersion: '1.53',
    });
  });

  it('opens few connections for many events, and keeps the order of each object', async () => {
    engine.answers.set(/\/images\/sha256/, { Id: imageId(1) });
    const { sensor, records } = await watch();
    for (let index = 0; index < 500; index++) {
      engine.say(event('container', 'create', containerId(index), { name: `n${index}` }));
      engine.say(event('container', 'destroy', containerId(index), { name: `n${index}` }));
    }
    await until(() => records.length === 1_000);
    expect(engine.mostAtOnce).toBeLessThanOrEqual(12);
    const actions = new Map<string, string[]>();
    for (const record of records)
      if (record.kind === 'container')
        actions.set(record.containerId, [
          ...(actions.get(record.containerId) ?? []),
          record.action,
        ]);
    expect([...actions.values()].every((list) => list.join() === 'create,destroy')).toBe(true);
    // Gone before inspection: said, with what the event told.
    expect(records[0]).toMatchObject({ uninspected: 'gone before it could be inspected' });
    expect(sensor.cursor()).toMatch(/^\d+\/[\w.-]+$/);
  });

  it('inspects none of 10,000 images that are known', async () => {
    const list = Array.from({ length: 10_000 }, (_, index) => ({
      Id: imageId(index),
      RepoTags: [`r:${index}`],
    }));
    engine.answers.set(/\/images\/json\?all=1$/, [
      { Id: imageId(10_000), RepoTags: null },
      ...list,
    ]);
    const { records } = await watch({ knownImages: list.map(({ Id }) => Id) });
    await until(() => records.length > 0);
    await sleep(300);
    expect(records.map((record) => record.kind === 'image' && record.imageId)).toEqual([
      imageId(10_000),
    ]);
    expect(engine.asked.filter((url) => /\/images\/sha256/.test(url))).toHaveLength(2);
  });

  it('counts what it cannot read, and looks into the lists instead', async () => {
    const { records, notices } = await watch();
    await until(() => engine.asked.some((url) => url.includes('/containers/json')));
    engine.answers.set(/\/containers\/json\?all=1$/, [{ Id: containerId(7), State: 'running' }]);
    engine.answers.set(/\/containers\/0+7\/json$/, {
      Id: containerId(7),
      State: { Status: 'running' },
    });
    engine.say('{"Type":"container"');
    engine.say(event('container', 'start', '../../etc'));
    engine.say(`{"Type":"image","Action":"tag","Actor":{"ID":"${'x'.repeat(17 << 20)}"}}`);
    engine.say(event('image', 'tag', imageId(1), { name: 'after:1' }));
    await until(() => records.length >= 2);
    expect(notices.at(-1)).toMatchObject({ action: 'Gap', lostEvents: 1 });
    expect(records).toContainEqual(expect.objectContaining({ reference: 'after:1' }));
    expect(records).toContainEqual(
      expect.objectContaining({ containerId: containerId(7), action: 'observed' }),
    );
    await stop?.();
    const lost = notices.reduce((sum, notice) => sum + (notice.lostEvents ?? 0), 0);
    expect(lost).toBe(3);
  });

  it('never asks for a path that an event made up', async () => {
    const { records } = await watch();
    engine.say(event('image', 'pull', '../containers/json?all=1#', { name: 'x' }));
    engine.say(event('container', 'exec_start: id', containerId(1), { execID: '../../info' }));
    await until(() => records.length === 2);
    expect(engine.asked.some((url) => url.includes('..') || url.includes('#'))).toBe(false);
    expect(records[0]).toMatchObject({ uninspected: 'its name cannot be asked for' });
  });

  it('does not take another exec for the one that the event tells of', async () => {
    const execId = 'e'.repeat(64);
    const innocent = { entrypoint: 'true', arguments: [] };
    engine.answers.set(/\/exec\//, {
      ID: execId,
      ContainerID: containerId(1),
      ProcessConfig: innocent,
    });
    const { records } = await watch();
    engine.say(event('container', 'exec_start: sh -c evil', containerId(1), { execID: execId }));
    await until(() => records.length === 1);
    expect(records[0]).toMatchObject({ exec: { text: 'sh -c evil' } });
    expect(records[0]?.kind === 'container' && records[0].exec?.command).toBeUndefined();
  });

  it('tells of a gap, comes back, and replays without repeating', async () => {
    const { records, notices } = await watch();
    engine.say(event('image', 'tag', imageId(1), { name: 'a:1' }));
    await until(() => records.length === 1);
    await engine.stop();
    await until(() => notices.some(({ action }) => action === 'Gap'));
    engine.remembered.push(event('image', 'tag', imageId(2), { name: 'b:1' }));
    await engine.start();
    await until(() => records.length === 2 && notices.some(({ gapEnd }) => gapEnd !== undefined));
    expect(records.map((record) => record.kind === 'image' && record.reference)).toEqual([
      'a:1',
      'b:1',
    ]);
    const [opened, closed] = notices.filter(({ action }) => action === 'Gap');
    expect(opened?.gapEnd).toBeUndefined();
    expect(closed).toMatchObject({ gapStart: opened?.gapStart, lostEvents: 0 });
    expect(closed?.gapEnd).toBeGreaterThan(opened?.gapStart ?? 0);
  });

  it('takes an engine that answers nothing for one that is away', async () => {
    const { sensor, notices } = await watch({ listPatience: 100 });
    await until(() => engine.asked.some((url) => url.includes('/containers/json')));
    const asked = Date.now() * 1000;
    engine.silent = true;
    sensor.poke();
    await until(() => notices.some(({ action }) => action === 'Gap'));
    expect(notices.at(-1)).toMatchObject({
      reason: 'the engine is away: the engine does not answer',
    });
    // The gap began with the question, not when patience ended.
    expect((notices.at(-1)?.time ?? 0) - (notices.at(-1)?.gapStart ?? 0)).toBeGreaterThanOrEqual(
      90_000,
    );
    expect(notices.at(-1)?.gapStart).toBeGreaterThanOrEqual(asked);
    engine.silent = false;
    await until(() => notices.at(-1)?.gapEnd !== undefined);
    expect(notices.at(-1)?.lostEvents).toBeUndefined();
  });

  it('does not claim a full replay of an engine that has forgotten', async () => {
    const { records, notices } = await watch();
    engine.say(event('image', 'tag', imageId(1), { name: 'a:1' }));
    await until(() => records.length === 1);
    await engine.stop();
    await until(() => notices.some(({ action }) => action === 'Gap'));
    engine.remembered = [];
    await engine.start();
    await until(() => notices.some(({ gapEnd }) => gapEnd !== undefined));
    expect(notices.at(-1)?.lostEvents).toBeUndefined();
    expect(notices.at(-1)?.reason).toContain('no longer has every event');
  });

  it('goes on from a cursor, and tells when the engine no longer reaches back', async () => {
    const first = await watch();
    engine.say(event('image', 'tag', imageId(1), { name: 'a:1' }));
    await until(() => first.records.length === 1);
    await stop?.();
    const since = first.sensor.cursor() ?? '';
    engine.remembered.push(event('image', 'tag', imageId(2), { name: 'b:1' }));
    const second = await watch({ since });
    await until(() => second.records.length === 1 && second.notices.length > 0);
    expect(second.records[0]).toMatchObject({ reference: 'b:1' });
    expect(second.notices.map(({ action }) => action)).toEqual(['SensorStarted']);
    await stop?.();
    engine.remembered = [];
    const third = await watch({ since });
    await until(() => third.notices.length === 2);
    expect(third.notices.map(({ action }) => action)).toEqual(['SensorStarted', 'Gap']);
  });

  it('waits for an engine that is not there yet', async () => {
    await engine.stop();
    const started = watch();
    await sleep(250);
    await engine.start();
    const { notices } = await started;
    await until(() => notices.length === 4);
    expect(notices.map(({ action }) => action)).toEqual([
      'SensorFailed',
      'Gap',
      'SensorStarted',
      'Gap',
    ]);
    expect(notices[0]?.reason).toContain('socket does not exist');
  });
});

describe('probeEngine', () => {
  it('says why an engine is not reachable, and what mends it', async () => {
    const probe = await probeEngine('unix:///nonexistent/docker.sock');
    expect(probe).toMatchObject({ reachable: false, error: 'its socket does not exist' });
    expect(probe.mend).toContain('systemctl start docker');
    const closed = await probeEngine('tcp://127.0.0.1:1');
    expect(closed).toMatchObject({ reachable: false, error: 'nothing listens there' });
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 4_000; !holds(); await sleep(5))
    if (Date.now() > end) throw new Error(`still not: ${holds.toString()}`);
}
