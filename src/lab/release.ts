import { rmSync } from 'node:fs';
import { command } from './command.js';
import { dockerClis } from './docker-cli.js';
import { clearEngine } from './engine-remains.js';
import { changeHolding, holdings, readHolding } from './holding.js';
import { identify, isAlive, marked } from './processes.js';

/** Ends and removes all that a holding names, then its directory. May be called again, also after half of it was done. */
export async function release(directory: string): Promise<void> {
  const holding = readHolding(directory);
  for (const held of holding?.processes ?? []) if (isAlive(held)) endGroup(held.pid);
  if (holding?.marks === true) endMarked(directory);
  if (holding?.labelled) await removeLabelled(holding.labelled.endpoint, holding.labelled.label);
  if (holding?.engine === true) await clearEngine(directory);
  for (const name of holding?.namespaces ?? []) {
    const inside = await command('ip', ['netns', 'pids', name]);
    for (const pid of inside.stdout.split('\n').filter(Boolean)) end(Number(pid));
    await command('ip', ['netns', 'delete', name]);
  }
  for (const rule of holding?.rules ?? []) await command('iptables', rule);
  for (const link of holding?.links ?? []) await command('ip', ['link', 'delete', link]);
  for (const other of holding?.directories ?? []) rmSync(other, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/**
 * Releases what belongs to processes that are gone. Two sweeps may meet: the one that comes second leaves a holding
 * to the first, for otherwise it could clear a slot that has since been claimed anew.
 */
export async function sweep(): Promise<void> {
  const self = identify(process.pid);
  if (self === null) return;
  for (const directory of holdings()) {
    const holding = readHolding(directory);
    if (holding === null || isAlive(holding.owner)) continue;
    changeHolding(directory, (stale) => ({ ...stale, owner: self }));
    if (readHolding(directory)?.owner.pid === self.pid) await release(directory);
  }
}

async function removeLabelled(endpoint: string, label: string): Promise<void> {
  const env = { ...process.env, DOCKER_HOST: endpoint };
  const [docker] = await dockerClis(env);
  if (docker === undefined) return;
  const list = async (...args: string[]) => {
    const filter = ['--filter', `label=${label}`];
    const { stdout } = await command(docker.path, [...args, ...filter], { env });
    return [...new Set(stdout.split('\n').filter(Boolean))];
  };
  const containers = await list('ps', '-aq', '--no-trunc');
  if (containers.length > 0) await command(docker.path, ['rm', '-f', ...containers], { env });
  // An image that others are made from goes only after them.
  for (let before = -1; ; ) {
    const images = await list('images', '-aq', '--no-trunc');
    if (images.length === 0 || images.length === before) return;
    before = images.length;
    await command(docker.path, ['image', 'rm', '-f', ...images], { env });
  }
}

/** Ends what was started for a directory of the lab's and still runs. */
export function endMarked(directory: string): void {
  for (const pid of marked(directory)) end(pid);
}

/** Each held process leads a group of what it started. */
function endGroup(leader: number): void {
  end(-leader);
  end(leader);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
