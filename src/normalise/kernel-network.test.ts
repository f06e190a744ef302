import { describe, expect, it } from 'vitest';
import type {
  DeviceFileEvents,
  DeviceNetworkEvents,
  DeviceProcessEvents,
} from '../model/generated/tables.js';
import type {
  Actor,
  ConnectRecord,
  Greeting,
  KernelRecord,
  LookupRecord,
} from '../sense/bpftrace.js';
import { emptyProcessTable, kernelNormaliser } from './kernel.js';

const container = '4f'.repeat(32);
const actor = (pid: number, cgroups: string[] = []): Actor => ({
  pid,
  start: 1,
  parent: { pid: 1, start: 0 },
  uid: 0,
  account: 'root',
  auditUid: null,
  auditSession: null,
  comm: 'wget',
  cgroups,
});
const inside = (pid: number): Actor => actor(pid, [`/docker/${container}`]);
const local = { address: '192.0.2.1', port: 4000 };
const remote = { address: '203.0.113.7', port: 443 };

const lookup = (who: Actor, name: string, address = remote.address): LookupRecord => ({
  kind: 'lookup',
  ...who,
  time: 1000,
  remote: { address: '192.0.2.53', port: 53 },
  local,
  protocol: 'Udp',
  name,
  queryType: 'A',
  answer: { code: 0, addresses: [{ address, ttl: 5 }], aliases: [], isWhole: true },
  isAskerCertain: true,
});
const connect = (who: Actor, greeting?: Greeting): ConnectRecord => ({
  kind: 'connect',
  ...who,
  time: 2000,
  protocol: 'Tcp',
  outcome: 'established',
  error: null,
  remote,
  local,
  ...(greeting && { greeting }),
});
const tls = (serverName: string, mayBeFront = false): Greeting => ({
  kind: 'tls',
  serverName,
  protocols: ['h2'],
  mayBeFront,
});

function rows(...records: KernelRecord[]): DeviceNetworkEvents[] {
  const normalise = kernelNormaliser({ DeviceId: 'd', DeviceName: 'h' }, emptyProcessTable());
  return records
    .flatMap(normalise)
    .flatMap((made) => (made.table === 'DeviceNetworkEvents' ? [made.row] : []));
}
const last = (...records: KernelRecord[]) => rows(...records).at(-1);

describe('rows of lookups', () => {
  it('tell the name, the name server and the answers', () => {
    expect(rows(lookup(inside(7), 'a.example'))).toMatchObject([
      {
        ActionType: 'DnsConnectionInspected',
        RemoteUrl: 'a.example',
        RemoteIP: '192.0.2.53',
        RemotePort: 53,
        InitiatingProcessId: 7,
        ContainerId: container,
        AdditionalFields: {
          QueryType: 'A',
          IsAnswered: true,
          ResponseCode: 0,
          Answers: [remote.address],
        },
      },
    ]);
  });

  it('say what is not known', () => {
    const unanswered = { ...lookup(inside(7), 'a.example'), answer: null, isAskerCertain: false };
    expect(rows(unanswered)[0]?.AdditionalFields).toEqual({
      QueryType: 'A',
      IsAnswered: false,
      IsProcessUncertain: true,
    });
  });
});

describe('the name of the other end', () => {
  it('is the one that was looked up', () => {
    expect(last(lookup(inside(7), 'a.example'), connect(inside(7)))).toMatchObject({
      RemoteUrl: 'a.example',
      AdditionalFields: { RemoteUrlSource: 'dns', IsNameResolved: true, LookupScope: 'process' },
    });
    expect(last(lookup(inside(7), 'a.example'), connect(inside(8)))).toMatchObject({
      RemoteUrl: 'a.example',
      AdditionalFields: { LookupScope: 'container' },
    });
    expect(last(lookup(inside(7), 'a.example'), connect(actor(8)))?.RemoteUrl).toBeUndefined();
  });

  it('is unknown where several were', () => {
    const row = last(
      lookup(inside(7), 'a.example'),
      lookup(inside(7), 'b.example'),
      connect(inside(7)),
    );
    expect(row?.RemoteUrl).toBeUndefined();
    expect(row?.AdditionalFields).toMatchObject({ OtherNames: ['b.example', 'a.example'] });
  });

  it('is that of several which the client names too', () => {
    const both = [lookup(inside(7), 'a.example'), lookup(inside(7), 'b.example')];
    expect(last(...both, connect(inside(7), tls('a.example')))).toMatchObject({
      RemoteUrl: 'a.example',
      AdditionalFields: { RemoteUrlSource: 'tls', IsNameResolved: true, OtherNames: ['b.example'] },
    });
  });

  it("is the client's claim where nothing was looked up, and says so", () => {
    expect(last(connect(inside(7), tls('claimed.example')))).toMatchObject({
      RemoteUrl: 'claimed.example',
      AdditionalFields: { RemoteUrlSource: 'tls', IsNameResolved: false, TlsProtocols: ['h2'] },
    });
  });

  it("is not the client's claim where it looked up another name", () => {
    const row = last(lookup(inside(7), 'evil.example'), connect(inside(7), tls('docker.io')));
    expect(row).toMatchObject({
      RemoteUrl: 'evil.example',
      AdditionalFields: { RemoteUrlSource: 'dns', TlsServerName: 'docker.io' },
    });
  });

  it('is said to be perhaps a front where the hello may hide another', () => {
    const row = last(connect(inside(7), tls('front.example', true)));
    expect(row?.AdditionalFields).toMatchObject({ HasEncryptedHello: true });
  });

  it('is not that of a host behind a proxy', () => {
    const row = last(connect(inside(7), { kind: 'http', name: 'far.example', isProxied: true }));
    expect(row?.RemoteUrl).toBeUndefined();
    expect(row?.AdditionalFields).toEqual({ ProxiedTo: 'far.example' });
  });

  it('comes in a row of its own where the client spoke late', () => {
    const { remote: to, local: from } = connect(inside(7));
    const late = { kind: 'greeting' as const, ...inside(7), time: 9000, remote: to, local: from };
    expect(last({ ...late, greeting: tls('late.example') })).toMatchObject({
      ActionType: 'SslConnectionInspected',
      RemoteUrl: 'late.example',
      RemoteIP: remote.address,
      Protocol: 'Tcp',
    });
  });
});

describe('files and programs', () => {
  const all = (...records: KernelRecord[]) => {
    const normalise = kernelNormaliser({ DeviceId: 'd', DeviceName: 'h' }, emptyProcessTable());
    return records.flatMap(normalise);
  };
  const exec = (who: Actor): KernelRecord => ({
    kind: 'exec',
    ...who,
    time: 500,
    ancestors: [],
    exe: '/bin/chmod',
    argv: ['chmod', '+x', 'payload'],
    isTruncated: false,
    cwd: '/work',
  });
  const mode = (who: Actor, path: string, base: 'cwd' | null = 'cwd'): KernelRecord => ({
    kind: 'mode',
    ...who,
    time: 600,
    path,
    base,
    mode: 0o755,
  });
  const made = (...records: KernelRecord[]): DeviceFileEvents[] =>
    all(...records).flatMap((one) => (one.table === 'DeviceFileEvents' ? [one.row] : []));

  it('are made executable: in containers, and where it matters', () => {
    const found = made(
      exec(inside(7)),
      mode(inside(7), 'payload'),
      mode(inside(7), 'elsewhere', null),
      mode(actor(8), '/usr/bin/packaged'),
      mode(actor(8), '/tmp/payload'),
    );
    expect(found).toMatchObject([
      {
        ActionType: 'FilePermissionsModified',
        FolderPath: '/work/payload',
        FileName: 'payload',
        ContainerId: container,
        AdditionalFields: { Permissions: '0755' },
      },
      { FolderPath: 'elsewhere' },
      { FolderPath: '/tmp/payload', ContainerId: '' },
    ]);
  });

  it('are named by what is in them', () => {
    const executable = {
      sha256: 'ab'.repeat(32),
      size: 9,
      program: 'docker',
      basis: 'hash' as const,
    };
    const [started] = all({ ...(exec(actor(7)) as object), executable } as KernelRecord);
    expect(started?.row as DeviceProcessEvents).toMatchObject({
      SHA256: executable.sha256,
      FileSize: 9,
      AdditionalFields: { ProgramName: 'docker', ProgramNameBasis: 'hash' },
    });
  });
});
