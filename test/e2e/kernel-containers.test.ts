import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import type { DeviceProcessEvents } from '../../src/model/generated/tables.js';
import { emptyProcessTable, kernelNormaliser } from '../../src/normalise/kernel.js';
import { readDevice } from '../../src/sense/host.js';
import { type Watching, watchKernel } from './kernel-watching.js';

const base = 'keelwatch-base:1';
let engine: PrivateEngine;
let watching: Watching;
let context: string;

beforeAll(async () => {
  engine = await startEngine();
  await makeBaseImage(engine, base);
  context = mkdtempSync(join(tmpdir(), 'keelwatch-context-'));
  watching = watchKernel({ sockets: [engine.socket] });
  await watching.notice(({ action }) => action === 'SensorStarted');
});

afterAll(async () => {
  await watching?.stop();
  await engine?.stop();
  rmSync(context, { recursive: true, force: true });
});

/** Rows of all that was told so far. */
function processRows(): DeviceProcessEvents[] {
  const normalise = kernelNormaliser(readDevice(), emptyProcessTable());
  return watching.records
    .flatMap(normalise)
    .flatMap((row) => (row.table === 'DeviceProcessEvents' ? [row.row] : []));
}

it.each([
  { builder: 'classic', id: /^[0-9a-f]{64}$/ },
  { builder: 'buildkit', id: /^[0-9a-z]{25}$/ },
] as const)('knows the container of a step of the $builder builder', async ({ builder, id }) => {
  const mark = `mark-${builder}`;
  const dockerfile = [
    `FROM ${base}`,
    'WORKDIR /in/side',
    `RUN touch /tmp/payload-${builder} && nc -w 1 127.0.0.1 9; /bin/echo ${mark}; true`,
  ].join('\n');
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const built = await command('docker', ['build', '--network=host', '--no-cache', context], {
    env: engine.environment(builder),
  });
  expect(built.code, built.stderr).toBe(0);

  const echo = await watching.record('exec', ({ argv }) => argv[1] === mark);
  const row = processRows().find(({ ProcessId }) => ProcessId === echo.pid);
  const container = row?.ContainerId ?? '';
  expect(container).toMatch(id);
  expect(row).toMatchObject({
    FolderPath: '/bin/busybox',
    ProcessCurrentWorkingDirectory: '/in/side',
    InitiatingProcessFileName: 'busybox',
    CgroupPath: expect.stringContaining(container),
  });
  expect(row?.InitiatingProcessCommandLine).toContain(`/bin/echo ${mark}`);

  const inContainer = (cgroups: string[]) => cgroups.some((path) => path.includes(container));
  const connect = await watching.record('connect', ({ cgroups }) => inContainer(cgroups));
  expect(connect).toMatchObject({ outcome: 'failed', remote: { address: '127.0.0.1', port: 9 } });
  const file = await watching.record('file', ({ cgroups }) => inContainer(cgroups));
  expect(file.path).toBe(`/tmp/payload-${builder}`);
  const client = await watching.record('engine', ({ socket }) => socket === engine.socket);
  expect(client.cgroups.some(inContainerName)).toBe(false);
  expect(client.listenerPid).toBe(engine.pid());
});

const inContainerName = (cgroup: string): boolean => cgroup.includes('docker/');
