import { readdirSync, readFileSync } from 'node:fs';

export interface Cost {
  cpuSeconds: number;
  peakBytes: number;
}

/** Clock ticks a second in /proc/PID/stat: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** A process and its descendants, as they are now. */
export async function treeOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(stat(Number(name))?.[1] ?? 0));
  }
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

/** What the watcher and the bpftrace that it runs have used so far. */
export function costOf(pids: number[]): { watcher: Cost; kernel: Cost } {
  const sums = {
    watcher: { cpuSeconds: 0, peakBytes: 0 },
    kernel: { cpuSeconds: 0, peakBytes: 0 },
  };
  for (const pid of pids) {
    const fields = stat(pid);
    if (!fields) continue;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const sum = /^Name:\s+bpftrace/m.test(status) ? sums.kernel : sums.watcher;
    sum.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    sum.peakBytes += 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return sums;
}

/** The fields of /proc/PID/stat after the name: state, parent, …; undefined for a process that is gone. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
