import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

/** Files of /proc that tell of a process without stopping it. */
const files = 'exe cmdline environ maps status cgroup';

export const keepProcesses: Action = {
  id: 'keep-processes',
  phase: 'preserve',
  plan({ engine, containers, keep, build }) {
    const commands = engine
      ? containers.map(shortId).map((id) => {
          const pids = { shell: sh`$(${engine} top ${id} -eo pid | tail -n +2)` };
          return sh`for pid in ${pids}; do ${copy(keep)}; done`;
        })
      : [];
    const client = build.RequesterProcessId ?? null;
    if (client !== null) {
      commands.push(
        sh`pid=${client}; if [ -d /proc/$pid ]; then ${copy(keep)}; else echo 'the client has ended'; fi`,
      );
    }
    if (commands.length === 0) return undefined;
    return {
      title: 'Keep the running programs',
      why: 'The executable of a running process can be copied from /proc even if its file was removed. The environment may hold secrets: keep it as such.',
      commands,
    };
  },
};

const copy = (keep: string) => ({
  shell: sh`mkdir -p ${keep}/proc-$pid; for file in ${{ shell: files }}; do cp /proc/$pid/$file ${keep}/proc-$pid/ 2>/dev/null; done; ls -l /proc/$pid/fd > ${keep}/proc-$pid/fd.txt 2>/dev/null`,
});
