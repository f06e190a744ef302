import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { carryOutAttack, deploy } from '../../src/lab/attack.js';
import { command, mustRun } from '../../src/lab/command.js';
import type { Builder } from '../../src/lab/docker-cli.js';
import { startWatcher, type WatchLine } from '../../src/lab/watcher.js';
import { attackedHost } from './attacked-host.js';

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const baseImage = 'playbook/base:1';
const held = attackedHost(baseImage);

interface Told {
  Playbook: { Phase: string; Action: string; Commands: string[] }[];
  Queries: { Title: string; Query: string }[];
}

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'keelwatch-playbook-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Where commands find `keelwatch`, as installed. */
function environment(data: string): NodeJS.ProcessEnv {
  const bin = directory();
  writeFileSync(join(bin, 'keelwatch'), `#!/bin/sh\nexec ${process.execPath} ${main} "$@"\n`, {
    mode: 0o755,
  });
  return { ...process.env, PATH: `${bin}:${process.env.PATH}`, KEELWATCH_DATA: data };
}

const ranTwice = ({ kind, row }: WatchLine): boolean =>
  kind === 'incident' && (row.ContainerIds as string[] | null)?.length === 2;

it.each<Builder>(['classic', 'buildkit'])(
  'every command of the playbook does on a real engine what it says (%s builder)',
  async (builder) => {
    const data = join(directory(), 'data');
    const watcher = await startWatcher(main, ['--docker', held.engine.endpoint, '--data', data]);
    onTestFinished(async () => {
      await watcher.stop('SIGKILL');
    });
    const tag = `playbook-${builder}:1`;
    const { built, deployed } = await carryOutAttack({
      engine: held.engine,
      builder,
      tag,
      baseImage,
      url: held.host.url('/setup.sh'),
      args: ['--no-cache'],
    });
    onTestFinished(() => built.remove());
    await deploy(held.engine, tag, ['--restart', 'always']);
    const { row } = await watcher.until('incident with both containers', ranTwice);
    expect(await watcher.stop()).toBe(0);

    const env = environment(data);
    const bash = (text: string) => command('bash', ['-c', text], { env });
    const { stdout } = await bash(`keelwatch incidents show ${row.IncidentId} --format json`);
    const { Playbook, Queries } = JSON.parse(stdout) as Told;
    const keep = `/var/tmp/keelwatch-${row.IncidentId}`;
    onTestFinished(() => rmSync(keep, { recursive: true, force: true }));

    const carryOut = async (phase: string): Promise<string[]> => {
      const steps = Playbook.filter(({ Phase }) => Phase === phase);
      for (const each of steps.flatMap(({ Commands }) => Commands)) {
        if (/^ip6?tables -I /.test(each))
          onTestFinished(async () => void (await bash(each.replace(' -I ', ' -D '))));
        // A host without systemd has no journal, and no such chain is made by an engine that keeps off iptables.
        if (/^(?:journalctl|iptables -S DOCKER-USER)/.test(each)) continue;
        const { code, stderr } = await bash(each);
        expect(code, `${each}\n${stderr}`).toBe(0);
      }
      return steps.map(({ Action }) => Action);
    };
    const docker = async (...args: string[]): Promise<string> =>
      (await held.engine.docker(args)).stdout.trim();
    const container = deployed?.container ?? '';

    expect(await carryOut('contain')).toEqual(['pause-containers', 'cut-network']);
    const state = '{{.State.Paused}} {{len .NetworkSettings.Networks}}';
    expect(await docker('inspect', '--format', state, container)).toBe('true 0');
    const download = ['-T', '3', '-qO-', held.host.url('/setup.sh')];
    expect(await command('busybox', ['wget', ...download])).not.toMatchObject({ code: 0 });

    expect(await carryOut('preserve')).toEqual([
      'keep-account',
      'keep-containers',
      'keep-processes',
      'keep-image',
      'keep-files',
    ]);
    const kept = readdirSync(keep);
    const short = container.slice(0, 12);
    expect(JSON.parse(readFileSync(join(keep, `${row.IncidentId}.json`), 'utf8'))).toMatchObject({
      IncidentId: row.IncidentId,
    });
    expect(await mustRun('tar', ['-tf', join(keep, `container-${short}.tar`)])).toContain(
      'keelwatch-was-here',
    );
    expect(readFileSync(join(keep, `container-${short}.log`), 'utf8')).toContain(
      'a harmless container runs',
    );
    await mustRun('sha256sum', ['-c', join(keep, 'images.tar.sha256')]);
    expect(kept.some((name) => /^proc-\d+$/.test(name))).toBe(true);
    const dockerfile = ['-xOf', join(keep, 'files.tar'), built.dockerfile.slice(1)];
    expect(await mustRun('tar', dockerfile)).toContain('wget');

    expect(await carryOut('clean-up')).toEqual([
      'remove-containers',
      'remove-images',
      'prune-builder',
      'remove-files',
    ]);
    expect(await docker('ps', '-aq', '--filter', `ancestor=${tag}`)).toBe('');
    expect(await docker('ps', '-aq', '--no-trunc')).not.toContain(container);
    expect(await docker('image', 'ls', '-q', tag)).toBe('');
    expect(await held.engine.docker(['image', 'inspect', built.image ?? ''])).not.toMatchObject({
      code: 0,
    });
    expect(await bash(`ls ${built.dockerfile}`)).not.toMatchObject({ code: 0 });

    await carryOut('prevent');
    expect(Queries.length).toBeGreaterThan(0);
    for (const { Title, Query } of Queries) {
      const file = join(directory(), 'query.kql');
      writeFileSync(file, Query);
      expect(await bash(`keelwatch query --json -f ${file}`), Title).toMatchObject({ code: 0 });
    }
  },
);
