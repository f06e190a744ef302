import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { ClientDockerfile } from '../correlate/request.js';
import type { DeviceProcessEvents } from '../model/generated/tables.js';
import { dockerfileReader } from './dockerfile-reader.js';

const directory = mkdtempSync(join(tmpdir(), 'keelwatch-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const path = join(directory, 'Dockerfile');
const text = 'FROM alpine\nRUN make\n';
writeFileSync(path, text);

/** What is found within so long that a read is over. */
async function found(client: Partial<DeviceProcessEvents>): Promise<ClientDockerfile | undefined> {
  const told = new Promise<ClientDockerfile>((resolve) => {
    const read = dockerfileReader(resolve);
    read({ TimeGenerated: 0, ActionType: 'ProcessCreated', ...client }, path);
  });
  return Promise.race([told, sleep(200, undefined)]);
}

describe.skipIf(process.platform !== 'linux')('the Dockerfile of a client', () => {
  const left = spawnSync('true').pid;
  const here = process.pid;

  it('is read while it runs', async () => {
    expect(await found({ ProcessId: here })).toMatchObject({ ProcessId: here, Text: text });
  });

  it('is read as its parent sees it when it has left', async () => {
    const client = { ProcessId: left, InitiatingProcessId: here };
    expect(await found(client)).toMatchObject({ ProcessId: left, Path: path, Text: text });
  });

  it('is read as the one above sees it when both have left', async () => {
    const client = { ProcessId: left, InitiatingProcessId: left, InitiatingProcessParentId: here };
    expect(await found(client)).toMatchObject({ ProcessId: left, Text: text });
  });

  it('is not read from outside of its container', async () => {
    const client = { ProcessId: left, InitiatingProcessId: here, ContainerId: 'ab'.repeat(32) };
    expect(await found(client)).toBeUndefined();
  });
});
