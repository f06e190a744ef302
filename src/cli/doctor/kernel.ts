import type { KernelProbe } from '../../sense/bpftrace.js';
import { type Finding, note, ok, problem } from './finding.js';

export interface Kernel {
  release: string;
  /** Whether it has a place at which the sensor mounts tracefs itself. */
  mayMountTracefs: boolean;
}

/** Whether one is root is told with the other permissions. */
export function kernelFindings({ checks }: KernelProbe, kernel: Kernel): Finding[] {
  const root = checks.every((check) => check.id !== 'root' || check.ok);
  return checks
    .filter(({ id }) => id !== 'root')
    .map((check) => {
      const text =
        check.id === 'platform' ? `${check.found}, kernel ${kernel.release}` : check.found;
      if (check.ok) return ok(check.id, text);
      if (check.id === 'tracefs' && !root) {
        return note(check.id, 'only root can see whether tracefs is mounted');
      }
      if (check.id === 'tracefs' && kernel.mayMountTracefs) {
        return note(check.id, `${text}; keelwatch watch mounts it`);
      }
      return problem(check.id, text, check.mend === '' ? undefined : check.mend);
    });
}
