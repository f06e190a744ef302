import { scan, workingDirectory } from './given-path.js';
import { chunkBytes, line, maxPathBytes, type Probe, piece, process, u32 } from './language.js';
import type { Offsets } from './offsets.js';

/** Who may execute: owner, group, all. */
const executable = 0o111;

/** Of one process in ten seconds so many are told: one that makes more files executable unpacks an archive. */
const maxMade = 16;

/** Calls that change a file's mode by its path, and where relative ones start from. */
const calls = [
  { call: 'chmod', base: '' },
  { call: 'fchmodat', base: 'args->dfd' },
  { call: 'fchmodat2', base: 'args->dfd' },
];

/** Files that are made executable, by the path that was given: the directory of who calls is known from its exec. */
export function modeProbes(o: Offsets): Probe[] {
  const who = process(o, false);
  const enters = calls.map(({ call, base }) => ({
    tracepoints: [`syscalls:sys_enter_${call}`],
    when: `(args->mode & ${executable}) != 0`,
    code: `
    @modePath[tid] = (uint64)args->filename;
    @modeBase[tid] = ${base === '' ? `(uint64)${workingDirectory}` : `((uint64)${base} & 0xffffffff)`};
    @mode[tid] = (uint64)args->mode;`,
  }));
  const exit: Probe = {
    tracepoints: calls.map(({ call }) => `syscalls:sys_exit_${call}`),
    when: '@modePath[tid] != 0',
    code: `
    if (args->ret == 0) { @made[pid] = @made[pid] + 1; }
    if (args->ret == 0 && @made[pid] <= ${maxMade}) {
      $now = nsecs;
      $what = @modePath[tid];
      $mode = @mode[tid];
      $isElsewhere = (uint64)0;
      if (@modeBase[tid] != ${workingDirectory}) { $isElsewhere = (uint64)1; }
      ${who.code}
      ${scan('$what', '$length', '$last')}
      ${line('Y', ['$now', ...who.numbers, '$mode', '$isElsewhere', '$length'])}
      $i = (uint64)0;
      while ($i < ${maxPathBytes / chunkBytes}) {
        $at = $i * ${chunkBytes};
        if ($at >= $length) { break; }
        ${line('y', ['$now', u32(`$t + ${o.taskTgid}`), '$i'], piece('uptr', '$what', '$at', '$length'))}
        $i = $i + 1;
      }
    }
    delete(@modePath[tid]);
    delete(@modeBase[tid]);
    delete(@mode[tid]);`,
  };
  return [...enters, exit];
}
