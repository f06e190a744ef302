import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import { startWatcher, type Watcher } from '../../src/lab/watcher.js';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

describe('simulate on an engine that is somebody’s', () => {
  let engine: PrivateEngine;
  let watcher: Watcher;
  const data = mkdtempSync(join(tmpdir(), 'keelwatch-simulate-'));

  beforeAll(async () => {
    engine = await startEngine({ args: ['--group=docker'] });
    chmodSync(engine.directory, 0o711);
    await makeBaseImage(engine, 'theirs:1');
    await engine.docker(['create', '--name', 'theirs', 'theirs:1', 'true']);
    watcher = await startWatcher(main, ['--docker', engine.endpoint, '--data', data]);
  });

  afterAll(async () => {
    await watcher?.stop();
    await engine?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  const simulate = (...args: string[]) =>
    command(
      process.execPath,
      [main, 'simulate', '--docker', engine.endpoint, '--data', data, ...args],
      { timeoutMs: 100_000 },
    );

  it('goes nowhere near containers of others unless told to', async () => {
    const { code, stderr } = await simulate('shell-build-classic');
    expect(code).toBe(2);
    expect(stderr).toContain('theirs');
    expect(stderr).toContain('--beside-others');
  });

  it('asks the watcher that runs there, and leaves what is not its own', async () => {
    const ran = await simulate(
      '--beside-others',
      '--json',
      'shell-build-classic',
      'remote-tcp-api',
    );
    expect(ran.stderr).not.toContain('    at ');
    const [attack, unfit] = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(attack).toMatchObject({ id: 'shell-build-classic', ran: true, seen: true });
    expect(unfit).toMatchObject({ id: 'remote-tcp-api', ran: false });
    expect(ran.code).toBe(0);
    const told = watcher.lines.some(
      ({ kind, row }) => kind === 'incident' && row['IncidentId'] === attack?.['incidentId'],
    );
    expect(told).toBe(true);

    const images = await engine.docker(['images', '-a', '--format', '{{.Repository}}:{{.Tag}}']);
    expect(images.stdout.trim()).toBe('theirs:1');
    const containers = await engine.docker(['ps', '-a', '--format', '{{.Names}}']);
    expect(containers.stdout.trim()).toBe('theirs');
  });
});
