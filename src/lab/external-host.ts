import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeHostNamespace } from './host-namespace.js';
import { release } from './release.js';

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

/** Needs root, iproute2 and busybox. Throws when a part of it cannot be set up. */
export async function startExternalHost(options: ExternalHostOptions): Promise<ExternalHost> {
  const { namespace, directory, address, address6 } = await makeHostNamespace();
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
      address6,
      url: (path) => `http://${address}/${path.replace(/^\//, '')}`,
      url6: (path) =>
        address6 === null ? null : `http://[${address6}]/${path.replace(/^\//, '')}`,
      serve,
      log: () => readFileSync(logFile, 'utf8'),
      stop: () => release(directory),
    };
  } catch (error) {
    await release(directory);
    throw error;
  }
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
