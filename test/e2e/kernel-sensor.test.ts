import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Watching, watchKernel } from './kernel-watching.js';

let folder: string;
let watching: Watching;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keelwatch-kernel-'));
  watching = watchKernel({ sockets: [join(folder, 'engine.socket')] });
  await watching.notice(({ action }) => action === 'SensorStarted');
});

afterAll(async () => {
  await watching?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a shell text; its exit status does not matter. */
function shell(text: string, cwd = folder): void {
  try {
    execFileSync('/bin/sh', ['-c', text], { cwd, stdio: 'ignore' });
  } catch {
    // Failing is what some of these are for.
  }
}

/** Runs a text in a Node of its own, so that it is not the watcher who does it. */
function node(text: string): void {
  execFileSync(process.execPath, ['-e', text], { cwd: folder, stdio: 'ignore' });
}

describe('programs', () => {
  it('tells of a short-lived program: arguments, directory, parents, user', async () => {
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    shell('/bin/echo exec-one "two words" >/dev/null; true', join(folder, 'deep/er'));
    const record = await watching.record('exec', ({ argv }) => argv[1] === 'exec-one');
    expect(record).toMatchObject({
      argv: ['/bin/echo', 'exec-one', 'two words'],
      isTruncated: false,
      cwd: join(folder, 'deep/er'),
      uid: 0,
      account: 'root',
      comm: 'sh',
    });
    expect(record.exe).toMatch(/\/echo$/);
    const parent = await watching.record('exec', ({ pid }) => pid === record.parent.pid);
    expect(parent.start).toBe(record.parent.start);
    expect(record.ancestors[0]?.pid).toBe(process.pid);
    expect(Math.abs(record.time / 1000 - Date.now())).toBeLessThan(20_000);
  });

  it('keeps hostile arguments apart from records', async () => {
    const text = [
      'exec /bin/echo hostile',
      '"$(printf \'a\\nX 1 2 3 0\\nLost 9 events\\n\')"',
      '"$(printf \'\\377\\376\')"',
      '"$(printf \'\\033[31m\')"',
      "'\\x41 %s \"'",
      "''",
    ].join(' ');
    shell(text);
    const { argv } = await watching.record('exec', (record) => record.argv[1] === 'hostile');
    expect(argv.slice(2)).toEqual([
      'a\nX 1 2 3 0\nLost 9 events',
      '\uFFFD\uFFFD',
      '\u001b[31m',
      '\\x41 %s "',
      '',
    ]);
    expect(watching.records.some(({ kind, time }) => kind === 'exit' && time < 1e15)).toBe(false);
    expect(watching.notices.filter(({ lostEvents }) => lostEvents === 9)).toEqual([]);
  });

  it('reads arguments of some kilobytes, and more of a process that lives', async () => {
    shell('/bin/echo middle "$(head -c 2000 /dev/zero | tr "\\0" m)" >/dev/null; true');
    const middle = await watching.record('exec', ({ argv }) => argv[1] === 'middle');
    expect(middle.argv[2]).toBe('m'.repeat(2000));
    // Not waited for at once: the watcher of this process must be able to look while it lives.
    spawn('/bin/sh', ['-c', 'sleep 1; true', 'long', 'l'.repeat(60_000)]);
    const long = await watching.record('exec', ({ argv }) => argv[3] === 'long');
    expect(long.isTruncated).toBe(false);
    expect(long.argv[4]).toBe('l'.repeat(60_000));
  });

  it('says so when arguments are cut', async () => {
    shell('/bin/true cut "$(head -c 60000 /dev/zero | tr "\\0" c)"; true');
    const record = await watching.record('exec', ({ argv }) => argv[1] === 'cut');
    expect(record.argv[2]?.startsWith('c'.repeat(2000))).toBe(true);
    expect(record.isTruncated).toBe(record.argv[2]?.length !== 60_000);
  });

  it('knows a client by its file, whatever it is called', async () => {
    const copy = join(folder, 'kthreadd');
    copyFileSync(realpathSync('/usr/bin/docker'), copy);
    const child = spawn(copy, ['build', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      const { executable } = await watching.record('exec', ({ pid }) => pid === child.pid);
      expect(executable).toMatchObject({ program: 'docker', basis: 'hash' });
      const digest = createHash('sha256').update(readFileSync(copy)).digest('hex');
      expect(executable?.sha256).toBe(digest);
    } finally {
      child.kill();
    }
  });

  it('tells how a process ended', async () => {
    shell('sh -c "exit 7" seven; sh -c "kill -9 \\$\\$" nine; true');
    const seven = await watching.record('exec', ({ argv }) => argv[3] === 'seven');
    const nine = await watching.record('exec', ({ argv }) => argv[3] === 'nine');
    expect(await watching.record('exit', ({ pid }) => pid === seven.pid)).toMatchObject({
      start: seven.start,
      code: 7,
      signal: null,
    });
    expect(await watching.record('exit', ({ pid }) => pid === nine.pid)).toMatchObject({
      code: null,
      signal: 9,
    });
  });
});

describe('connections', () => {
  it.each(['127.0.0.1', '::1'])('tells of both ends on %s', async (host) => {
    node(`const net = require('net');
      const server = net.createServer((socket) => socket.end()).listen(0, '${host}', () => {
        const { port } = server.address();
        process.title = 'port' + port;
        net.connect(port, '${host}').on('close', () => server.close()).resume();
      });`);
    const connect = await watching.record(
      'connect',
      ({ comm, remote }) => comm === `port${remote.port}` && remote.address === host,
    );
    expect(connect).toMatchObject({ protocol: 'Tcp', outcome: 'established', error: null });
    const accept = await watching.record(
      'accept',
      ({ pid, local }) => pid === connect.pid && local.port === connect.remote.port,
    );
    expect(accept.remote).toEqual(connect.local);
  });

  it('tells how much was sent and received, when a connection is over', async () => {
    node(`
      const net = require('net');
      const server = net.createServer((socket) =>
        socket.on('data', () => {}).on('end', () => socket.end('x'.repeat(300000)))
      ).listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        net.connect(port, '127.0.0.1', function () { this.end('y'.repeat(1234)); })
          .on('close', () => server.close())
          .resume();
      });`);
    const { remote, local, comm } = await watching.record('close', ({ sent }) => sent === 1234);
    expect(comm).toBe('node');
    const end = watching.records.find(
      (record) => record.kind === 'close' && record.local.port === local.port,
    );
    expect(end).toMatchObject({ sent: 1234, received: 300_000, remote, local });
  });

  it('tells of a refused connection', async () => {
    node(`require('net').connect(1, '127.0.0.1').on('error', () => {});`);
    const record = await watching.record('connect', ({ remote }) => remote.port === 1);
    expect(record).toMatchObject({
      outcome: 'failed',
      error: 111,
      remote: { address: '127.0.0.1' },
    });
  });

  it('tells of datagrams, connected or not', async () => {
    node(`const socket = require('dgram').createSocket('udp6');
      socket.send('x', 4001, '::1', () => {
        const other = require('dgram').createSocket('udp4');
        other.connect(4002, '127.0.0.1', () => { other.close(); socket.close(); });
      });`);
    const sent = await watching.record('connect', ({ remote }) => remote.port === 4001);
    expect(sent).toMatchObject({ protocol: 'Udp', outcome: 'unknown', remote: { address: '::1' } });
    const connected = await watching.record('connect', ({ remote }) => remote.port === 4002);
    expect(connected.remote.address).toBe('127.0.0.1');
  });
});

describe('files', () => {
  it('tells of files made in temporary directories and of those with telling names', async () => {
    const place = `/usr/keelwatch-test-${process.pid}`;
    mkdirSync(join(place, 'sub'), { recursive: true });
    try {
      shell(
        'touch plain Dockerfile; cd sub; touch ../compose.yaml; mv ../plain x.dockerfile',
        place,
      );
      shell(`touch ${join(folder, 'anything')}`);
      await watching.record('file', ({ path }) => path === join(folder, 'anything'));
      const renamed = await watching.record(
        'file',
        ({ action, path }) => action === 'renamed' && path.startsWith(place),
      );
      expect(renamed).toMatchObject({
        path: `${place}/sub/x.dockerfile`,
        previousPath: `${place}/plain`,
        comm: 'mv',
      });
      const made = watching.records.flatMap((record) =>
        record.kind === 'file' && record.action === 'created' && record.path.startsWith(place)
          ? [record.path]
          : [],
      );
      expect(made).toEqual([`${place}/Dockerfile`, `${place}/compose.yaml`]);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  it('tells of a file once: when it is made, not when it is opened again', async () => {
    shell('echo 1 > again; echo 2 > again; echo 3 >> again; touch after-again');
    await watching.record('file', ({ path }) => path.endsWith('/after-again'));
    const told = watching.records.filter(
      (record) => record.kind === 'file' && record.path.endsWith('/again'),
    );
    expect(told).toHaveLength(1);
  });
});

describe("engines' sockets", () => {
  const servers: Server[] = [];
  const listen = (path: string): Promise<void> =>
    new Promise((resolve) => {
      servers.push(
        createServer((socket) => socket.end()).listen(path, () => {
          resolve();
        }),
      );
    });

  afterAll(() => {
    for (const server of servers) server.close();
  });

  it('knows an engine by where its listener is bound, through a link too', async () => {
    await listen(join(folder, 'docker.sock'));
    await listen(join(folder, 'engine.socket'));
    await listen(join(folder, 'other.socket'));
    symlinkSync(join(folder, 'engine.socket'), join(folder, 'disguise'));
    const child = spawn(
      process.execPath,
      [
        '-e',
        ['docker.sock', 'disguise', 'other.socket']
          .map((name) => `require('net').connect('./${name}').resume();`)
          .join(''),
      ],
      { cwd: folder },
    );
    const docker = await watching.record('engine', ({ pid }) => pid === child.pid);
    expect(docker).toMatchObject({ socket: join(folder, 'docker.sock'), listenerPid: process.pid });
    await watching.record('engine', ({ socket }) => socket === join(folder, 'engine.socket'));
    await watching.record('exit', ({ pid }) => pid === child.pid);
    const told = watching.records.filter((record) => record.kind === 'engine');
    expect(told.filter(({ pid }) => pid === child.pid)).toHaveLength(2);
  });
});

describe('trouble', () => {
  /** bpftrace as a child of this process. */
  const bpftrace = (): number => {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const stat = (() => {
        try {
          return readFileSync(`/proc/${pid}/stat`, 'utf8');
        } catch {
          return '';
        }
      })();
      if (stat.includes('(bpftrace)') && stat.includes(`) S ${process.pid} `)) return Number(pid);
    }
    throw new Error('no bpftrace runs below this process');
  };

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'mends itself after %s, and tells the gap',
    async (signal) => {
      const before = watching.notices.length;
      const later = (test: (notice: (typeof watching.notices)[number]) => boolean) =>
        watching.notice((notice) => watching.notices.indexOf(notice) >= before && test(notice));
      process.kill(bpftrace(), signal);
      const open = await later(({ action, gapEnd }) => action === 'Gap' && gapEnd === undefined);
      const closed = await later(({ action, gapEnd }) => action === 'Gap' && gapEnd !== undefined);
      expect(closed.gapStart).toBe(open.gapStart);
      expect(closed.gapEnd).toBeGreaterThan(open.gapStart ?? Number.POSITIVE_INFINITY);
      expect(closed.reason).toMatch(signal === 'SIGKILL' ? /SIGKILL/ : /silent/);
      shell(`/bin/echo after-${signal} >/dev/null; true`);
      await watching.record('exec', ({ argv }) => argv[1] === `after-${signal}`);
    },
  );

  it('says what is missing, and starts when it comes', async () => {
    const late = join(folder, 'late-bpftrace');
    const other = watchKernel({ command: late, backOff: { first: 100, longest: 100 } });
    try {
      const failed = await other.notice(({ action }) => action === 'SensorFailed');
      expect(failed.reason).toContain('apt-get install bpftrace');
      symlinkSync(execFileSync('which', ['bpftrace'], { encoding: 'utf8' }).trim(), late);
      await other.notice(({ action }) => action === 'SensorStarted');
      const gaps = other.notices.filter(({ action }) => action === 'Gap');
      expect(gaps).toHaveLength(2);
      expect(gaps[1]?.gapEnd).toBeGreaterThan(gaps[0]?.gapStart ?? Number.POSITIVE_INFINITY);
    } finally {
      await other.stop();
    }
  });

  it('leaves no bpftrace behind when its owner is killed', async () => {
    const owner: ChildProcess = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/e2e/kernel-owner.ts'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = await new Promise<number>((resolve) =>
      owner.stdout?.once('data', (data) => resolve(Number(data))),
    );
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('bpftrace\n');
    owner.kill('SIGKILL');
    await expect
      .poll(() => readdirSync('/proc').includes(String(pid)), { timeout: 10_000 })
      .toBe(false);
  });
});
