import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import { type ExternalHost, startExternalHost } from '../../src/lab/external-host.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import type { RequestRecord } from '../../src/sense/bpftrace.js';
import { type Watching, watchKernel } from './kernel-watching.js';

const port = 23_750;
const base = 'keelwatch-base:1';
const secret = 'hidden-s3cret-value';
let engine: PrivateEngine;
let host: ExternalHost;
let watching: Watching;
let context: string;

beforeAll(async () => {
  engine = await startEngine({ args: ['-H', `tcp://[::]:${port}`] });
  await makeBaseImage(engine, base);
  host = await startExternalHost({ files: {} });
  context = mkdtempSync(join(tmpdir(), 'keelwatch-requests-'));
  writeFileSync(join(context, 'Dockerfile'), `FROM ${base}\nARG TOKEN\nCOPY big /\n`);
  writeFileSync(join(context, 'big'), Buffer.alloc(3_000_000, 'GET /decoy HTTP/1.1\r\n\r\n'));
  watching = watchKernel({ sockets: [engine.socket] });
  await watching.notice(({ action }) => action === 'SensorStarted');
});

afterAll(async () => {
  await watching?.stop();
  await host?.stop();
  await engine?.stop();
  rmSync(context, { recursive: true, force: true });
});

const request = (test: (record: RequestRecord) => boolean): Promise<RequestRecord> =>
  watching.record('request', test);
const marked = (mark: string): Promise<RequestRecord> =>
  request(({ parameters }) => Object.hasOwn(parameters, mark));
const requestsOf = (pid: number | undefined): RequestRecord[] =>
  watching.records.filter(
    (record): record is RequestRecord =>
      record.kind === 'request' &&
      record.action !== 'file' &&
      record.client.kind === 'process' &&
      record.client.actor.pid === pid,
  );
const paths = (records: RequestRecord[]): string[] =>
  records.map(({ method, path }) => `${method} ${path}`);

/** Sends texts over one connection to the engine's socket, from a process of its own, with pauses between. */
function send(texts: string[]): ChildProcess {
  return spawn(process.execPath, [
    '-e',
    `const socket = require('net').connect(process.argv[1]).resume();
     JSON.parse(process.argv[2]).forEach((text, at) => setTimeout(() => socket.write(text), 400 * at));
     setTimeout(() => process.exit(), 400 * ${texts.length});`,
    engine.socket,
    JSON.stringify(texts),
  ]);
}

it.each(['classic', 'buildkit'] as const)(
  'sees what the client asks to build with the %s builder',
  async (builder) => {
    const args = ['build', '--build-arg', `TOKEN=${secret}`, '-t', `kw:${builder}`, context];
    const built = await command('docker', args, { env: engine.environment(builder) });
    expect(built.code, built.stderr).toBe(0);
    const build = await request(
      ({ path, parameters }) => path === '/build' && parameters['t']?.[0] === `kw:${builder}`,
    );
    expect(build).toMatchObject({
      method: 'POST',
      engine: `unix://${engine.socket}`,
      daemon: { pid: engine.pid() },
      client: { kind: 'process', actor: { uid: 0, comm: 'docker' } },
      parameters: { buildargs: ['{"TOKEN":"<redacted>"}'] },
      isCertain: true,
      isTruncated: false,
    });
    const ofClient = requestsOf(build.client.kind === 'process' ? build.client.actor.pid : 0);
    expect(paths(ofClient)).toContain('HEAD /_ping');
    expect(paths(ofClient).filter((path) => path === 'POST /build')).toHaveLength(1);
    expect(paths(ofClient).includes('POST /session')).toBe(builder === 'buildkit');
  },
);

it.each([
  ['curl', ['-s', '--data-binary', '@-']],
  [
    'a client that sends its headers first',
    ['-s', '-H', 'Expect: 100-continue', '--data-binary', '@-'],
  ],
  ['a client that sends chunks', ['-s', '-H', 'Transfer-Encoding: chunked', '--data-binary', '@-']],
])('reads the Dockerfile that %s sends', async (name, args) => {
  const mark = encodeURIComponent(name);
  const url = `http://x/build?t=sent:1&mark=${mark}&dockerfile=sub/Dockerfile`;
  const text = `FROM ${base}\nARG API_TOKEN=${secret}\nRUN echo sent\n`;
  writeFileSync(join(context, 'sent'), text);
  const tar = spawn('tar', [
    '-C',
    context,
    '--transform=s,^sent,sub/Dockerfile,',
    '-cf',
    '-',
    'sent',
  ]);
  const curl = spawn('curl', [...args, '-X', 'POST', '--unix-socket', engine.socket, url]);
  tar.stdout.pipe(curl.stdin);
  const sent = await request(
    ({ action, parameters }) => action === 'file' && parameters['mark']?.[0] === name,
  );
  expect(sent).toMatchObject({
    method: 'POST',
    path: '/build',
    client: { kind: 'process', actor: { comm: 'curl' } },
    file: {
      name: 'sub/Dockerfile',
      text: `FROM ${base}\nARG API_TOKEN=***\nRUN echo sent\n`,
      isTruncated: false,
    },
  });
});

it('puts requests together that come in parts, and takes apart those that come at once', async () => {
  const body = 'POST /build?decoy=1 HTTP/1.1\r\nHost: x\r\n\r\n';
  const end = ' HTTP/1.1\r\nHost: x\r\n';
  const child = send([
    'GET /info?split=1 HT',
    'TP/1.1\r\nHost: x\r\n\r\n',
    `POST /commit?container=none${end}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
      `GET /images/json?piped=1${end}\r\nDELETE /images/none?last=1${end}\r\n`,
    `POST /containers/create?chunks=1${end}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    `POST /images/prune?end=1${end}\r\n`,
  ]);
  await marked('end');
  const seen = requestsOf(child.pid);
  expect(paths(seen)).toEqual([
    'GET /info',
    'POST /commit',
    'GET /images/json',
    'DELETE /images/none',
    'POST /containers/create',
    'POST /images/prune',
  ]);
  expect(seen.every(({ isCertain, isTruncated }) => isCertain && !isTruncated)).toBe(true);
});

it('keeps the beginning of a hostile query, and follows what comes behind it', async () => {
  const child = send([
    `GET /%1b[31m%0a?long=${'a'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\nPOST /build/prune?behind=1 HTTP/1.1\r\nHost: x\r\n\r\n`,
  ]);
  await marked('behind');
  const [long, ...rest] = requestsOf(child.pid);
  expect(long).toMatchObject({ path: '/\u001b[31m\n', isTruncated: true });
  expect(long?.parameters['long']?.[0]?.length).toBeLessThan(5000);
  expect(paths(rest)).toEqual(['POST /build/prune']);
});

it('names the address of a client of another network, over IPv4 and IPv6', async () => {
  const gateways = [host.address.replace(/\d+$/, (last) => String(Number(last) - 1))];
  if (host.address6 !== null) gateways.push(`[${host.address6.replace(/::2$/, '::1')}]`);
  for (const [at, gateway] of gateways.entries()) {
    const url = `http://${gateway}:${port}/containers/create?far${at}=1`;
    await command('ip', ['netns', 'exec', host.namespace, 'curl', '-gsX', 'POST', url]);
    const { client, engine: end } = await marked(`far${at}`);
    // The other network is a namespace of this kernel, so the process is known as well.
    expect(client).toMatchObject({
      kind: 'process',
      actor: { comm: 'curl' },
      from: { address: at === 0 ? host.address : host.address6 },
    });
    expect(end).toBe(`tcp://${gateway}:${port}`);
  }
});

it('knows the process behind a TCP connection of this host, and says what TLS hides', async () => {
  const url = `http://127.0.0.1:${port}/images/create?near=1`;
  const child = spawn('curl', ['-sX', 'POST', '-H', `X-Registry-Auth: ${secret}`, url]);
  expect(await marked('near')).toMatchObject({
    engine: `tcp://127.0.0.1:${port}`,
    client: { kind: 'process', actor: { pid: child.pid }, from: null },
  });
  await command('curl', ['-sk', '--max-time', '2', `https://localhost:${port}/version`]);
  expect(await request(({ action }) => action === 'tls')).toMatchObject({
    serverName: 'localhost',
    method: '',
  });
});

it('knows the container of a client that has the socket', async () => {
  // The host's curl, as the image has no client of unix sockets.
  const volumes = ['/usr:/usr:ro', '/usr/lib:/lib:ro', '/usr/lib64:/lib64:ro'];
  const mounts = [`${engine.socket}:/run/docker.sock`, ...volumes].flatMap((one) => ['-v', one]);
  const url = 'http://x/containers/create?inside=1';
  const curl = ['/usr/bin/curl', '-sX', 'POST', '--unix-socket', '/run/docker.sock', url];
  const ran = await engine.docker(['run', '--rm', '--network=none', ...mounts, base, ...curl]);
  expect(ran.code, ran.stderr).toBe(0);
  const { client } = await marked('inside');
  const cgroups = client.kind === 'process' ? client.actor.cgroups : [];
  expect(cgroups.some((path) => /[0-9a-f]{64}/.test(path))).toBe(true);
});

it('has kept no secret in a request, and no body', () => {
  const kept = JSON.stringify(watching.records.filter(({ kind }) => kind === 'request'));
  expect(kept).not.toContain(secret);
  expect(kept).not.toContain('decoy');
  expect(watching.notices.filter(({ reason }) => /request/.test(reason))).toEqual([]);
});
