import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cgroupFinding, diskFinding, measureDisk, nodeFinding, permissionFinding } from './host.js';

describe('what doctor says of the host', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v20.18.9', 'problem'],
    ['v18.20.0', 'problem'],
    ['v22.0.0', 'ok'],
    ['v24.1.0', 'ok'],
  ])('Node %s is %s', (version, state) => {
    expect(nodeFinding(version).state).toBe(state);
  });

  it('asks for root, whoever may use Docker', () => {
    expect(permissionFinding({ uid: 0, inDockerGroup: false }).state).toBe('ok');
    expect(permissionFinding({ uid: 1000, inDockerGroup: true })).toMatchObject({
      state: 'problem',
      text: 'running as user 1000, who is in the docker group; tracing the kernel needs root',
    });
    expect(permissionFinding({ uid: 1000, inDockerGroup: false }).text).toContain(
      'not in the docker',
    );
  });

  it.each([
    ['cgroup2 /sys/fs/cgroup cgroup2 rw 0 0', 'control groups version 2'],
    ['cgroup /sys/fs/cgroup/cpu cgroup rw 0 0', 'control groups version 1'],
    [
      'cgroup /sys/fs/cgroup/cpu cgroup rw 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
      'control groups version 1, with 2 beside it',
    ],
  ])('tells versions of control groups: %s', (mounts, text) => {
    expect(cgroupFinding(mounts)).toMatchObject({ state: 'ok', text });
  });

  it('misses control groups', () => {
    expect(cgroupFinding('proc /proc proc rw 0 0\n').state).toBe('problem');
  });

  it('weighs the disk', () => {
    const disk = { directory: '/data', freeBytes: 80 * 1024 ** 3, writable: true };
    expect(diskFinding(disk)).toMatchObject({ state: 'ok', text: '80.0 GiB free for /data' });
    expect(diskFinding({ ...disk, freeBytes: 1024 ** 2 }).state).toBe('note');
    expect(diskFinding({ ...disk, writable: false }).state).toBe('problem');
  });

  it('measures the disk of a directory that is yet to be made', () => {
    const directory = mkdtempSync(join(tmpdir(), 'keelwatch-test-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const disk = measureDisk(join(directory, 'not', 'yet'));
    expect(disk.writable).toBe(true);
    expect(disk.freeBytes).toBeGreaterThan(0);
  });
});
