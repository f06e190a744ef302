import { scan, startFrom, workingDirectory } from './given-path.js';
import {
  begins,
  chunkBytes,
  limited,
  line,
  maxPathBytes,
  nameWalked,
  openFile,
  type Probe,
  piece,
  process,
  root,
  startAt,
  u32,
  u64,
  user64,
  walk,
} from './language.js';
import type { Offsets } from './offsets.js';

/** FMODE_CREATED: this very open made the file. */
const created = 0x100000;

/** Beginnings of names, lower case, 8 letters at most. The exact choice is made in interest.ts. */
const beginnings = [
  'dockerfi',
  'containe',
  'compose',
  'docker-c',
  '.dockeri',
  'daemon.j',
  'docker.s',
  'podman',
];

/** The last 8 letters of names, lower case. */
const endings = ['ckerfile', 'inerfile', 'erignore'];

/** Beginnings of paths to directories for temporary files. */
const temporaryPaths = ['/tmp/', '/var/tmp', '/dev/shm', '/run/use'];

/** Sets $want and $few when a name matters. The bit that is set makes letters lower case, and leaves ".", "-" as they are. */
function wantName(name: string, length: string, read: (address: string) => string): string {
  return `
    $w = ${read(name)} | 0x2020202020202020;
    if (${beginnings.map((text) => begins('$w', text)).join(' || ')}) { $want = (uint64)1; $few = (uint64)1; }
    if (${length} >= 8) {
      $w = ${read(`${name} + ${length} - 8`)} | 0x2020202020202020;
      if (${endings.map((text) => begins('$w', text)).join(' || ')}) { $want = (uint64)1; $few = (uint64)1; }
    }`;
}

/** Sets $want when the path just walked lies in a directory for temporary files. */
const wantTemporary = `
    if (${begins('$first', 'tmp\0')} ||
      (${begins('$first', 'var\0')} && ${begins('$second', 'tmp\0')}) ||
      (${begins('$first', 'dev\0')} && ${begins('$second', 'shm\0')}) ||
      (${begins('$first', 'run\0')} && ${begins('$second', 'user\0')})) { $want = (uint64)1; }`;

/** Sets $want when a path given as text lies in such a directory. */
function wantTemporaryText(text: string): string {
  return `
      $w = ${user64(text)};
      if (${temporaryPaths.map((path) => begins('$w', path)).join(' || ')}) { $want = (uint64)1; }`;
}

export function fileProbes(o: Offsets): Probe[] {
  return [creations(o), ...namingProbes(o)];
}

/** Files that an open created: the entry that the kernel opened is told, not the text that was asked for. */
function creations(o: Offsets): Probe {
  const who = process(o, false);
  return {
    tracepoints: ['openat', 'openat2', 'open', 'creat'].map((call) => `syscalls:sys_exit_${call}`),
    when: 'args->ret >= 0',
    code: `
    $t = (uint64)curtask;
    ${openFile(o, '$file', '(uint64)args->ret')}
    if ($file != 0 && (${u32(`$file + ${o.fileMode}`)} & ${created}) != 0) {
      $now = nsecs;
      ${root(o)}
      ${startAt(o, `$file + ${o.filePath}`)}
      $name = ${u64(`$d + ${o.dentryName + o.qstrName}`)};
      $length = ${u32(`$d + ${o.dentryName + o.qstrLength}`)};
      $want = (uint64)0;
      ${wantName('$name', '$length', u64)}
      $d = ${u64(`$d + ${o.dentryParent}`)};
      $w = ${u64(u64(`$d + ${o.dentryName + o.qstrName}`))};
      if (${begins('$w', 'docker\0')} || ${begins('$w', 'docker.s')}) { $want = (uint64)1; $few = (uint64)1; }
      ${walk(o, '$folder')}
      ${wantTemporary}
      if ($want != 0) {${limited(
        'file',
        `
        ${nameWalked(o, '$folder')}
        ${who.code}
        ${line('F', ['$now', ...who.numbers, '$folder'], piece('kptr', '$name', '0', '$length'))}`,
        '$few',
      )}
      }
    }`,
  };
}

/** Calls that rename: where the directories are found that relative names start from. */
const namings = [
  { call: 'rename', oldBase: '', newBase: '' },
  { call: 'renameat', oldBase: 'args->olddfd', newBase: 'args->newdfd' },
  { call: 'renameat2', oldBase: 'args->olddfd', newBase: 'args->newdfd' },
];

function namingProbes(o: Offsets): Probe[] {
  const base = (descriptor: string): string =>
    descriptor === '' ? `(uint64)${workingDirectory}` : `((uint64)${descriptor} & 0xffffffff)`;
  // The verifier counts every path through a program: choosing at the entry and telling at the exit keeps both small.
  const enters = namings.map(({ call, oldBase, newBase }) => ({
    tracepoints: [`syscalls:sys_enter_${call}`],
    code: `
    $to = (uint64)args->newname;
    $what = (uint64)args->oldname;
    $t = (uint64)curtask;
    $want = (uint64)0;
    ${scan('$to', '$toLength', '$last')}
    ${wantName('$to + $last', '($toLength - $last)', user64)}
    if ($toLength >= ${maxPathBytes}) { $want = (uint64)1; }
    ${wantTemporaryText('$to')}
    ${wantTemporaryText('$what')}
    if ($want == 0) {
      ${root(o)}
      ${startFrom(o, '$to', base(newBase), '$folder')}
      ${wantTemporary}
    }
    if ($want != 0) {
      @old[tid] = $what;
      @new[tid] = $to;
      @few[tid] = $few;
      @oldBase[tid] = ${base(oldBase)};
      @newBase[tid] = ${base(newBase)};
    }`,
  }));
  const who = process(o, false);
  const exit: Probe = {
    tracepoints: namings.map(({ call }) => `syscalls:sys_exit_${call}`),
    code: `
    $to = @new[tid];
    $few = @few[tid];
    if ($to != 0 && args->ret == 0) {${limited(
      'file',
      `
      $now = nsecs;
      $t = (uint64)curtask;
      $what = @old[tid];
      $toBase = @newBase[tid];
      $whatBase = @oldBase[tid];
      ${root(o)}
      ${startFrom(o, '$to', '$toBase', '$folder')}
      ${nameWalked(o, '$folder')}
      ${startFrom(o, '$what', '$whatBase', '$whatFolder')}
      ${nameWalked(o, '$whatFolder')}
      ${who.code}
      ${line('R', ['$now', ...who.numbers, '$folder', '$whatFolder'])}
      ${pathLines(o, '$to', 0)}
      ${pathLines(o, '$what', 1)}`,
      '$few',
    )}
    }
    delete(@new[tid]);
    delete(@old[tid]);
    delete(@few[tid]);
    delete(@oldBase[tid]);
    delete(@newBase[tid]);`,
  };
  return [...enters, exit];
}

/** Prints a path in user memory in pieces; the end mark is found by who reads them. */
function pathLines(o: Offsets, text: string, which: number): string {
  return `
        ${scan(text, '$length', '$last')}
        $i = (uint64)0;
        while ($i < ${maxPathBytes / chunkBytes}) {
          $at = $i * ${chunkBytes};
          if ($at >= $length) { break; }
          ${line('n', ['$now', u32(`$t + ${o.taskTgid}`), `(uint64)${which}`, '$i', '$length'], piece('uptr', text, '$at', '$length'))}
          $i = $i + 1;
        }`;
}
