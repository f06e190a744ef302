import { describe, expect, it } from 'vitest';
import { createCorrelator } from '../../src/correlate/correlator.js';
import type { Batch } from '../../src/model/batch.js';
import { told } from '../../src/normalise/import/fixtures/told.js';

interface Client {
  exe: string;
  argv: string[];
}

const clients: Record<string, Client> = {
  docker: { exe: '/usr/bin/docker', argv: ['docker', 'build', '-t', 'up:1', '/tmp/x'] },
  buildah: { exe: '/usr/bin/buildah', argv: ['buildah', 'bud', '-t', 'up:1', '/tmp/x'] },
  podman: { exe: '/usr/bin/podman', argv: ['podman', 'build', '-t', 'up:1', '/tmp/x'] },
  nerdctl: { exe: '/usr/bin/nerdctl', argv: ['nerdctl', 'build', '-t', 'up:1', '/tmp/x'] },
  buildctl: {
    exe: '/usr/bin/buildctl',
    argv: ['buildctl', 'build', '--local', 'context=/tmp/x', '--output', 'type=image,name=up:1'],
  },
  kaniko: {
    exe: '/kaniko/executor',
    argv: ['/kaniko/executor', '--context', '/tmp/x', '--destination', 'up:1'],
  },
};

const time = '2026-03-01T08:00:01Z';
const stamp = 'audit(1772352001.000:7)';
const name = ({ exe }: Client): string => exe.slice(exe.lastIndexOf('/') + 1);
const line = ({ argv }: Client): string => argv.join(' ');

/** The start of a client as each tool tells of it, which is all that is told. */
const formats: Record<string, (client: Client) => (object | string)[]> = {
  defender: (client) => [
    {
      Timestamp: time,
      ActionType: 'ProcessCreated',
      DeviceName: 'web-7',
      FileName: name(client),
      FolderPath: client.exe,
      ProcessId: 50,
      ProcessCommandLine: line(client),
      InitiatingProcessFileName: 'bash',
    },
  ],
  tetragon: ({ exe, argv: [, ...rest] }) => [
    {
      process_exec: {
        process: {
          pid: 50,
          binary: exe,
          arguments: rest.join(' '),
          cwd: '/root',
          start_time: time,
        },
        parent: { pid: 40, binary: '/bin/bash' },
      },
      node_name: 'web-7',
      time,
    },
  ],
  falco: (client) => [
    {
      rule: 'Image build',
      priority: 'Notice',
      time,
      output_fields: {
        'evt.type': 'execve',
        'proc.name': name(client),
        'proc.exepath': client.exe,
        'proc.cmdline': line(client),
        'proc.pid': 50,
      },
    },
  ],
  auditd: (client) => [
    `type=SYSCALL msg=${stamp}: arch=c000003e syscall=59 success=yes exit=0 ppid=40 pid=50 euid=0 comm="${name(client)}" exe="${client.exe}"`,
    `type=EXECVE msg=${stamp}: argc=${client.argv.length} ${client.argv.map((each, i) => `a${i}="${each}"`).join(' ')}`,
    `type=EOE msg=${stamp}: `,
  ],
  laurel: ({ exe, argv }) => [
    {
      ID: '1772352001.000:7',
      SYSCALL: { SYSCALL: 'execve', success: 'yes', ppid: 40, pid: 50, euid: 0, exe },
      EXECVE: { argc: argv.length, ARGV: argv },
    },
  ],
  auoms: (client) => [
    `type=AUOMS_EXECVE ${stamp}: node=web-7 syscall=execve success=yes ppid=40 pid=50 euid=0 exe="${client.exe}" cwd="/root" argc=${client.argv.length} cmdline=${line(client)} redactors=`,
  ],
  ecs: ({ exe, argv }) => [
    {
      '@timestamp': time,
      event: { category: ['process'], type: ['start'], action: 'exec' },
      process: { pid: 50, executable: exe, args: argv, parent: { pid: 40, name: 'bash' } },
    },
  ],
  ocsf: (client) => [
    {
      class_uid: 1007,
      activity_id: 1,
      time: 1_772_352_001_000,
      process: { pid: 50, cmd_line: line(client), file: { path: client.exe } },
    },
  ],
  osquery: (client) => [
    {
      name: 'process_events',
      unixTime: 1_772_352_001,
      columns: {
        pid: '50',
        parent: '40',
        path: client.exe,
        cmdline: line(client),
        time: '1772352001',
      },
    },
  ],
  sysmon: (client) => [
    `<Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID></System><EventData><Data Name="UtcTime">2026-03-01 08:00:01.000</Data><Data Name="ProcessId">50</Data><Data Name="Image">${client.exe}</Data><Data Name="CommandLine">${line(client)}</Data></EventData></Event>`,
  ],
};

const all = Object.entries(formats).flatMap(([format, write]) =>
  Object.entries(clients).map(([client, command]) => ({ format, client, lines: write(command) })),
);

describe('an image build of which a client’s start is all that was recorded', () => {
  it.each(all)('$client in $format', async ({ format, client, lines }) => {
    const text = lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
    const { rows, format: found, rejected } = await told(Buffer.from(`${text.join('\n')}\n`), 'f');
    expect({ found, rejected }).toEqual({ found: format, rejected: [] });
    const batch: Partial<Record<string, unknown[]>> = {};
    for (const { table, row } of rows) (batch[table] ??= []).push(row);
    const { ImageBuilds = [] } = createCorrelator().fold(batch as Batch, [], 1_772_352_060e6);
    const builder =
      { docker: 'unknown', nerdctl: 'buildkit', buildctl: 'buildkit' }[client] ?? client;
    expect(ImageBuilds).toMatchObject([
      { ContextPath: '/tmp/x', Tags: ['up:1'], Builder: builder },
    ]);
  });
});
