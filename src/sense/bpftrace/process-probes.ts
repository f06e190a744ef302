import {
  cgroups,
  chunkBytes,
  identity,
  line,
  nameWalked,
  type Probe,
  piece,
  root,
  startAt,
  task,
  u32,
  u64,
  walk,
} from './language.js';
import type { Offsets } from './offsets.js';

/** Pieces of an argument vector that are read in the kernel; what is longer is completed from /proc. */
export const maxArgumentChunks = 20;

/** PF_FORKNOEXEC: forked, has not run a program of its own. Set in every further thread, so the leader's is asked. */
const forkedOnly = 0x40;
/** SIGNAL_GROUP_EXIT: the whole process was told to end, and how. */
const groupExit = 0x4;

export function processProbes(o: Offsets): Probe[] {
  const parentOf = (leader: string): string =>
    u64(`${u64(`${leader} + ${o.taskParent}`)} + ${o.taskLeader}`);
  const exec: Probe = {
    tracepoints: ['sched:sched_process_exec'],
    code: `
    $now = nsecs;
    ${task(o)}
    ${cgroups(o, false)}
    $mm = ${u64(`$t + ${o.taskMm}`)};
    $grand = ${parentOf('$parent')};
    $great = ${parentOf('$grand')};
    $args = ${u64(`$mm + ${o.mmArgStart}`)};
    $size = ${u64(`$mm + ${o.mmArgEnd}`)} - $args;
    ${line(
      'E',
      [
        '$now',
        ...identity(o, '$parent'),
        u32(`$grand + ${o.taskTgid}`),
        u64(`$grand + ${o.taskStart}`),
        u32(`$great + ${o.taskTgid}`),
        u64(`$great + ${o.taskStart}`),
        u64(`$t + ${o.taskExecId}`),
        '$size',
      ],
      piece('uptr', '$args', '0', '$size'),
    )}`,
  };
  const rest: Probe = {
    tracepoints: ['sched:sched_process_exec'],
    code: `
    $t = (uint64)curtask;
    $mm = ${u64(`$t + ${o.taskMm}`)};
    $args = ${u64(`$mm + ${o.mmArgStart}`)};
    $size = ${u64(`$mm + ${o.mmArgEnd}`)} - $args;
    $i = (uint64)1;
    while ($i < ${maxArgumentChunks}) {
      $at = $i * ${chunkBytes};
      if ($at >= $size) { break; }
      ${line('a', [u32(`$t + ${o.taskTgid}`), u64(`$t + ${o.taskExecId}`), '$i'], piece('uptr', '$args', '$at', '$size'))}
      $i = $i + 1;
    }`,
  };
  const paths: Probe = {
    tracepoints: ['sched:sched_process_exec'],
    code: `
    $t = (uint64)curtask;
    ${cgroups(o, true)}
    ${root(o)}
    ${startAt(o, `$fs + ${o.fsPwd}`)}
    ${walk(o, '$cwd')}
    ${nameWalked(o, '$cwd')}
    ${startAt(o, `${u64(`${u64(`$t + ${o.taskMm}`)} + ${o.mmExe}`)} + ${o.filePath}`)}
    ${walk(o, '$exe')}
    ${nameWalked(o, '$exe')}
    ${line('W', [u32(`$t + ${o.taskTgid}`), u64(`$t + ${o.taskExecId}`), '$cwd', '$exe'])}`,
  };
  const exit: Probe = {
    tracepoints: ['sched:sched_process_exit'],
    code: `
    $t = (uint64)curtask;
    $signal = ${u64(`$t + ${o.taskSignal}`)};
    $leader = ${u64(`$t + ${o.taskLeader}`)};
    if ((${u32(`$leader + ${o.taskFlags}`)} & ${forkedOnly}) == 0 && ${u32(`$signal + ${o.signalLive}`)} == 0) {
      $status = ${u32(`$leader + ${o.taskExitCode}`)};
      if ((${u32(`$signal + ${o.signalFlags}`)} & ${groupExit}) != 0) {
        $status = ${u32(`$signal + ${o.signalGroupExitCode}`)};
      }
      ${line('X', ['nsecs', u32(`$t + ${o.taskTgid}`), u64(`$leader + ${o.taskStart}`), '$status'])}
    }`,
  };
  return [paths, exec, rest, exit];
}
