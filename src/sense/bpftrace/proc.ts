import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createExecutables } from '../executables.js';
import { split } from './arguments.js';
import type { ProcLookup } from './assemble.js';
import { text, unsetId } from './decode.js';
import type { Actor, RunningRecord } from './records.js';

/** Controllers whose cgroup v1 hierarchy is looked at, best first: as in the script. */
const controllers = ['pids', 'devices', 'memory', 'cpu'];

/** PF_KTHREAD: part of the kernel. */
const kernelThread = 0x200000;

const attempt = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null; // The process has gone, or /proc is hidden from us.
  }
};

const file = (pid: number, name: string): Buffer | null =>
  attempt(() => readFileSync(`/proc/${pid}/${name}`));

const link = (pid: number, name: string): string | null =>
  attempt(() => readlinkSync(`/proc/${pid}/${name}`));

const executables = createExecutables();

export const systemProc: ProcLookup = {
  argv: (pid) => file(pid, 'cmdline'),
  cwd: (pid) => link(pid, 'cwd'),
  exe: (pid) => link(pid, 'exe'),
  cgroups: (pid) => {
    const lines = file(pid, 'cgroup');
    return lines === null ? null : parseCgroups(lines.toString());
  },
  async identify(pid) {
    const path = link(pid, 'exe');
    const executable = await executables.identify(`/proc/${pid}/exe`);
    return path === null || executable === null ? null : { path, executable };
  },
};

/** Lines of /proc/PID/cgroup: path in the unified hierarchy, then in the first that a container runtime sets. */
export function parseCgroups(lines: string): string[] {
  const paths = new Map<string, string>();
  for (const line of lines.split('\n')) {
    const [, names, ...path] = line.split(':');
    if (names === undefined || path.length === 0) continue;
    for (const name of names.split(',')) paths.set(name, path.join(':'));
  }
  const older = controllers.find((name) => paths.has(name));
  return [paths.get(''), older === undefined ? undefined : paths.get(older)].filter(
    (path) => path !== undefined,
  );
}

/** What matters of /proc/PID/stat. The name in it may hold anything, parentheses and newlines too. */
export function parseStat(stat: string): {
  comm: string;
  parent: number;
  session: number;
  flags: number;
  start: number;
} {
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  return {
    comm: stat.slice(stat.indexOf('(') + 1, nameEnd),
    parent: Number(fields[1]),
    session: Number(fields[3]),
    flags: Number(fields[6]),
    start: Number(fields[19]),
  };
}

/** The processes that run now, parents before children. Those that end meanwhile are left out. */
export function runningProcesses(
  timeOf: (ticks: number) => number,
  accountName: (uid: number) => string,
): RunningRecord[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const stats = new Map<number, ReturnType<typeof parseStat>>();
  for (const pid of pids) {
    const stat = file(Number(pid), 'stat');
    if (stat !== null) stats.set(Number(pid), parseStat(stat.toString()));
  }
  const records: RunningRecord[] = [];
  for (const [pid, { comm, parent, flags, start }] of stats) {
    const argv = file(pid, 'cmdline');
    const status = file(pid, 'status')?.toString();
    if ((flags & kernelThread) !== 0 || argv === null || status === undefined) continue;
    const number = (name: string): number | null => {
      const content = file(pid, name);
      const id = content === null ? unsetId : Number(text(content));
      return id === unsetId ? null : id;
    };
    const uid = Number(/^Uid:\t\d+\t(\d+)/m.exec(status)?.[1] ?? Number.NaN);
    if (Number.isNaN(uid)) continue;
    const actor: Actor = {
      pid,
      start,
      parent: { pid: parent, start: stats.get(parent)?.start ?? 0 },
      uid,
      account: accountName(uid),
      auditUid: number('loginuid'),
      auditSession: number('sessionid'),
      comm,
      cgroups: systemProc.cgroups(pid) ?? [],
    };
    records.push({
      kind: 'running',
      ...actor,
      time: timeOf(start),
      exe: link(pid, 'exe') ?? '',
      argv: split(argv),
      cwd: link(pid, 'cwd') ?? '',
    });
  }
  return records.sort((one, other) => one.start - other.start);
}
