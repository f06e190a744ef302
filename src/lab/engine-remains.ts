/** Clears away what a private engine leaves behind when it could not, or could no longer, do so itself. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from './command.js';
import { processes, withDescendants } from './processes.js';

/** Programs of an engine. Others may name its directory too, such as a watcher of its socket, and go on. */
const programs = /^(dockerd|containerd|containerd-shim.*|runc|docker-proxy)$/;

export async function clearEngine(directory: string): Promise<void> {
  const ids = containerIds(directory);
  for (let attempt = 0; attempt < 50; attempt++) {
    const running = engineProcesses(directory, ids);
    if (running.size === 0) break;
    for (const pid of running) end(pid);
    await sleep(100);
  }
  for (const mount of mountsBelow(directory)) {
    const { code } = await command('umount', [mount]);
    if (code !== 0) await command('umount', ['-l', mount]);
  }
  removeCgroups(ids);
  removeShimSockets(directory, ids);
  await removeBridges(directory);
}

/** Of networks that were made on it. An engine that ends leaves them, and after thirty no address is free for another. */
async function removeBridges(directory: string): Promise<void> {
  const known = textOf(join(directory, 'data/network/files/local-kv.db'));
  for (const name of names('/sys/class/net')) {
    const [, id] = /^br-([0-9a-f]{12})$/.exec(name) ?? [];
    if (id !== undefined && known.includes(id)) await command('ip', ['link', 'delete', name]);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function engineProcesses(directory: string, ids: ReadonlySet<string>): Set<number> {
  const all = processes();
  const roots = all.filter(
    ({ argv, cgroup }) =>
      (programs.test(basename(argv[0] ?? '')) &&
        argv.some((word) => word.includes(`${directory}/`))) ||
      (cgroup.match(/[0-9a-z]{25,64}/g) ?? []).some((id) => ids.has(id)),
  );
  return withDescendants(all, new Set(roots.map(({ pid }) => pid)));
}

/** Of containers, and of the steps that BuildKit was running. */
function containerIds(directory: string): Set<string> {
  return new Set([
    ...names(join(directory, 'data', 'containers')),
    ...names(join(directory, 'data', 'buildkit', 'executor')),
  ]);
}

/** Innermost first. */
function mountsBelow(directory: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[4] ?? '').replaceAll('\\040', ' '))
    .filter((mount) => mount.startsWith(`${directory}/`))
    .reverse();
}

/** A cgroup directory can be removed once no process is in it. */
function removeCgroups(ids: ReadonlySet<string>): void {
  const roots = [
    '/sys/fs/cgroup',
    ...names('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`),
  ];
  for (const root of roots) {
    for (const parent of ['docker', 'docker/buildkit', 'system.slice']) {
      for (const name of names(join(root, parent))) {
        const id = name.replace(/^docker-(.*)\.scope$/, '$1');
        if (ids.has(id)) tryTo(() => rmdirSync(join(root, parent, name)));
      }
    }
  }
}

/** containerd names a shim's socket by this digest (runtime/v2/shim: SocketAddress), outside of the engine's directory. */
function removeShimSockets(directory: string, ids: ReadonlySet<string>): void {
  const address = join(directory, 'exec/containerd/containerd.sock');
  for (const id of ids) {
    const digest = createHash('sha256')
      .update(join(address, 'moby', id))
      .digest('hex');
    tryTo(() => rmSync(`/run/containerd/s/${digest}`, { force: true }));
  }
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function end(pid: number): void {
  tryTo(() => process.kill(pid, 'SIGKILL'));
}

/** For what may be gone already. */
function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // Gone.
  }
}
