import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../model/batch.js';
import { merge } from './pipeline.js';
import { replay } from './replay.js';

const recording = fileURLToPath(new URL('../../demo/attack.ndjson', import.meta.url));
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keelwatch-replay-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function replayed(file: string): Promise<Batch> {
  let all: Batch = {};
  const troubles: string[] = [];
  await replay({
    recording: file,
    directory: join(directory, 'data'),
    speed: Number.POSITIVE_INFINITY,
    stored: (batch) => {
      all = merge(all, batch);
    },
    troubled: (message) => troubles.push(message),
  });
  expect(troubles).toEqual([]);
  return all;
}

describe('the recorded attack', () => {
  it('is caught as it was when it happened', async () => {
    const { ImageBuilds, Incidents, Alerts } = await replayed(recording);
    const build = ImageBuilds?.at(-1);
    expect(build).toMatchObject({
      State: 'succeeded',
      AccountName: 'root',
      RequesterFileName: 'docker',
      DockerfileSource: 'client',
      RemoteAddresses: [{ RemotePort: 80 }],
    });
    expect(build?.Dockerfile).toContain('| sh');
    // The base image came before anything else did: it is one build, and of this host, from its first row on.
    expect(new Set(ImageBuilds?.map(({ BuildId }) => BuildId)).size).toBe(2);
    expect(new Set(ImageBuilds?.map(({ DeviceName }) => DeviceName))).toEqual(
      new Set(['demo-host']),
    );
    expect(new Set(Incidents?.map(({ IncidentId }) => IncidentId)).size).toBe(1);
    expect(Incidents?.at(-1)).toMatchObject({
      BuildId: build?.BuildId,
      ImageId: build?.ImageId,
      ContainerIds: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      Severity: 'Critical',
    });
    expect(new Set(Alerts?.map(({ RuleId }) => RuleId))).toEqual(
      new Set(['build-image-on-host', 'build-then-deploy', 'download-executed-in-step']),
    );
  });
});

describe('two ordinary builds whose Dockerfiles came on standard input', () => {
  it('never count their own steps as containers that were run from what they made', async () => {
    const { ImageBuilds, Incidents, Alerts } = await replayed(
      fileURLToPath(new URL('fixtures/two-builds-from-stdin.ndjson', import.meta.url)),
    );
    const newest = new Map(ImageBuilds?.map((build) => [build.BuildId, build]));
    expect([...newest.values()].map(({ State, StepCount }) => [State, StepCount])).toEqual([
      ['succeeded', 3],
      ['succeeded', 3],
    ]);
    for (const { ContainerIds } of ImageBuilds ?? []) expect(ContainerIds).toEqual([]);
    expect(Incidents ?? []).toEqual([]);
    expect(Alerts?.map(({ RuleId }) => RuleId)).not.toContain('build-then-deploy');
  });
});

describe('a file that is no recording', () => {
  it.each(['/nonexistent', tmpdir()])('%s is refused by its name', async (file) => {
    await expect(replayed(file)).rejects.toThrow(new RegExp(`^${file}: E`));
  });

  it.each([
    ['', 'line 1'],
    ['not JSON\n', 'line 1'],
    ['{"recording":2}\n', 'line 1'],
    ['{"recording":1,"device":{"DeviceId":"a","DeviceName":"b"}}\n{"from":\n', 'line 2'],
    ['{"recording":1,"device":{"DeviceId":"a","DeviceName":"b"}}\nnull\n', 'line 2'],
    [
      '{"recording":1,"device":{"DeviceId":"a","DeviceName":"b"}}\n{"from":"kernel","at":1}\n',
      'line 2',
    ],
  ])('%j is refused with its place', async (text, place) => {
    const file = join(directory, 'recording');
    writeFileSync(file, text);
    await expect(replayed(file)).rejects.toThrow(`${file}, ${place}`);
  });
});
