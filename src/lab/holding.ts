/**
 * What the lab holds on this machine, written down before it is made, so that whoever comes later can clear it away
 * when the process that made it is gone.
 *
 * A holding is a directory `<lab>/<kind>-<slot>` that contains holding.json. Slots are numbers that are unique on the
 * machine; names of bridges, namespaces and addresses follow from them. It is made elsewhere and renamed into place:
 * a rename onto a directory that is not empty fails, so a slot has one holder and is never without its holding.json.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { identify, type ProcessIdentity } from './processes.js';

/** Not under a directory for temporary files: an engine's copies of Dockerfiles there would look like an attacker's. */
export const labDirectory = '/var/lib/keelwatch-lab';

export interface Holding {
  owner: ProcessIdentity;
  /** Whether the directory holds an engine: its daemons, containers, mounts and cgroups. */
  engine: boolean;
  /** Each the leader of a process group. */
  processes: ProcessIdentity[];
  /** Whether what runs for it carries its directory in its environment, as `markOf` says. */
  marks: boolean;
  namespaces: string[];
  links: string[];
  /** Arguments of iptables that delete a rule. */
  rules: string[][];
  /** Directories elsewhere. */
  directories: string[];
  /** Images and containers on an engine that is not ours: those with this label. */
  labelled: { endpoint: string; label: string } | null;
}

export interface Claim {
  slot: number;
  directory: string;
}

/** Claims the first free slot of a kind for this process. `fits` may refuse a slot. */
export function claim(
  kind: string,
  describe: (slot: number) => Partial<Holding>,
  fits: (slot: number) => boolean = () => true,
): Claim {
  const owner = identify(process.pid);
  if (owner === null) throw new Error('the lab needs /proc');
  mkdirSync(labDirectory, { recursive: true, mode: 0o711 });
  for (let slot = 0; slot < 64; slot++) {
    const directory = join(labDirectory, `${kind}-${slot}`);
    if (existsSync(directory) || !fits(slot)) continue;
    const made = mkdtempSync(join(labDirectory, '.claim-'));
    write(made, { ...empty(owner), ...describe(slot) });
    try {
      renameSync(made, directory);
      return { slot, directory };
    } catch {
      rmSync(made, { recursive: true, force: true });
    }
  }
  throw new Error(`no free slot for another ${kind}: see ${labDirectory}`);
}

export function readHolding(directory: string): Holding | null {
  try {
    return JSON.parse(readFileSync(join(directory, 'holding.json'), 'utf8')) as Holding;
  } catch {
    return null;
  }
}

export function changeHolding(directory: string, change: (holding: Holding) => Holding): void {
  const holding = readHolding(directory);
  if (holding !== null) write(directory, change(holding));
}

/** Directories of all that the lab holds on this machine, clients before the engines that they use. */
export function holdings(): string[] {
  if (!existsSync(labDirectory)) return [];
  return readdirSync(labDirectory)
    .sort()
    .map((name) => join(labDirectory, name));
}

function write(directory: string, holding: Holding): void {
  const path = join(directory, 'holding.json');
  writeFileSync(`${path}.new`, JSON.stringify(holding));
  renameSync(`${path}.new`, path);
}

function empty(owner: ProcessIdentity): Holding {
  return {
    owner,
    engine: false,
    processes: [],
    marks: false,
    namespaces: [],
    links: [],
    rules: [],
    directories: [],
    labelled: null,
  };
}
