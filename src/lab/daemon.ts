import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeHolding } from './holding.js';
import { identify, isAlive } from './processes.js';

/** One dockerd on its directory, which may be ended and started again. */
export interface Daemon {
  socket: string;
  logFile: string;
  pid(): number | null;
  start(timeoutMs: number): Promise<void>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export function daemonOf(directory: string, dockerd: string, more: readonly string[]): Daemon {
  const socket = join(directory, 'docker.sock');
  const logFile = join(directory, 'dockerd.log');
  let running: ChildProcess | null = null;

  const kill = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const child = running;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    // An engine that does not end within this time will not.
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(timer);
    await endContainerd(join(directory, 'exec/containerd/containerd.pid'));
  };

  const start = async (timeoutMs: number): Promise<void> => {
    const log = openSync(logFile, 'a');
    const child = spawn(
      dockerd,
      [
        '--data-root',
        join(directory, 'data'),
        '--exec-root',
        join(directory, 'exec'),
        '-p',
        join(directory, 'dockerd.pid'),
        '-H',
        `unix://${socket}`,
        ...more,
      ],
      // A session of its own: Ctrl-C at the terminal is for its owner, who then ends it in order.
      { stdio: ['ignore', log, log], detached: true },
    );
    closeSync(log);
    child.unref();
    running = child;
    let failed: string | null = null;
    child.on('error', (error) => {
      failed = error.message;
      running = null;
    });
    child.on('exit', () => {
      running = null;
    });
    const identity = child.pid === undefined ? null : identify(child.pid);
    if (identity !== null) {
      changeHolding(directory, (held) => ({ ...held, processes: [identity] }));
    }
    for (const end = Date.now() + timeoutMs; !(await answers(socket)); await sleep(100)) {
      if (running === null) throw new Error(`dockerd did not start: ${failed ?? reason(logFile)}`);
      if (Date.now() > end) throw new Error(`dockerd does not answer: ${reason(logFile)}`);
    }
  };
  return { socket, logFile, start, kill, pid: () => running?.pid ?? null };
}

/** A dockerd that starts while its predecessor's containerd is still dying takes that for a running one, and fails. */
async function endContainerd(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const containerd = identify(Number(readFileSync(pidFile, 'utf8')));
  if (containerd !== null) {
    process.kill(containerd.pid, 'SIGKILL');
    for (let waited = 0; waited < 5000 && isAlive(containerd); waited += 50) await sleep(50);
  }
  rmSync(pidFile, { force: true });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath: socket, path: '/_ping', timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

/** The last line of its log that is more than chatter, with what mends the usual trouble. */
function reason(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  const last = lines.findLast((line) => !line.startsWith('time=')) ?? lines.at(-1) ?? '';
  const hint = hints.find(([pattern]) => pattern.test(last))?.[1];
  return hint === undefined ? last : `${last} (${hint})`;
}

const hints: [RegExp, string][] = [
  [/cgroup/i, 'the control groups have to be mounted: apt-get install cgroupfs-mount'],
  [/iptables/i, 'apt-get install iptables'],
  [/permission denied|operation not permitted/i, 'a container needs --privileged for this'],
];
