import { mkdirSync, rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { command, mustRun } from './command.js';
import { daemonOf } from './daemon.js';
import { executables } from './docker-cli.js';
import { connect, type Engine } from './engine.js';
import { forward } from './forward.js';
import { claim } from './holding.js';
import { release, sweep } from './release.js';
import { ensureWatchdog } from './watchdog.js';

export interface PrivateEngineOptions {
  /** The dockerd to run. Default: the first in PATH. */
  dockerd?: string;
  /** More arguments for dockerd. */
  args?: readonly string[];
  /** Default: overlay2 where overlay mounts work, else vfs. */
  storage?: 'overlay2' | 'vfs';
  /** Listens without TLS on port 2375 of the bridge's address too, as exposed engines do. */
  exposed?: boolean;
  startTimeoutMs?: number;
}

export interface PrivateEngine extends Engine {
  /** Holds all of it: data, sockets, log. Removed by `stop`. */
  directory: string;
  logFile: string;
  bridge: string;
  /** `address:port` where it is exposed; else null. */
  exposedAt: string | null;
  /** Of dockerd; null while it does not run. */
  pid(): number | null;
  /** Ends dockerd with its containerd and waits. After SIGKILL containers go on, as they do when an engine crashes. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts dockerd again on the same data, after ending it if it still runs. */
  restart(): Promise<void>;
}

/**
 * Starts a Docker Engine of our own, beside the host's and others of our own: own data, containerd, socket and
 * bridge. It writes no packet filter rules; what its containers may reach is up to the host's routes. Needs root.
 * Throws, with dockerd's own words, when it does not come up.
 */
export async function startEngine(options: PrivateEngineOptions = {}): Promise<PrivateEngine> {
  const dockerd = options.dockerd ?? executables('dockerd')[0];
  if (dockerd === undefined) throw new Error('dockerd is not installed');
  await sweep();
  const { slot, directory } = claim(
    'engine',
    (free) => ({ engine: true, links: [bridgeName(free)] }),
    (free) => !addressInUse(`${subnet(free)}.`),
  );
  ensureWatchdog();
  try {
    const bridge = bridgeName(slot);
    await makeBridge(bridge, `${subnet(slot)}.1/24`);
    const storage = options.storage ?? (await bestStorage(directory));
    const exposedAt = options.exposed === true ? `${subnet(slot)}.1:2375` : null;
    const daemon = daemonOf(directory, dockerd, [
      `--bridge=${bridge}`,
      '--iptables=false',
      '--ip-forward=false',
      '--userland-proxy=false',
      ...(storage === 'vfs' ? ['--storage-driver=vfs'] : []),
      // Saying so spares the fifteen seconds that it waits else for somebody to think better of it.
      ...(exposedAt === null ? [] : ['-H', `tcp://${exposedAt}`, '--tls=false']),
      ...(options.args ?? []),
    ]);
    const timeoutMs = options.startTimeoutMs ?? 60_000;
    await daemon.start(timeoutMs);
    const engine = await connect(`unix://${daemon.socket}`, directory, true);
    if (engine === null) throw new Error(`no docker client here can speak with ${dockerd}`);
    return {
      ...engine,
      directory,
      bridge,
      exposedAt,
      logFile: daemon.logFile,
      pid: daemon.pid,
      kill: daemon.kill,
      restart: async () => {
        await daemon.kill('SIGTERM');
        await daemon.start(timeoutMs);
      },
      stop: async () => {
        await endContainers(engine);
        await daemon.kill('SIGTERM');
        await release(directory);
      },
    };
  } catch (error) {
    await release(directory);
    throw error;
  }
}

/** At most 15 characters for the kernel. */
function bridgeName(slot: number): string {
  return `kwlab${slot}`;
}

/** A private network, as real engines have; its first three numbers. */
function subnet(slot: number): string {
  return `172.30.${slot}`;
}

function addressInUse(prefix: string): boolean {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ address }) => address.startsWith(prefix));
}

async function makeBridge(name: string, address: string): Promise<void> {
  await mustRun('ip', ['link', 'add', name, 'type', 'bridge']);
  await mustRun('ip', ['address', 'add', address, 'dev', name]);
  await mustRun('ip', ['link', 'set', name, 'up']);
  forward(name);
}

/** The kernel mounts no overlay on an overlay, as a container's root is one. */
async function bestStorage(directory: string): Promise<'overlay2' | 'vfs'> {
  const at = join(directory, 'overlay');
  const parts = ['lower', 'upper', 'work', 'merged'].map((name) => join(at, name));
  for (const part of parts) mkdirSync(part, { recursive: true });
  const [lower, upper, work, merged] = parts as [string, string, string, string];
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  const { code } = await command('mount', ['-t', 'overlay', 'overlay', '-o', options, merged]);
  if (code === 0) await mustRun('umount', [merged]);
  rmSync(at, { recursive: true });
  return code === 0 ? 'overlay2' : 'vfs';
}

/** Main processes of containers mostly ignore SIGTERM; an engine that ends would wait ten seconds for each. */
async function endContainers(engine: Engine): Promise<void> {
  const timeoutMs = 15_000;
  const { stdout } = await engine.docker(['ps', '-q'], { timeoutMs });
  const ids = stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await engine.docker(['kill', ...ids], { timeoutMs });
}
