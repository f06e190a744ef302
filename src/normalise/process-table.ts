import { createHash } from 'node:crypto';
import type { Micros } from '../model/row.js';
import type { ExecRecord, ProcessKey, RunningRecord } from '../sense/bpftrace.js';
import type { Executable } from '../sense/executables.js';
import { commandLine, executablePath, fileName } from './command-line.js';
import { cgroupOf, containerIdOf } from './container-id.js';

/** What is remembered of a process: the program that it ran last. */
export interface Program extends ProcessKey {
  parent: ProcessKey;
  /** When it began to run this program. */
  time: Micros;
  path: string;
  name: string;
  commandLine: string;
  cwd: string;
  uid: number;
  account: string;
  auditUid: number | null;
  auditSession: number | null;
  cgroup: string;
  containerId: string;
  /** What the file is by its content, where it was looked at. */
  executable: Executable | null;
}

/** Processes that run, and those that ended lately. Bounded: the oldest go first, a tenth at once. */
export interface ProcessTable {
  /** Processes are told apart by boot too. */
  booted(bootId: string): void;
  /** The process runs a program now. Returns what is remembered of it. */
  ran(record: ExecRecord | RunningRecord): Program;
  ended(key: ProcessKey): void;
  find(key: ProcessKey): Program | undefined;
  /**
   * What runs in a process, also when it only forked: then it runs what its nearest known ancestor ran. `above` are its
   * ancestors, nearest first.
   */
  running(key: ProcessKey, above: ProcessKey[]): Program | undefined;
  uniqueId(key: ProcessKey): string;
}

const defaultLimits = { live: 50_000, ended: 10_000 };

export function emptyProcessTable(limits = defaultLimits): ProcessTable {
  const live = new Map<string, Program>();
  const ended = new Map<string, Program>();
  let boot = '';
  const keyOf = ({ pid, start }: ProcessKey): string => `${pid}:${start}`;
  const find = (key: ProcessKey): Program | undefined =>
    live.get(keyOf(key)) ?? ended.get(keyOf(key));
  const put = (map: Map<string, Program>, key: string, program: Program, limit: number): void => {
    map.delete(key);
    map.set(key, program);
    if (map.size <= limit) return;
    // A tenth at once: finding the oldest entry of a map gets slow when they are removed one by one.
    let surplus = Math.ceil(limit / 10);
    for (const oldest of map.keys()) {
      map.delete(oldest);
      surplus -= 1;
      if (surplus === 0) break;
    }
  };

  return {
    booted(bootId) {
      const next = createHash('sha256').update(bootId).digest('hex').slice(0, 12);
      if (next === boot) return;
      boot = next;
      live.clear();
      ended.clear();
    },
    ran(record) {
      const { pid, start, parent, time, cwd, uid, account, auditUid, auditSession } = record;
      const { path } = executablePath(record.exe);
      const cgroup = cgroupOf(record.cgroups);
      const program: Program = {
        pid,
        start,
        parent,
        time,
        path,
        cwd,
        uid,
        account,
        auditUid,
        auditSession,
        cgroup,
        name: fileName(path),
        commandLine: commandLine(record.argv),
        containerId: containerIdOf(cgroup),
        executable: (record.kind === 'exec' ? record.executable : undefined) ?? null,
      };
      const key = keyOf(record);
      // A scan of /proc is older news than an exec that was seen.
      const known = find(record);
      if (record.kind === 'running' && known !== undefined && known.time > time) return known;
      // Its end can be told before its exec, from another processor.
      if (ended.has(key)) put(ended, key, program, limits.ended);
      else put(live, key, program, limits.live);
      return program;
    },
    ended(key) {
      const program = live.get(keyOf(key));
      if (program === undefined) return;
      live.delete(keyOf(key));
      put(ended, keyOf(key), program, limits.ended);
    },
    find,
    running(key, above) {
      const own = find(key);
      if (own !== undefined) return own;
      const [parent] = above;
      for (const ancestor of above) {
        const program = find(ancestor);
        if (program !== undefined) return { ...program, ...key, parent: parent ?? program };
      }
      return undefined;
    },
    uniqueId: ({ pid, start }) => `${boot === '' ? '' : `${boot}-`}${pid}-${start}`,
  };
}
