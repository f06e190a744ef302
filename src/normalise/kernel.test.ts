import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TableName, Tables } from '../model/generated/tables.js';
import type { Actor, ExecRecord, KernelRecord } from '../sense/bpftrace.js';
import { emptyProcessTable, kernelNormaliser } from './kernel.js';

const device = { DeviceId: 'd1', DeviceName: 'host1' };

// The records of ../sense/bpftrace/fixtures/lines.txt: a shell that moved itself into a container's cgroup, then a
// Python program that connected here and there.
const recorded = readFileSync(new URL('fixtures/kernel.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as KernelRecord);

function rows<T extends TableName>(records: KernelRecord[], table: T): Tables[T][] {
  const normalise = kernelNormaliser(device, emptyProcessTable());
  return records
    .flatMap(normalise)
    .flatMap((row) => (row.table === table ? [row.row as Tables[T]] : []));
}

const container = '4f'.repeat(32);

describe('recorded records', () => {
  it('gives a program with its parent', () => {
    const echo = rows(recorded, 'DeviceProcessEvents').find(({ FileName }) => FileName === 'echo');
    expect(echo).toMatchObject({
      ...device,
      ActionType: 'ProcessCreated',
      FolderPath: '/usr/bin/echo',
      ProcessCommandLine: `/bin/echo 'two words' 'line\n\uFFFD' '' ${'x'.repeat(300)}`,
      ProcessArguments: ['/bin/echo', 'two words', 'line\n\uFFFD', '', 'x'.repeat(300)],
      IsCommandLineTruncated: false,
      ProcessCurrentWorkingDirectory: '/tmp',
      AccountName: 'root',
      AccountDomain: 'host1',
      UserId: 0,
      AuditUserId: null,
      ContainerId: container,
      CgroupPath: `/docker/${container}`,
      InitiatingProcessFileName: 'dash',
      InitiatingProcessFolderPath: '/usr/bin/dash',
      InitiatingProcessParentFileName: 'bash',
    });
    expect(echo?.ProcessCreationTime).toBe(echo?.TimeGenerated);
    expect(echo?.InitiatingProcessCommandLine).toMatch(/^\/bin\/sh -c '/);
  });

  it('names a process alike in every table', () => {
    const started = rows(recorded, 'DeviceProcessEvents').findLast(
      ({ FileName }) => FileName === 'python3.11',
    );
    const id = started?.ProcessUniqueId;
    expect(id).toMatch(/^[0-9a-f]{12}-\d+-\d+$/);
    const connected = rows(recorded, 'DeviceNetworkEvents');
    expect(new Set(connected.map((row) => row.InitiatingProcessUniqueId))).toEqual(new Set([id]));
    const ended = rows(recorded, 'ProcessExitEvents').find((row) => row.ProcessUniqueId === id);
    expect(ended).toMatchObject({ FileName: 'python3.11', ExitCode: 0, ExitSignal: null });
    expect(ended?.ProcessCreationTime).toBe(started?.TimeGenerated);
    const [client] = rows(recorded, 'DockerApiEvents');
    expect(client?.AdditionalFields).toMatchObject({ ClientUniqueId: id });
  });

  it('gives connections', () => {
    expect(rows(recorded, 'DeviceNetworkEvents')).toMatchObject([
      {
        ActionType: 'ConnectionFailed',
        Protocol: 'Tcp',
        RemoteIP: '127.0.0.1',
        RemotePort: 9,
        RemoteIPType: 'Loopback',
        AdditionalFields: { Errno: 111 },
        InitiatingProcessFileName: 'python3.11',
      },
      { ActionType: 'ConnectionSuccess', Protocol: 'Tcp', RemoteIP: '::1' },
      { ActionType: 'InboundConnectionAccepted', Protocol: 'Tcp', RemoteIP: '::1' },
      { ActionType: 'ConnectionAttempt', Protocol: 'Udp', RemotePort: 53 },
    ]);
  });

  it('gives files', () => {
    expect(rows(recorded, 'DeviceFileEvents')).toMatchObject([
      {
        ActionType: 'FileCreated',
        FileName: 'fixture-payload',
        FolderPath: '/tmp/fixture-payload',
        InitiatingProcessFileName: 'touch',
        AccountName: 'root',
        ContainerId: container,
      },
      {
        ActionType: 'FileRenamed',
        FileName: 'Dockerfile.fixture',
        PreviousFolderPath: '/tmp/fixture-payload',
        PreviousFileName: 'fixture-payload',
        InitiatingProcessFileName: 'mv',
      },
    ]);
  });

  it("gives clients of an engine's socket", () => {
    expect(rows(recorded, 'DockerApiEvents')).toMatchObject([
      {
        ActionType: 'ClientConnected',
        EngineSocket: 'unix:///run/fixture/docker.sock',
        ClientFileName: 'python3.11',
        ClientUserId: 0,
        ClientAccountName: 'root',
        ClientContainerId: '',
      },
    ]);
  });

  it('numbers the rows of a run', () => {
    const numbers = rows(recorded, 'DeviceProcessEvents').map(({ ReportId }) => ReportId ?? 0);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

const actor = (pid: number, start: number, more: Partial<Actor> = {}): Actor => ({
  pid,
  start,
  parent: {
    pid: 1,
    start: 1,
  },
  uid: 1000,
  account: '',
  auditUid: 1000,
  auditSession: 3,
  comm: 'comm',
  cgroups: ['/user.slice'],
  ...more,
});

const exec = (pid: number, start: number, argv: string[], more: Partial<ExecRecord> = {}) => ({
  ...actor(pid, start),
  kind: 'exec' as const,
  time: start * 10_000,
  ancestors: [],
  exe: `/bin/${argv[0]}`,
  argv,
  isTruncated: false,
  cwd: '/',
  ...more,
});

describe('programs and their parents', () => {
  it('gives a process that only forked the program of its nearest known ancestor', () => {
    const child = exec(12, 30, ['id'], {
      parent: { pid: 11, start: 20 },
      ancestors: [{ pid: 10, start: 10 }],
      comm: 'bash',
    });
    const [, row] = rows([exec(10, 10, ['bash', '-i']), child], 'DeviceProcessEvents');
    expect(row).toMatchObject({
      InitiatingProcessId: 11,
      InitiatingProcessUniqueId: '11-20',
      InitiatingProcessFileName: 'bash',
      InitiatingProcessCommandLine: 'bash -i',
      InitiatingProcessParentId: 10,
      InitiatingProcessParentFileName: 'bash',
    });
  });

  it('knows of an unknown parent only what the kernel says', () => {
    const [row] = rows([exec(12, 30, ['id'], { comm: 'cron' })], 'DeviceProcessEvents');
    expect(row).toMatchObject({ InitiatingProcessId: 1, InitiatingProcessFileName: 'cron' });
    expect(row?.InitiatingProcessFolderPath).toBeUndefined();
    expect(row?.InitiatingProcessCommandLine).toBeUndefined();
  });

  it('does not take a process for an earlier one with its number', () => {
    const again = exec(12, 90, ['id'], { parent: { pid: 10, start: 80 }, comm: 'new' });
    const [, row] = rows([exec(10, 10, ['bash']), again], 'DeviceProcessEvents');
    expect(row?.InitiatingProcessFileName).toBe('new');
  });

  it('remembers a parent that has ended', () => {
    const ended: KernelRecord = {
      kind: 'exit',
      time: 5,
      pid: 10,
      start: 10,
      code: 0,
      signal: null,
    };
    const late = exec(12, 30, ['id'], { parent: { pid: 10, start: 10 } });
    const [, row] = rows([exec(10, 10, ['bash']), ended, late], 'DeviceProcessEvents');
    expect(row?.InitiatingProcessFileName).toBe('bash');
  });

  it('knows the processes that ran before', () => {
    const running: KernelRecord = {
      ...actor(10, 10),
      kind: 'running',
      time: 1e5,
      exe: '/sbin/init',
      argv: ['/sbin/init'],
      cwd: '/',
    };
    const child = exec(12, 30, ['id'], { parent: { pid: 10, start: 10 } });
    expect(rows([running], 'DeviceProcessEvents')).toEqual([]);
    const [row] = rows([running, child], 'DeviceProcessEvents');
    expect(row).toMatchObject({
      InitiatingProcessFolderPath: '/sbin/init',
      InitiatingProcessCreationTime: 100_000,
    });
  });

  it('says so when an executable was deleted, and gives uids without a name as numbers', () => {
    const memory = exec(12, 30, ['x'], { exe: '/memfd:x (deleted)' });
    expect(rows([memory], 'DeviceProcessEvents')).toMatchObject([
      {
        FolderPath: '/memfd:x',
        FileName: 'memfd:x',
        AccountName: '1000',
        LogonId: 3,
        AuditUserId: 1000,
        AdditionalFields: { IsExecutableDeleted: true },
      },
    ]);
  });

  it('tells the address of an attempt without an answer', () => {
    const pending: KernelRecord = {
      ...actor(12, 30),
      kind: 'connect',
      time: 1,
      protocol: 'Tcp',
      outcome: 'pending',
      error: null,
      remote: {
        address: '203.0.113.5',
        port: 443,
      },
      local: {
        address: '',
        port: 0,
      },
    };
    expect(rows([pending], 'DeviceNetworkEvents')).toMatchObject([
      {
        ActionType: 'ConnectionAttempt',
        RemoteIP: '203.0.113.5',
        RemoteIPType: 'Reserved',
        LocalIP: '',
        LocalPort: null,
      },
    ]);
  });
});
