import type { Offsets } from './offsets.js';

/**
 * Pieces of bpftrace's language. Kernel memory is read through plain addresses and offsets, and every value is a
 * uint64: casts to structs, tuples, functions and string comparisons differ between the versions, this does not.
 */
export const u64 = (address: string): string => `*(uint64 *)kptr(${address})`;
export const u32 = (address: string): string => `(uint64)*(uint32 *)kptr(${address})`;
export const u16 = (address: string): string => `(uint64)*(uint16 *)kptr(${address})`;
export const u8 = (address: string): string => `(uint64)*(uint8 *)kptr(${address})`;
export const user64 = (address: string): string => `*(uint64 *)uptr(${address})`;
export const user32 = (address: string): string => `(uint64)*(uint32 *)uptr(${address})`;
export const user8 = (address: string): string => `(uint64)*(uint8 *)uptr(${address})`;
export const user16 = (address: string): string => `(uint64)*(uint16 *)uptr(${address})`;

/** Bytes that one buf() may hold: 200 at most in 0.17, whose programs have a stack of 512 bytes. */
export const chunkBytes = 128;

/** Bytes of a path that are searched for its last name; a longer path is told whatever its name, and cut here. */
export const maxPathBytes = 3 * chunkBytes;

/**
 * The bytes of a text from a position on, as many as chunkBytes: bpftrace itself cuts what is longer. The mask tells the
 * verifier that the length is not negative.
 */
export function piece(space: 'kptr' | 'uptr', text: string, at: string, length: string): string {
  return `buf(${space}(${text} + ${at}), (${length} - ${at}) & 0x7fffffff)`;
}

/** A line of output: its letter, numbers in hexadecimal, and last perhaps bytes in hexadecimal. */
export function line(letter: string, numbers: string[], bytes?: string): string {
  const format = [letter, ...numbers.map(() => '%llx'), ...(bytes === undefined ? [] : ['%rh'])];
  const values = [...numbers, ...(bytes === undefined ? [] : [bytes])];
  return `printf("${format.join(' ')}\\n", ${values.join(', ')});`;
}

/** Text of up to 8 bytes as the number that reading it from memory gives on a little-endian machine. */
export function word(text: string): { value: string; mask: string; isWhole: boolean } {
  const bytes = Buffer.alloc(8);
  const mask = Buffer.alloc(8);
  const length = bytes.write(text, 'latin1');
  mask.fill(0xff, 0, length);
  return {
    value: `0x${bytes.readBigUInt64LE().toString(16)}`,
    mask: `0x${mask.readBigUInt64LE().toString(16)}`,
    isWhole: length === 8,
  };
}

/** Whether the word in a variable begins with the text (at most 8 bytes; 7 if any could exceed 0x7f). */
export function begins(variable: string, text: string): string {
  const { value, mask, isWhole } = word(text);
  return isWhole ? `${variable} == ${value}` : `(${variable} & ${mask}) == ${value}`;
}

/** Whether memory holds exactly the text, given its length in a variable. */
export function equals(address: string, length: string, text: string): string {
  return `(${[`${length} == ${text.length}`, ...matches(address, text)].join(' && ')})`;
}

/** Whether memory ends with the text, given its length in a variable. */
export function endsWith(address: string, length: string, text: string): string {
  const start = `${address} + ${length} - ${text.length}`;
  return `(${[`${length} >= ${text.length}`, ...matches(start, text)].join(' && ')})`;
}

function matches(address: string, text: string): string[] {
  const tests: string[] = [];
  for (let at = 0; at < text.length; at += 8) {
    const { value, mask, isWhole } = word(text.slice(at, at + 8));
    const read = u64(`${address} + ${at}`);
    tests.push(isWhole ? `${read} == ${value}` : `(${read} & ${mask}) == ${value}`);
  }
  return tests;
}

/** Sets $t to the task, $leader and $parent to the first threads of its process and of its parent. */
export function task(o: Offsets): string {
  return `
    $t = (uint64)curtask;
    $leader = ${u64(`$t + ${o.taskLeader}`)};
    $parent = ${u64(`${u64(`$leader + ${o.taskParent}`)} + ${o.taskLeader}`)};`;
}

/** Sets $group2 and $group1, which stand for the task's cgroups, to be named elsewhere or here. Needs $t. */
export function cgroups(o: Offsets, naming: boolean): string {
  return `
    $sets = ${u64(`$t + ${o.taskCgroups}`)};
    $group = ${u64(`$sets + ${o.cssSetDefault}`)};
    $node2 = ${u64(`$group + ${o.cgroupNode}`)};
    $group2 = $node2 * 1099511628211 + ${u64(`$node2 + ${o.nodeId}`)};
    $node1 = (uint64)0;
    $group1 = (uint64)0;
    ${o.controller === null ? '' : versionOne(o, o.controller)}
    ${naming ? nameCgroups(o) : ''}`;
}

/** A cgroup v1 hierarchy beside the unified one: container runtimes use it on older hosts. */
function versionOne(o: Offsets, controller: number): string {
  const state = u64(`$sets + ${o.cssSetSubsystems + 8 * controller}`);
  return `
    $old = ${u64(`${state} + ${o.cssCgroup}`)};
    if (${u64(`$old + ${o.cgroupRoot}`)} != ${u64(`$group + ${o.cgroupRoot}`)}) {
      $node1 = ${u64(`$old + ${o.cgroupNode}`)};
      $group1 = $node1 * 1099511628211 + ${u64(`$node1 + ${o.nodeId}`)};
    }`;
}

/** The numbers that tell of a process in every record; comm is that of the process, or of its parent. */
export function identity(o: Offsets, commOf: '$t' | '$parent'): string[] {
  const audit = (member: number | null): string =>
    member === null ? '(uint64)0xffffffff' : u32(`$t + ${member}`);
  return [
    u32(`$t + ${o.taskTgid}`),
    u64(`$leader + ${o.taskStart}`),
    u32(`$parent + ${o.taskTgid}`),
    u64(`$parent + ${o.taskStart}`),
    u32(`${u64(`$t + ${o.taskCred}`)} + ${o.credEuid}`),
    audit(o.taskAuditUid),
    audit(o.taskAuditSession),
    u64(`${commOf} + ${o.taskComm}`),
    u64(`${commOf} + ${o.taskComm + 8}`),
    '$group2',
    '$group1',
  ];
}

/** What a record of a process's doing begins with: the code that must run before, and the numbers. */
export function process(o: Offsets, naming = true): { code: string; numbers: string[] } {
  return { code: `${task(o)}${cgroups(o, naming)}`, numbers: identity(o, '$t') };
}

/** Directories above a cgroup that are told. */
const maxCgroupDepth = 12;

/** Prints the names from $node2 and $node1 up to their roots, unless they were printed lately. */
function nameCgroups(o: Offsets): string {
  return `
    $key = $group2;
    $node = $node2;
    $round = (uint64)0;
    while ($round < 2) {
      if ($node != 0 && @named[$key] == 0) {
        @named[$key] = 1;
        $i = (uint64)0;
        while ($i < ${maxCgroupDepth}) {
          $up = ${u64(`$node + ${o.nodeParent}`)};
          if ($up == 0) { break; }
          ${line('G', ['$key', '$i'], `buf(kptr(${u64(`$node + ${o.nodeName}`)}), ${chunkBytes})`)}
          $node = $up;
          $i = $i + 1;
        }
        ${line('H', ['$key', '$i', u64(`$node + ${o.nodeParent}`)])}
      }
      $key = $group1;
      $node = $node1;
      $round = $round + 1;
    }`;
}

/** How a walk from a directory entry ended. */
export const walkEnd = { atRoot: 1, outsideRoot: 2, detached: 3 } as const;

/** Directories above any that are walked up before the path is given up. */
const maxDepth = 24;

/**
 * Walks from the entry $d in the mount $m (both set before) to the root directory of the process. Sets `key` to a number
 * that stands for the whole chain of entries, $first and $second to the beginnings of the names of the topmost two.
 * Key 0: it could not be walked.
 */
export function walk(o: Offsets, key: string): string {
  return `
    $from = $d;
    $fromMount = $m;
    ${key} = (uint64)0;
    $first = (uint64)0;
    $second = (uint64)0;
    $i = (uint64)0;
    $end = (uint64)0;
    ${climb(
      o,
      `
      ${key} = (${key} ^ $d) * 1099511628211 + ${u32(`$d + ${o.dentryName + o.qstrHash}`)};
      $second = $first;
      $first = ${u64(u64(`$d + ${o.dentryName + o.qstrName}`))};`,
      `${key} = (${key} ^ $m) * 1099511628211;`,
    )}
    ${key} = ((${key} ^ $end) * 1099511628211) | 1;
    if ($end == 0) { ${key} = (uint64)0; }`;
}

/** Prints the names of the chain just walked, unless they were printed lately. */
export function nameWalked(o: Offsets, key: string): string {
  const name = u64(`$d + ${o.dentryName + o.qstrName}`);
  const length = u32(`$d + ${o.dentryName + o.qstrLength}`);
  return `
    if (${key} != 0 && @named[${key}] == 0) {
      @named[${key}] = 1;
      $d = $from;
      $m = $fromMount;
      $i = (uint64)0;
      $end = (uint64)0;
      $count = (uint64)0;
      ${climb(
        o,
        `
        $l = ${length};
        $part = (uint64)0;
        while ($part < 2) {
          $at = $part * ${chunkBytes};
          if ($at >= $l && $part != 0) { break; }
          ${line('P', [key, '$count', '$part'], piece('kptr', name, '$at', '$l'))}
          $part = $part + 1;
        }
        $count = $count + 1;`,
        '',
      )}
      ${line('Q', [key, '$count', '$end'])}
    }`;
}

function climb(o: Offsets, atEntry: string, atMount: string): string {
  return `
    while ($i < ${maxDepth}) {
      $i = $i + 1;
      if ($d == $rootEntry && $m == $rootMount) { $end = ${walkEnd.atRoot}; break; }
      if ($d == ${u64(`$m + ${o.mountMount + o.mountRoot}`)}) {
        $up = ${u64(`$m + ${o.mountParent}`)};
        if ($up == $m) { $end = ${walkEnd.outsideRoot}; break; }
        ${atMount}
        $d = ${u64(`$m + ${o.mountPoint}`)};
        $m = $up;
      } else {
        ${atEntry}
        $up = ${u64(`$d + ${o.dentryParent}`)};
        if ($up == $d) { $end = ${walkEnd.detached}; break; }
        $d = $up;
      }
    }`;
}

/** Sets where walks of this task end. Needs $t. */
export function root(o: Offsets): string {
  return `
    $fs = ${u64(`$t + ${o.taskFs}`)};
    $rootEntry = ${u64(`$fs + ${o.fsRoot + o.pathDentry}`)};
    $rootMount = ${u64(`$fs + ${o.fsRoot + o.pathMount}`)} - ${o.mountMount};`;
}

/** Starts a walk at the path structure at an address. */
export function startAt(o: Offsets, address: string): string {
  return `
    $d = ${u64(`${address} + ${o.pathDentry}`)};
    $m = ${u64(`${address} + ${o.pathMount}`)} - ${o.mountMount};`;
}

/** Address of the open file with a descriptor number; 0 when there is none. Needs $t. */
export function openFile(o: Offsets, variable: string, descriptor: string): string {
  return `
    $table = ${u64(`${u64(`$t + ${o.taskFiles}`)} + ${o.filesTable}`)};
    ${variable} = (uint64)0;
    if (${descriptor} < ${u32(`$table + ${o.tableSize}`)}) {
      ${variable} = ${u64(`${u64(`$table + ${o.tableFiles}`)} + 8 * ${descriptor}`)};
    }`;
}

/** A part of the script: the first of the tracepoints that exist share one program. */
export interface Probe {
  tracepoints: string[];
  /** Further condition, cheap, in the filter of the probe. */
  when?: string;
  code: string;
}

/** Kinds of event with a limit per process and second, so that no process can crowd the others out. */
export const limits = {
  connect: { slot: 1, perSecond: 1000 },
  accept: { slot: 2, perSecond: 100 },
  datagram: { slot: 3, perSecond: 200 },
  file: { slot: 4, perSecond: 300 },
  engine: { slot: 5, perSecond: 500 },
  request: { slot: 6, perSecond: 4000 },
  lookup: { slot: 7, perSecond: 300 },
} as const;
export type LimitedKind = keyof typeof limits;
/** In the order in which the script tells their counts. */
export const limitedKinds = Object.keys(limits) as LimitedKind[];

/**
 * Runs the code unless the process has had its share of this second. Where `few`, a variable, is not 0 the share is ten
 * times as large: for what seldom comes but matters.
 */
export function limited(kind: LimitedKind, code: string, few = '0'): string {
  const { slot, perSecond } = limits[kind];
  return `
    @seen[pid, ${slot}] = @seen[pid, ${slot}] + 1;
    if (@seen[pid, ${slot}] > ${perSecond} && (${few} == 0 || @seen[pid, ${slot}] > ${10 * perSecond})) {
      @over${slot} = @over${slot} + 1;
    } else {${code}
    }`;
}
