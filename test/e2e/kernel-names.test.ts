import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import { type Authority, makeAuthority } from '../../src/lab/scenario/certificates.js';
import {
  type Hosts,
  type NameServer,
  startHosts,
  startNameServer,
} from '../../src/lab/scenario/hosts.js';
import type { DeviceNetworkEvents } from '../../src/model/generated/tables.js';
import { emptyProcessTable, kernelNormaliser } from '../../src/normalise/kernel.js';
import { readDevice } from '../../src/sense/host.js';
import { type Watching, watchKernel } from './kernel-watching.js';

const page = { '/': 'harmless\n' };
let names: NameServer;
let hosts: Hosts;
let watching: Watching;
let folder: string;
let address: string;
let address6: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keelwatch-names-'));
  names = await startNameServer();
  const authority: Authority = await makeAuthority(names.directory);
  const cdn = {
    names: ['cdn.example', 'mirror.example', '*.sink.example'],
    network: 'external' as const,
    serves: [
      { protocol: 'http' as const, port: 80, files: page, redirects: {} },
      { protocol: 'https' as const, port: 443, files: page, redirects: {} },
    ],
  };
  hosts = await startHosts(new Map([['cdn', cdn]]), names, authority, (text) => text);
  address = hosts.variables['cdn'] ?? '';
  address6 = hosts.variables['cdn6'] ?? '';
  writeFileSync(
    join(folder, 'resolv.conf'),
    `nameserver ${names.address}\noptions timeout:1 attempts:1\n`,
  );
  writeFileSync(join(folder, 'nsswitch.conf'), 'hosts: dns\n');
  watching = watchKernel();
  await watching.notice(({ action }) => action === 'SensorStarted');
});

afterAll(async () => {
  await watching?.stop();
  await hosts?.stop();
  await names?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a shell text that sees the scenario's name server in place of the machine's; its exit status does not matter. */
function shell(text: string): void {
  const mounts = ['resolv.conf', 'nsswitch.conf']
    .map((name) => `mount --bind ${join(folder, name)} /etc/${name}`)
    .join(' && ');
  try {
    execFileSync('unshare', ['--mount', 'bash', '-c', `${mounts} && { ${text}\n}`], {
      stdio: 'ignore',
    });
  } catch {
    // Failing is what some of these are for.
  }
}

/** The first row of all that was told so far that the test wants. */
async function row(test: (row: DeviceNetworkEvents) => boolean): Promise<DeviceNetworkEvents> {
  let found: DeviceNetworkEvents | undefined;
  await expect
    .poll(
      () => {
        const normalise = kernelNormaliser(readDevice(), emptyProcessTable());
        found = watching.records
          .flatMap(normalise)
          .flatMap((made) => (made.table === 'DeviceNetworkEvents' ? [made.row] : []))
          .find(test);
        return found;
      },
      { timeout: 10_000 },
    )
    .toBeDefined();
  return found as DeviceNetworkEvents;
}

/** Of a connection that a command made. */
const of =
  (mark: string, port: number) =>
  (each: DeviceNetworkEvents): boolean =>
    each.Protocol === 'Tcp' &&
    each.RemotePort === port &&
    (each.InitiatingProcessCommandLine ?? '').includes(mark);

describe('a name that was looked up', () => {
  it('stands in the row of the connection that follows', async () => {
    shell('exec 3<>/dev/tcp/cdn.example/80; : dns-only');
    const connect = await row(of('dns-only', 80));
    expect(connect).toMatchObject({
      ActionType: 'ConnectionSuccess',
      RemoteUrl: 'cdn.example',
      AdditionalFields: {
        RemoteUrlSource: 'dns',
        IsNameResolved: true,
        LookupScope: 'process',
        Resolver: names.address,
      },
    });
    expect([address, address6]).toContain(connect.RemoteIP);
  });

  it('has a row of its own, with what was answered and who asked', async () => {
    shell('getent ahostsv4 mirror.example');
    const lookup = await row(({ RemoteUrl }) => RemoteUrl === 'mirror.example');
    expect(lookup).toMatchObject({
      ActionType: 'DnsConnectionInspected',
      RemoteIP: names.address,
      RemotePort: 53,
      Protocol: 'Udp',
      InitiatingProcessFileName: 'getent',
      AdditionalFields: { QueryType: 'A', IsAnswered: true, ResponseCode: 0, Answers: [address] },
    });
  });

  it('is seen of resolvers that send and receive in other ways', async () => {
    const node = (text: string) =>
      execFileSync(process.execPath, ['-e', text], { stdio: 'ignore' });
    node(`const { Resolver } = require('dns'); const resolver = new Resolver();
      resolver.setServers(['${names.address}']);
      resolver.resolve4('cares.sink.example', () => {});`);
    const cares = await row(({ RemoteUrl }) => RemoteUrl === 'cares.sink.example');
    expect(cares.InitiatingProcessFileName).toBe('node');
    shell('busybox nslookup busybox.sink.example');
    const busybox = await row(
      ({ RemoteUrl, AdditionalFields }) =>
        RemoteUrl === 'busybox.sink.example' && JSON.stringify(AdditionalFields).includes(address),
    );
    expect(busybox.AdditionalFields).toMatchObject({ QueryType: 'A', IsAnswered: true });
  });

  it('is told where nobody answers, also of a socket that changed hands', async () => {
    shell(`exec 3<>/dev/udp/${address}/53
      printf '\\022\\064\\001\\000\\000\\001\\000\\000\\000\\000\\000\\000\\006secret\\004sink\\007example\\000\\000\\020\\000\\001' >&3
      : raw-question`);
    const lookup = await row(({ RemoteUrl }) => RemoteUrl === 'secret.sink.example');
    expect(lookup).toMatchObject({
      RemoteIP: address,
      InitiatingProcessFileName: 'bash',
      AdditionalFields: { QueryType: 'TXT', IsAnswered: false },
    });
    expect(lookup.InitiatingProcessCommandLine).toContain('raw-question');
  });

  it('is not taken for that of a connection where two names have the address', async () => {
    shell(
      'getent hosts cdn.example; getent hosts mirror.example; exec 3<>/dev/tcp/cdn.example/80; : certain',
    );
    expect((await row(of('certain', 80))).RemoteUrl).toBe('cdn.example');
    shell(`exec 3<>/dev/tcp/${address}/80; : uncertain`);
    const uncertain = await row(of('uncertain', 80));
    expect(uncertain.RemoteUrl ?? '').toBe('');
    expect(uncertain.AdditionalFields).toMatchObject({ LookupScope: 'host' });
    expect(JSON.stringify(uncertain.AdditionalFields)).toContain('mirror.example');
  });

  it('is seen over IPv6', async () => {
    expect(address6).not.toBe('');
    shell('curl -6 -s http://mirror.example/six');
    const connect = await row(of('/six', 80));
    expect(connect).toMatchObject({ RemoteIP: address6, RemoteUrl: 'mirror.example' });
  });
});

describe('a step of a build', () => {
  let engine: PrivateEngine;
  beforeAll(async () => {
    engine = await startEngine({ args: [`--dns=${names.address}`] });
    await makeBaseImage(engine, 'names/base:1');
  });
  afterAll(() => engine?.stop());

  it.each(['classic', 'buildkit'] as const)('of the %s builder has its names', async (builder) => {
    const context = mkdtempSync(join(folder, 'context-'));
    writeFileSync(
      join(context, 'Dockerfile'),
      `FROM names/base:1\nRUN wget -qO /tmp/x http://cdn.example/?${builder}; nslookup ${builder}.sink.example; chmod +x /tmp/x\n`,
    );
    const built = await command('docker', ['build', '--no-cache', context], {
      env: engine.environment(builder),
    });
    expect(built.code, built.stderr).toBe(0);
    const connect = await row((each) => of(`cdn.example/?${builder}`, 80)(each));
    expect(connect).toMatchObject({
      RemoteUrl: 'cdn.example',
      RemoteIP: address,
      AdditionalFields: { RemoteUrlSource: 'http', IsNameResolved: true, LookupScope: 'process' },
    });
    expect(connect.ContainerId).toMatch(/^(?:[0-9a-f]{64}|[0-9a-z]{25})$/);
    const lookup = await row(({ RemoteUrl }) => RemoteUrl === `${builder}.sink.example`);
    expect(lookup).toMatchObject({
      ContainerId: connect.ContainerId,
      InitiatingProcessCommandLine: expect.stringContaining('nslookup'),
    });
    const made = await watching.record(
      'mode',
      ({ path, cgroups }) =>
        path === '/tmp/x' && cgroups.some((each) => each.includes(connect.ContainerId ?? '?')),
    );
    expect(made.mode & 0o111).not.toBe(0);
  });
});

describe('what a client says first', () => {
  it('names the host of a TLS connection', async () => {
    shell('curl -sk https://cdn.example/tls');
    const connect = await row((each) => of('/tls', 443)(each) && each.RemoteUrl === 'cdn.example');
    expect(connect.AdditionalFields).toMatchObject({
      RemoteUrlSource: 'tls',
      TlsServerName: 'cdn.example',
      IsNameResolved: true,
    });
  });

  it('is a claim where no name server was asked', async () => {
    shell(`curl -sk --resolve claimed.example:443:${address} https://claimed.example/claim`);
    const connect = await row((each) => of('/claim', 443)(each) && each.RemoteUrl !== undefined);
    expect(connect).toMatchObject({
      RemoteUrl: 'claimed.example',
      AdditionalFields: { RemoteUrlSource: 'tls', IsNameResolved: false },
    });
  });

  it('does not count where the name server says otherwise', async () => {
    shell(
      'curl -sk --connect-to registry-1.docker.io:443:cdn.example:443 https://registry-1.docker.io/front',
    );
    const connect = await row((each) => of('/front', 443)(each) && each.RemoteUrl !== undefined);
    expect(connect).toMatchObject({
      RemoteUrl: 'cdn.example',
      AdditionalFields: { RemoteUrlSource: 'dns', TlsServerName: 'registry-1.docker.io' },
    });
  });

  it('names the host of an HTTP connection, as other programs speak it too', async () => {
    execFileSync(process.execPath, [
      '-e',
      `require('http').get({ host: '${address}', headers: { host: 'by-node.example' } }, (r) => r.resume());`,
    ]);
    const connect = await row(({ RemoteUrl }) => RemoteUrl === 'by-node.example');
    expect(connect.AdditionalFields).toMatchObject({ RemoteUrlSource: 'http' });
  });

  it('is read when a child says it', async () => {
    shell(
      `exec 3<>/dev/tcp/${address}/80; (printf 'GET / HTTP/1.0\\r\\nHost: child.example\\r\\n\\r\\n' >&3); : child`,
    );
    const connect = await row(({ RemoteUrl }) => RemoteUrl === 'child.example');
    expect(connect).toMatchObject({ RemoteIP: address, InitiatingProcessFileName: 'bash' });
  });

  it('is read of large hellos, and of those in pieces', async () => {
    execFileSync(process.execPath, [
      '-e',
      `const socket = require('tls').connect({ host: '${address}', port: 443, servername: 'large.example', rejectUnauthorized: false,
        ALPNProtocols: Array.from({ length: 150 }, (_, index) => 'protocol-' + index) }, () => socket.end());
        socket.on('error', () => {});`,
    ]);
    const large = await row(({ RemoteUrl }) => RemoteUrl === 'large.example');
    expect(large.AdditionalFields).toMatchObject({ RemoteUrlSource: 'tls' });
    execFileSync(process.execPath, [
      '-e',
      `const { Duplex } = require('stream'); const net = require('net');
        const hidden = new Duplex({ read() {}, write(chunk) {
          const socket = net.connect(443, '${address}', () => {
            socket.setNoDelay(true);
            socket.write(chunk.subarray(0, 3));
            setTimeout(() => { socket.write(chunk.subarray(3, 60)); socket.write(chunk.subarray(60)); socket.end(); }, 50);
          });
          socket.on('error', () => {}); } });
        require('tls').connect({ socket: hidden, servername: 'pieces.example' }).on('error', () => {});
        setTimeout(() => process.exit(), 500);`,
    ]);
    const pieces = await row(({ RemoteUrl }) => RemoteUrl === 'pieces.example');
    expect(pieces.AdditionalFields).toMatchObject({ RemoteUrlSource: 'tls' });
  });
});
