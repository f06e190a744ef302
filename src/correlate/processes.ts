import type { DeviceProcessEvents, ProcessExitEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { splitCommandLine, splitWindowsLine } from './command-line.js';
import { objectOf, textOf, textsOf } from './json.js';
import { isLoader, loadedArguments } from './loader.js';
import { type Role, roleOf } from './role.js';

/** One program that a process ran: a process that execs anew has several, one after the other. */
export interface Program {
  processId: number;
  start: Micros;
  uniqueId: string;
  fileName: string;
  folderPath: string;
  /** Of its file; '' where it was not read. */
  sha256: string;
  /** The client that its file is, whatever it is called, and how that is known: see sense/executables.ts; '' where it is none. */
  identity: string;
  identityBasis: string;
  commandLine: string;
  accountName: string;
  userId: number | null;
  auditUserId: number | null;
  /** As its row says, or else as its ancestors tell (place.ts). */
  containerId: string;
  /** What its row says of its container, where the container that it really runs in is inside that one. */
  outerContainerId: string;
  /** Names the step of a daemonless builder that it belongs to; empty for all others. */
  stepId: string;
  role: Role;
  /** Whether `containerId` and `stepId` are what they will be. */
  placed: boolean;
  parentId: number | null;
  /** Its parent's parent by the row's own word: Defender names the image before the exec as the parent. */
  grandparentId: number | null;
  parentStart: Micros | null;
  parentFileName: string;
  parentCommandLine: string;
  /** What a shell was given with `-c`; undefined when it was no such call. */
  script: string | undefined;
}

export interface Exit {
  time: Micros;
  code: number | null;
  signal: number | null;
}

const maxCommandLine = 4096;
const maxScript = 65_536;

/**
 * The programs that ran, by process id and time, so that rows may come in any order and process ids may be used again.
 * Holds at most `limit` programs: those that ended longest ago go first.
 */
export class Processes {
  readonly #programs = new Map<number, Program[]>();
  readonly #exits = new Map<number, Exit[]>();
  /** Of programs that were forgotten here and are remembered elsewhere, as a build's client is. */
  readonly #ends = new WeakMap<Program, Exit>();
  #count = 0;
  #exitCount = 0;
  /** Programs forgotten because of the limit. */
  forgotten = 0;

  constructor(readonly limit: number) {}

  /** Undefined when the row names no process or is known. */
  start(row: DeviceProcessEvents): Program | undefined {
    const processId = row.ProcessId;
    if (typeof processId !== 'number') return undefined;
    const program = toProgram(row, processId);
    const list = this.#programs.get(processId) ?? [];
    if (
      list.some((known) => known.start === program.start && known.fileName === program.fileName)
    ) {
      return undefined;
    }
    list.push(program);
    list.sort((a, b) => a.start - b.start);
    this.#programs.set(processId, list);
    this.#count += 1;
    if (this.#count > this.limit) this.#shrink();
    return program;
  }

  exit(row: ProcessExitEvents): boolean {
    const processId = row.ProcessId;
    if (typeof processId !== 'number') return false;
    const list = this.#exits.get(processId) ?? [];
    if (list.some(({ time }) => time === row.TimeGenerated)) return false;
    list.push({
      time: row.TimeGenerated,
      code: row.ExitCode ?? null,
      signal: row.ExitSignal ?? null,
    });
    list.sort((a, b) => a.time - b.time);
    this.#exits.set(processId, list);
    this.#exitCount += 1;
    if (this.#exitCount > 2 * this.limit) this.#shrinkExits();
    return true;
  }

  /** What a process ran at a time; `late` allows for a row stamped that much before the program's own. */
  at(processId: number, time: Micros, late: Micros = 0): Program | undefined {
    const program = this.#programs.get(processId)?.findLast(({ start }) => start <= time + late);
    if (!program) return undefined;
    const end = this.end(program);
    return end && end.time < time - 1_000_000 ? undefined : program;
  }

  /** When and how the process of a program ended, whichever program it ran last. */
  end(program: Program): Exit | undefined {
    const { processId, start } = program;
    return this.#ends.get(program) ?? this.#exits.get(processId)?.find(({ time }) => time >= start);
  }

  /** Whether two programs ran in one process, one after the other: a process id alone may have been used again. */
  isSameProcess(one: Program, other: Program): boolean {
    if (one === other) return true;
    if (one.processId !== other.processId) return false;
    const [first, second] = one.start <= other.start ? [one, other] : [other, one];
    const end = this.end(first);
    if (end) return end.time >= second.start;
    return second.parentId === second.processId || second.parentId === first.parentId;
  }

  /** Whether a chain has the process that ran a program. */
  holds(chain: readonly Program[], program: Program): boolean {
    return chain.some((each) => this.isSameProcess(each, program));
  }

  parent(program: Program): Program | undefined {
    if (program.parentId === null) return undefined;
    if (program.parentId !== program.processId) return this.at(program.parentId, program.start);
    const before = this.#programs
      .get(program.processId)
      ?.findLast(({ start }) => start < program.start);
    if (before || program.grandparentId === null) return before;
    return this.at(program.grandparentId, program.start);
  }

  /** The program and its ancestors, nearest first, at most `limit` of them. */
  chain(program: Program, limit = 32): Program[] {
    const chain: Program[] = [];
    let next: Program | undefined = program;
    while (next && chain.length < limit && !chain.includes(next)) {
      chain.push(next);
      next = this.parent(next);
    }
    return chain;
  }

  get size(): number {
    return this.#count;
  }

  /** Forgets a fifth: first what has ended, oldest end first, then the oldest. */
  #shrink(): void {
    const all = [...this.#programs.values()].flat();
    const age = new Map(all.map((program) => [program, this.end(program)?.time]));
    all.sort(
      (a, b) =>
        (age.get(a) ?? Number.MAX_SAFE_INTEGER) - (age.get(b) ?? Number.MAX_SAFE_INTEGER) ||
        a.start - b.start,
    );
    const goners = new Set(all.slice(0, Math.ceil(this.limit / 5)));
    for (const program of goners) {
      const exit = this.end(program);
      if (exit) this.#ends.set(program, exit);
    }
    for (const [processId, list] of this.#programs) {
      const kept = list.filter((program) => !goners.has(program));
      if (kept.length > 0) this.#programs.set(processId, kept);
      else this.#programs.delete(processId);
    }
    this.#count -= goners.size;
    this.forgotten += goners.size;
    this.#shrinkExits();
  }

  /** Forgets the ends of processes that ran no program we know, but for the newest: their start may still come. */
  #shrinkExits(): void {
    const newest = Math.max(...[...this.#exits.values()].map((list) => list.at(-1)?.time ?? 0));
    this.#exitCount = 0;
    for (const [processId, list] of this.#exits) {
      const first = this.#programs.get(processId)?.[0]?.start ?? newest - 5_000_000;
      const kept = list.filter(({ time }) => time >= first);
      this.#exitCount += kept.length;
      if (kept.length > 0) this.#exits.set(processId, kept);
      else this.#exits.delete(processId);
    }
  }
}

function toProgram(row: DeviceProcessEvents, processId: number): Program {
  const args = programArguments(row);
  const fileName = row.FileName ?? '';
  const folderPath = row.FolderPath ?? '';
  return {
    processId,
    start: row.ProcessCreationTime ?? row.TimeGenerated,
    uniqueId: row.ProcessUniqueId ?? '',
    fileName,
    folderPath,
    sha256: row.SHA256 ?? '',
    ...identityOf(row, fileName, args),
    commandLine: (row.ProcessCommandLine ?? '').slice(0, maxCommandLine),
    accountName: row.AccountName ?? '',
    userId: row.UserId ?? null,
    auditUserId: row.AuditUserId ?? null,
    containerId: row.ContainerId ?? '',
    outerContainerId: '',
    stepId: '',
    role: roleOf({ fileName, folderPath, args }),
    placed: false,
    parentId: row.InitiatingProcessId ?? null,
    grandparentId: row.InitiatingProcessParentId ?? null,
    parentStart: row.InitiatingProcessCreationTime ?? null,
    parentFileName: row.InitiatingProcessFileName ?? '',
    parentCommandLine: (row.InitiatingProcessCommandLine ?? '').slice(0, maxCommandLine),
    script: (unquotedScript(row) ?? scriptOf(args))?.slice(0, maxScript),
  };
}

function identityOf(
  row: DeviceProcessEvents,
  fileName: string,
  [first = '']: string[],
): Pick<Program, 'identity' | 'identityBasis'> {
  const told = objectOf(row.AdditionalFields ?? null);
  return isLoader(fileName)
    ? { identity: first.replace(/^.*\//, ''), identityBasis: 'what the loader was told to run' }
    : { identity: textOf(told['ProgramName']), identityBasis: textOf(told['ProgramNameBasis']) };
}

/** The argument vector of a row; split from its command line where the source gave only that. */
export function argumentsOf(row: DeviceProcessEvents): string[] {
  const given = textsOf(row.ProcessArguments ?? null);
  if (given.length > 0) return given;
  const split = isWindows(row) ? splitWindowsLine : splitCommandLine;
  return split(row.ProcessCommandLine ?? '');
}

/** Likewise, but of a dynamic loader the arguments of the program that it was told to run. */
export function programArguments(row: DeviceProcessEvents): string[] {
  const args = argumentsOf(row);
  return isLoader(row.FileName ?? '') ? loadedArguments(args) : args;
}

const isWindows = ({ FolderPath = '', FileName = '' }: DeviceProcessEvents): boolean =>
  /^[a-z]:\\/i.test(FolderPath) || /\.exe$/i.test(FileName);

/**
 * Some sources join arguments with blanks and quote nothing: then all that follows `-c` is the script, and splitting
 * would keep its first word alone.
 */
function unquotedScript(row: DeviceProcessEvents): string | undefined {
  if (textsOf(row.ProcessArguments ?? null).length > 0) return undefined;
  const line = (row.ProcessCommandLine ?? '').slice(0, maxScript);
  return /^(?:\S*\/)?(?:ba|da|a|z|k|mk)?sh (?:-o \w+ |-[a-z]+ )*-[a-z]*c (?!["'])([\s\S]+)$/.exec(
    line,
  )?.[1];
}

/** `CMD` of `/bin/sh -c CMD`, `bash -o pipefail -ec CMD` and their like. */
export function scriptOf(args: string[]): string | undefined {
  const shell = args[0]?.replace(/^.*\//, '') ?? '';
  if (!/^(?:ba|da|a|z|k|mk)?sh$|^busybox$/.test(shell)) return undefined;
  const at = args.findIndex((arg, i) => i > 0 && /^-[a-z]*c$/.test(arg));
  return at < 0 ? undefined : args[at + 1];
}
