import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Assembler, createAssembler, type ProcLookup } from './assemble.js';
import type { KernelRecord } from './records.js';

// Lines that the script printed for a shell that moved itself into a container's cgroup, then for a Python program that
// connected here and there.
const recorded = readFileSync(new URL('fixtures/lines.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

const gone: ProcLookup = {
  argv: () => null,
  cwd: () => null,
  exe: () => null,
  cgroups: () => null,
  identify: () => Promise.resolve(null),
};

/** An assembler whose clock stands still at 1970, and is moved by hand. */
function assembler(proc: Partial<ProcLookup> = {}): Assembler & { wait(ms: number): void } {
  let now = 0;
  const made = createAssembler({
    clock: { heard: () => {}, micros: (nanoseconds) => Number(nanoseconds / 1000n) },
    now: () => now,
    proc: { ...gone, ...proc },
    accountName: (uid) => (uid === 0 ? 'root' : ''),
    socketName: (path) => path,
  });
  return { ...made, wait: (ms) => (now += ms) };
}

function read(lines: string[], proc: Partial<ProcLookup> = {}): KernelRecord[] {
  const assembling = assembler(proc);
  for (const line of lines) assembling.line(line);
  assembling.wait(1000);
  expect(assembling.takeRejected()).toBe(0);
  return assembling.take();
}

const ofKind = <K extends KernelRecord['kind']>(records: KernelRecord[], kind: K) =>
  records.filter((record): record is Extract<KernelRecord, { kind: K }> => record.kind === kind);

const container = '4f'.repeat(32);

describe('recorded lines', () => {
  const records = read(recorded);

  it('gives programs with arguments, directory, cgroup and ancestors', () => {
    const echo = ofKind(records, 'exec').find(({ argv }) => argv[0] === '/bin/echo');
    expect(echo).toMatchObject({
      exe: '/usr/bin/echo',
      argv: ['/bin/echo', 'two words', 'line\n\uFFFD', '', 'x'.repeat(300)],
      isTruncated: false,
      cwd: '/tmp',
      uid: 0,
      account: 'root',
      auditUid: null,
      comm: 'sh',
      cgroups: ['/', `/docker/${container}`],
    });
    const shell = ofKind(records, 'exec').find(({ pid }) => pid === echo?.parent.pid);
    expect(shell?.start).toBe(echo?.parent.start);
    expect(shell?.parent).toEqual(echo?.ancestors[0]);
  });

  it('gives ends', () => {
    expect(ofKind(records, 'exit').map(({ code }) => code)).toContain(3);
  });

  it('gives files with whole paths', () => {
    expect(ofKind(records, 'file')).toMatchObject([
      { action: 'created', path: '/tmp/fixture-payload', comm: 'touch' },
      { action: 'renamed', path: '/tmp/Dockerfile.fixture', previousPath: '/tmp/fixture-payload' },
    ]);
  });

  it('gives connections with their outcome', () => {
    const home = { address: '127.0.0.1' };
    expect(ofKind(records, 'connect')).toMatchObject([
      { protocol: 'Tcp', outcome: 'failed', error: 111, remote: { ...home, port: 9 } },
      { protocol: 'Tcp', outcome: 'established', error: null, remote: { address: '::1' } },
      { protocol: 'Udp', outcome: 'unknown', error: null, remote: { ...home, port: 53 } },
    ]);
    const [, connect] = ofKind(records, 'connect');
    const [accept] = ofKind(records, 'accept');
    expect(accept?.remote).toEqual(connect?.local);
    expect(accept?.local).toEqual(connect?.remote);
  });

  it('gives clients of engines', () => {
    const [engine] = ofKind(records, 'engine');
    expect(engine).toMatchObject({ boundPath: '/run/fixture/docker.sock', comm: 'python3.11' });
    expect(engine?.listenerPid).toBe(engine?.pid);
  });

  it('comes in order of time, whatever the order of lines', () => {
    expect(records.map(({ time }) => time)).toEqual(
      records.map(({ time }) => time).toSorted((one, other) => one - other),
    );
    expect(read(recorded.toReversed())).toEqual(records);
  });
});

describe('names', () => {
  const hex = (text: string | Buffer): string =>
    [...Buffer.from(text as string)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  /** pid, start, parent, its start, uid, audit uid and session, comm, cgroups: the process 7. */
  const who = '7 989680 1 0 0 ffffffff ffffffff 6c727563 0 0 0';
  /** IPv4 203.0.113.7, port 443 in the network's byte order; 192.0.2.1, port 4000. */
  const both = '2 77100cb 0 bb01 10200c0 0 fa0';
  const question = Buffer.from('\x04name\x07example\x00\x00\x01\x00\x01', 'latin1');
  const answer = Buffer.concat([
    Buffer.from('123481800001000100000000', 'hex'),
    question,
    Buffer.from('c00c00010001000000050004cb007107', 'hex'),
  ]);

  it('gives lookups, from what was asked and what was answered', () => {
    const asked = Buffer.concat([Buffer.from('123401000001000000000000', 'hex'), question]);
    const [lookup] = ofKind(
      read([
        `V 1000 ${who} abc`,
        `M 2000 ${who} abc ${asked.length.toString(16)} 2 350200c0 0 3500 10200c0 0 fa0`,
        `m 2000 abc 0 ${hex(asked)}`,
        `d 3000 abc 0 ${hex(answer)}`,
        `N 3000 ${who} abc 2 ${answer.length.toString(16)} 2 350200c0 0 3500 10200c0 0 fa0`,
      ]),
      'lookup',
    );
    expect(lookup).toMatchObject({
      pid: 7,
      comm: 'curl',
      protocol: 'Udp',
      remote: { address: '192.0.2.53', port: 53 },
      local: { address: '192.0.2.1', port: 4000 },
      name: 'name.example',
      answer: { addresses: [{ address: '203.0.113.7', ttl: 5 }] },
      isAskerCertain: true,
    });
  });

  it('gives connections with what their clients said first', () => {
    const request = 'GET / HTTP/1.1\r\nHost: name.example\r\n\r\n';
    const [connect] = ofKind(
      read([
        `C 1000 ${who} abc ${both}`,
        `O 2000 abc 1 0 ${both}`,
        `k 3000 abc 0 ${hex(request)}`,
        'K 3000 abc fa0 0 1 1',
      ]),
      'connect',
    );
    expect(connect).toMatchObject({
      outcome: 'established',
      remote: { address: '203.0.113.7', port: 443 },
      greeting: { kind: 'http', name: 'name.example' },
    });
  });

  it('gives the requests of two connections whose sockets followed one another at one address', () => {
    const pair = (at: number, inode: string, request: string): string[] => [
      `S ${at} 9 989680 abc ${inode} 4000000000000000 ${request.length.toString(16)} ${request.length.toString(16)} 1000 0 0 0 ${both}`,
      `s ${inode} 4000000000000000 0 ${hex(request)}`,
    ];
    const requests = ofKind(
      read([
        ...pair(1000, 'd1', 'GET /info HTTP/1.1\r\n\r\n'),
        ...pair(2000, 'd2', 'POST /build?t=x HTTP/1.1\r\n\r\n'),
      ]),
      'request',
    );
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /info',
      'POST /build',
    ]);
  });

  it('takes who connected for the client of a request only where the kernel says the same', () => {
    const connected = recorded.find((line) => line.startsWith('D ')) ?? '';
    const fields = connected.split(' ');
    const path = fields.findIndex((field) => field.startsWith('ffff888'));
    const later = (by: bigint): string => (BigInt(`0x${fields[1]}`) + by).toString(16);
    const ask = (by: bigint, inode: string, peer: string): string[] => [
      `S ${later(by)} 9 989680 ${fields[path]} ${inode} 4000000000000000 16 16 1000 0 ${peer} 0 1 0 0 0 0 0 0`,
      `s ${inode} 4000000000000000 0 ${hex('GET /info HTTP/1.1\r\n\r\n')}`,
    ];
    const connecting = fields[2] ?? '';
    const asked = [...ask(1000n, 'd1', connecting), ...ask(2000n, 'd2', '7')];
    const clients = ofKind(read([...recorded, ...asked]), 'request').map(({ client }) => client);
    expect(clients).toMatchObject([
      { kind: 'process', actor: { pid: Number.parseInt(connecting, 16) } },
      { kind: 'credentials', pid: 7 },
    ]);
  });

  it('gives files that were made executable', () => {
    const [mode] = ofKind(read([`Y 1000 ${who} 1ed 0 5`, `y 1000 7 0 ${hex('./run')}`]), 'mode');
    expect(mode).toMatchObject({ pid: 7, path: './run', base: 'cwd', mode: 0o755 });
  });
});

describe('loss', () => {
  it('leaves unknown what was lost', () => {
    const records = read(recorded.filter((line) => !/^[PQGHWa] /.test(line)));
    const execs = ofKind(records, 'exec');
    expect(execs.length).toBe(ofKind(read(recorded), 'exec').length);
    for (const { cwd, exe, cgroups } of execs) {
      expect({ cwd, exe, cgroups }).toEqual({ cwd: '', exe: '', cgroups: [] });
    }
    expect(execs.find(({ argv }) => argv[0] === '/bin/echo')?.isTruncated).toBe(true);
    expect(ofKind(records, 'file').map(({ path }) => path)).toEqual(['/tmp/Dockerfile.fixture']);
  });

  it('asks /proc for what the kernel did not tell', () => {
    const [exec] = ofKind(
      read(
        recorded.filter((line) => !/^[PQGHW] /.test(line)),
        { cwd: () => '/from/proc', exe: () => '/bin/proc', cgroups: () => ['/docker/x'] },
      ),
      'exec',
    );
    expect(exec).toMatchObject({ cwd: '/from/proc', exe: '/bin/proc', cgroups: ['/docker/x'] });
  });

  it('waits for what a record refers to, not longer than that', () => {
    const later = recorded.filter((line) => /^[PQGH] /.test(line));
    const first = recorded.filter((line) => !/^[PQGH] /.test(line));
    const assembling = assembler();
    for (const line of first) assembling.line(line);
    assembling.wait(50);
    expect(ofKind(assembling.take(), 'exec')).toEqual([]);
    for (const line of later) assembling.line(line);
    expect(ofKind(assembling.take(), 'exec').every(({ cwd }) => cwd !== '')).toBe(true);
    // Nothing was said on the connection that was made: what follows it waits no longer for that.
    assembling.wait(70);
    expect(ofKind(assembling.take(), 'connect').at(-1)).toMatchObject({ protocol: 'Udp' });
    expect(assembling.isWaiting()).toBe(false);
  });
});

describe('lines that are none of ours', () => {
  it.each(['E', 'E zz', 'X 1 2 3 0 \u0000', 'constructor 1', 'J 1', 'E 11111111111111111 1', ''])(
    'rejects %j',
    (line) => {
      const assembling = assembler();
      assembling.line(line);
      expect(assembling.takeRejected()).toBe(1);
      expect(assembling.takeRejected()).toBe(0);
    },
  );

  it('counts what the limits kept back, by kind', () => {
    const assembling = assembler();
    assembling.line('T 1 0 0 0 5 0');
    assembling.line('T 2 0 0 0 7 1');
    expect(assembling.takeLimited()).toEqual([
      ['file', 7],
      ['engine', 1],
    ]);
    expect(assembling.takeLimited()).toEqual([]);
  });
});
