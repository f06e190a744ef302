import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, mustRun } from './command.js';
import { forward } from './forward.js';
import { claim } from './holding.js';
import { release, sweep } from './release.js';
import { ensureWatchdog } from './watchdog.js';

export interface ExternalHostOptions {
  /** What it serves over HTTP on port 80: text by path, such as `/setup.sh`. */
  files: Readonly<Record<string, string>>;
}

/**
 * A host that is not ours as far as anything here can tell: its own network stack, with public addresses of the
 * ranges set apart for documentation, which nobody on the internet has.
 */
export interface ExternalHost {
  /** Name of its network namespace. */
  namespace: string;
  address: string;
  /** Null where this host has no IPv6. Containers on an engine's bridge cannot reach it; the host's network can. */
  address6: string | null;
  url(path: string): string;
  url6(path: string): string | null;
  /** Adds a file, or replaces it. */
  serve(path: string, text: string): void;
  /** What it answered so far: a line for each request. */
  log(): string;
  stop(): Promise<void>;
}

/** RFC 5737 and RFC 3849. The third, 192.0.2.0/24, is left to networks that exist. */
const ranges = ['203.0.113', '198.51.100'] as const;

/** Needs root, iproute2 and busybox. Throws when a part of it cannot be set up. */
export async function startExternalHost(options: ExternalHostOptions): Promise<ExternalHost> {
  await sweep();
  const { slot, directory } = claim('host', (free) => ({
    namespaces: [names(free).namespace],
    links: [names(free).outer],
    rules: rules('-D', names(free).outer),
  }));
  ensureWatchdog();
  const { namespace, outer, inner } = names(slot);
  const { address, gateway, address6, gateway6 } = addresses(slot);
  const inside = (...args: string[]) => mustRun('ip', ['-n', namespace, ...args]);
  const root = join(directory, 'www');
  const logFile = join(directory, 'httpd.log');
  const serve = (path: string, text: string): void => {
    const file = join(root, normalize(`/${path}`));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  try {
    mkdirSync(root);
    for (const [path, text] of Object.entries(options.files)) serve(path, text);
    await mustRun('ip', ['netns', 'add', namespace]);
    await mustRun('ip', ['link', 'add', outer, 'type', 'veth', 'peer', inner, 'netns', namespace]);
    await mustRun('ip', ['address', 'add', `${gateway}/30`, 'dev', outer]);
    await mustRun('ip', ['link', 'set', outer, 'up']);
    await inside('link', 'set', 'lo', 'up');
    await inside('link', 'set', inner, 'up');
    await inside('address', 'add', `${address}/30`, 'dev', inner);
    // Its way back to containers; whatever else it sent out would end at this host.
    await inside('route', 'add', 'default', 'via', gateway);
    const six = await addIPv6(namespace, outer, inner, gateway6, address6);
    forward(outer);
    for (const rule of rules('-I', outer)) await command('iptables', rule);

    const log = openSync(logFile, 'a');
    const server = ['busybox', 'httpd', '-f', '-v', '-p', '80', '-h', root];
    const child = spawn('ip', ['netns', 'exec', namespace, ...server], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    child.unref();
    child.on('error', () => undefined);
    closeSync(log);
    await untilServed(`http://${address}/`, logFile);
    return {
      namespace,
      address,
      address6: six ? address6 : null,
      url: (path) => `http://${address}/${path.replace(/^\//, '')}`,
      url6: (path) => (six ? `http://[${address6}]/${path.replace(/^\//, '')}` : null),
      serve,
      log: () => readFileSync(logFile, 'utf8'),
      stop: () => release(directory),
    };
  } catch (error) {
    await release(directory);
    throw error;
  }
}

function names(slot: number) {
  return { namespace: `keelwatch-host-${slot}`, outer: `kwext${slot}`, inner: `kwin${slot}` };
}

/** Four addresses of a range for each slot: network, the near end, the host, broadcast. */
function addresses(slot: number) {
  const range = ranges[slot % ranges.length];
  const block = 4 * Math.floor(slot / ranges.length);
  return {
    gateway: `${range}.${block + 1}`,
    address: `${range}.${block + 2}`,
    gateway6: `2001:db8:${slot + 1}::1`,
    address6: `2001:db8:${slot + 1}::2`,
  };
}

/** Hosts with a firewall, as an engine's own, may forward nothing by default. */
function rules(action: '-I' | '-D', outer: string): string[][] {
  return ['-i', '-o'].map((direction) => [
    '-w',
    action,
    'FORWARD',
    direction,
    outer,
    '-j',
    'ACCEPT',
  ]);
}

async function addIPv6(
  namespace: string,
  outer: string,
  inner: string,
  gateway6: string,
  address6: string,
): Promise<boolean> {
  // Without waiting to see whether another host has the address: there is none on this link.
  const near = ['-6', 'address', 'add', `${gateway6}/64`, 'dev', outer, 'nodad'];
  const far = ['-n', namespace, '-6', 'address', 'add', `${address6}/64`, 'dev', inner, 'nodad'];
  return (await command('ip', near)).code === 0 && (await command('ip', far)).code === 0;
}

async function untilServed(url: string, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answered !== null) return;
    await sleep(50);
  }
  const said = readFileSync(logFile, 'utf8').trim();
  throw new Error(`${url} is not served: ${said || 'this host does not reach it'}`);
}
