import { readdirSync, readFileSync } from 'node:fs';

/** A process told apart from a later one that gets the same number, also after a reboot. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks after boot at which it started. */
  start: string;
  boot: string;
}

export interface ProcessInfo {
  pid: number;
  parent: number;
  argv: string[];
  cgroup: string;
}

const boot = readOrEmpty('/proc/sys/kernel/random/boot_id').trim();

/** Null when there is no such process, or it has ended and only waits for its parent. */
export function identify(pid: number): ProcessIdentity | null {
  const fields = statFields(pid);
  const start = fields[19];
  if (start === undefined || fields[0] === 'Z' || fields[0] === 'X') return null;
  return { pid, start, boot };
}

export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== null && now.start === identity.start && now.boot === identity.boot;
}

/** Every process that can be seen now. */
export function processes(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parent: Number(statFields(Number(name))[1] ?? 0),
      argv: readOrEmpty(`/proc/${name}/cmdline`).split('\0').slice(0, -1),
      cgroup: readOrEmpty(`/proc/${name}/cgroup`),
    }));
}

/** A variable for the environment of all that is started for a directory of the lab's. */
export const markOf = (directory: string): [name: string, value: string] => [
  'keelwatch_lab',
  directory,
];

/** Processes that were started with the mark of a directory, or by such ones, also where they left their parents. */
export function marked(directory: string): number[] {
  const mark = markOf(directory).join('=');
  return processes()
    .map(({ pid }) => pid)
    .filter((pid) => readOrEmpty(`/proc/${pid}/environ`).split('\0').includes(mark));
}

/** Those of `all` that descend from `roots`, which come along. */
export function withDescendants(all: ProcessInfo[], roots: ReadonlySet<number>): Set<number> {
  const found = new Set(roots);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return found;
}

/** The fields of /proc/PID/stat that follow the name, which may itself hold spaces and brackets: state first. */
function statFields(pid: number): string[] {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .trimEnd()
    .split(' ');
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
