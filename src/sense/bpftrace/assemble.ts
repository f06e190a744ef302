import type { Micros } from '../../model/row.js';
import type { Executable } from '../executables.js';
import { type Arguments, createArguments } from './arguments.js';
import { looksLikeClient } from './client-look.js';
import type { KernelClock } from './clock.js';
import { bytes, comm, hexBig, hexNumber, text, ticks, unsetId } from './decode.js';
import { matters } from './interest.js';
import { chunkBytes, type LimitedKind, limitedKinds, maxPathBytes } from './language.js';
import { createNames, joinCgroup, joinPath } from './names.js';
import { firstOwn, networkLines, type Readers } from './network-lines.js';
import { createPathTexts } from './path-texts.js';
import { createPieces } from './pieces.js';
import type { Actor, EngineRecord, FileRecord, KernelRecord } from './records.js';
import { createRequests } from './requests.js';
import { resolvePath } from './resolve-path.js';

/** What /proc can add to a record while the process lives; each is null when it is gone. */
export interface ProcLookup {
  argv(pid: number): Buffer | null;
  cwd(pid: number): string | null;
  exe(pid: number): string | null;
  cgroups(pid: number): string[] | null;
  /** What it runs at this moment, by the content of the file. */
  identify(pid: number): Promise<{ path: string; executable: Executable } | null>;
}

export interface AssemblerOptions {
  clock: KernelClock;
  /** Milliseconds that only go forward. */
  now(): number;
  proc: ProcLookup;
  /** Name of a user id; '' when it has none. */
  accountName(uid: number): string;
  /** How a socket is to be named, by the path that its listener is bound to. */
  socketName(boundPath: string): string;
}

/** Turns the script's lines into records. */
export interface Assembler {
  line(line: string): void;
  /** Records that are whole, or that have waited long enough, oldest first. Call it every few milliseconds. */
  take(): KernelRecord[];
  /** How many events of each kind the limits per process kept back, since the last call; at least so many. */
  takeLimited(): [LimitedKind, number][];
  /** Lines that could not be understood, since the last call. */
  takeRejected(): number;
  /** Reads of engines in which requests may have been missed, since the last call. */
  takeUnseen(): number;
  isWaiting(): boolean;
}

/** Lines of different processors come in a little out of order: records are held this long, and sorted. */
const holdMs = 20;
/** What a record refers to may come this much later; what is missing then was lost. */
const patienceMs = 120;
/**
 * What an engine read follows its head line at once: on a busy machine bpftrace may be held up in between. To miss any of
 * it costs all that follows on the connection.
 */
const readMs = 1000;
/** Reading a client of 50 MB for the first time takes a tenth of a second and more; it happens once. */
const readingMs = 1000;

interface Draft {
  time: Micros;
  heard: number;
  /** It waits no longer, ready or not. */
  patience: number;
  isReady(): boolean;
  finish(): KernelRecord[];
}

export function createAssembler({
  clock,
  now,
  proc,
  accountName,
  socketName,
}: AssemblerOptions): Assembler {
  const paths = createNames(50_000, joinPath);
  const groups = createNames(10_000, joinCgroup);
  const execPaths = new Map<string, [string, string]>();
  const execArguments: Arguments = createArguments();
  const pathTexts = createPathTexts();
  const names = createPieces();
  const requests = createRequests({ accountName, socketName });
  let drafts: Draft[] = [];
  let late: KernelRecord[] = [];
  const limited = new Map<LimitedKind, number>();
  let limitedBefore: number[] = [];
  let rejected = 0;

  const path = (key: string | undefined): string | undefined =>
    key === undefined || key === '0' ? '' : paths.get(key);

  const actorOf = (fields: string[]): { actor: () => Actor; isReady: () => boolean } => {
    const [, pid, start, parentPid, parentStart, uid, audit, session, commA, commB, ...keys] =
      fields;
    const own = keys.slice(0, 2).filter((key) => key !== '0');
    const optional = (id: number): number | null => (id === unsetId ? null : id);
    const actor = (): Actor => {
      const known = own.map((key) => groups.get(key)).filter((name) => name !== undefined);
      return {
        pid: hexNumber(pid),
        start: ticks(start),
        parent: { pid: hexNumber(parentPid), start: ticks(parentStart) },
        uid: hexNumber(uid),
        account: accountName(hexNumber(uid)),
        auditUid: optional(hexNumber(audit)),
        auditSession: optional(hexNumber(session)),
        comm: comm(commA, commB),
        cgroups: known.length === own.length ? known : (proc.cgroups(hexNumber(pid)) ?? known),
      };
    };
    return { actor, isReady: () => own.every((key) => groups.get(key) !== undefined) };
  };

  const add = (
    fields: string[],
    finish: (time: Micros) => KernelRecord[],
    isReady: () => boolean = () => true,
    patience = patienceMs,
  ): void => {
    const time = clock.micros(hexBig(fields[0]));
    drafts.push({ time, heard: now(), patience, isReady, finish: () => finish(time) });
  };

  const exec = (fields: string[]): void => {
    const { actor, isReady } = actorOf(fields);
    const own = fields.slice(firstOwn);
    const [grandPid, grandStart, greatPid, greatStart, execId, size] = own;
    const pid = hexNumber(fields[1]);
    const key = `${fields[1]}:${execId}`;
    const argv = execArguments.start(key, hexNumber(size), bytes(own, 6), () => proc.argv(pid));
    let running: Awaited<ReturnType<ProcLookup['identify']>> | undefined = null;
    if (looksLikeClient(bytes(own, 6))) {
      running = undefined;
      void proc.identify(pid).then((found) => (running = found));
    }
    const places = (): (string | undefined)[] =>
      execPaths.get(key)?.map(path) ?? [undefined, undefined];
    add(
      fields,
      (time) => {
        const [cwd, exe] = places();
        execPaths.delete(key);
        const executed = exe || (proc.exe(pid) ?? '');
        const ancestors = [
          { pid: hexNumber(grandPid), start: ticks(grandStart) },
          { pid: hexNumber(greatPid), start: ticks(greatStart) },
        ].filter((ancestor) => ancestor.pid !== 0);
        return [
          {
            kind: 'exec',
            ...actor(),
            time,
            ancestors,
            exe: executed,
            ...execArguments.finish(key),
            cwd: cwd || (proc.cwd(pid) ?? ''),
            // It may have gone on to run something else before it was looked at.
            ...(running?.path === executed ? { executable: running.executable } : {}),
          },
        ];
      },
      () =>
        running !== undefined &&
        isReady() &&
        argv.isComplete() &&
        places().every((place) => place !== undefined),
      running === undefined ? readingMs : patienceMs,
    );
  };

  const file = (
    fields: string[],
    folderKey: string | undefined,
    isReady: () => boolean,
    build: () => Pick<FileRecord, 'action' | 'path' | 'previousPath'>,
  ): void => {
    const { actor } = actorOf(fields);
    add(
      fields,
      (time) => {
        const built = build();
        if (!matters(built.path) && !matters(built.previousPath)) return [];
        return [{ kind: 'file', ...actor(), time, ...built }];
      },
      () => isReady() && path(folderKey) !== undefined,
    );
  };

  const network = networkLines({ add, actorOf, requests });

  const readers: Readers = {
    B: ([time]) => clock.heard(hexBig(time)),
    T: ([time, ...counts]) => {
      clock.heard(hexBig(time));
      late.push(...requests.overdue(clock.micros(hexBig(time))));
      late.push(...network.unanswered(clock.micros(hexBig(time))));
      const totals = counts.map(hexNumber);
      limitedKinds.forEach((kind, index) => {
        const more = (totals[index] ?? 0) - (limitedBefore[index] ?? 0);
        if (more > 0) limited.set(kind, (limited.get(kind) ?? 0) + more);
      });
      limitedBefore = totals;
    },
    P: (f) => paths.piece(f[0] ?? '', hexNumber(f[1]), hexNumber(f[2]), bytes(f, 3)),
    Q: ([key, count, end]) => paths.complete(key ?? '', hexNumber(count), hexNumber(end)),
    G: (f) => groups.piece(f[0] ?? '', hexNumber(f[1]), 0, bytes(f, 2)),
    H: ([key, count, above]) => groups.complete(key ?? '', hexNumber(count), hexNumber(above)),
    W: ([pid, id, cwd, exe]) => {
      if (execPaths.size > 10_000) execPaths.clear();
      execPaths.set(`${pid}:${id}`, [cwd ?? '0', exe ?? '0']);
    },
    a: (f) => execArguments.piece(`${f[0]}:${f[1]}`, hexNumber(f[2]), bytes(f, 3)),
    n: (f) =>
      pathTexts.piece(
        `${f[0]}:${f[1]}`,
        hexNumber(f[2]),
        hexNumber(f[3]),
        hexNumber(f[4]),
        bytes(f, 5),
      ),
    E: exec,
    ...network.readers,
    X: (fields) => {
      const [, pid, start, status] = fields;
      const signal = hexNumber(status) & 0x7f;
      const code = (hexNumber(status) >>> 8) & 0xff;
      add(fields, (time) => [
        {
          kind: 'exit',
          time,
          pid: hexNumber(pid),
          start: ticks(start),
          code: signal === 0 ? code : null,
          signal: signal === 0 ? null : signal,
        },
      ]);
    },
    F: (fields) => {
      const name = text(bytes(fields, firstOwn + 1));
      const folder = fields[firstOwn];
      const build = () => ({
        action: 'created' as const,
        path: resolvePath(path(folder) ?? '', name),
        previousPath: '',
      });
      file(fields, folder, () => true, build);
    },
    R: (fields) => {
      const [folder, oldFolder] = fields.slice(firstOwn);
      const key = `${fields[0]}:${fields[1]}`;
      const build = () => {
        const [to, from] = pathTexts.finish(key);
        return {
          action: 'renamed' as const,
          path: resolvePath(path(folder) ?? '', to),
          previousPath: resolvePath(path(oldFolder) ?? '', from),
        };
      };
      const isReady = () => pathTexts.isComplete(key) && path(oldFolder) !== undefined;
      file(fields, folder, isReady, build);
    },
    Y: (fields) => {
      const { actor, isReady } = actorOf(fields);
      const [mode, isElsewhere, length] = fields.slice(firstOwn);
      const key = `${fields[0]} ${fields[1]}`;
      names.expect(key, Math.ceil(Math.min(hexNumber(length), maxPathBytes) / chunkBytes));
      const finish = (time: Micros): KernelRecord[] => {
        const given = text(names.finish(key));
        const base = hexNumber(isElsewhere) === 1 ? null : ('cwd' as const);
        return [
          { kind: 'mode', ...actor(), time, path: given, base, mode: hexNumber(mode) & 0o7777 },
        ];
      };
      add(fields, finish, () => isReady() && names.isComplete(key));
    },
    y: ([time, pid, index, ...rest]) =>
      names.piece(`${time} ${pid}`, hexNumber(index), bytes(rest, 0)),
    D: (fields) => {
      const { actor, isReady } = actorOf(fields);
      const [listener, server = ''] = fields.slice(firstOwn);
      const boundPath = text(bytes(fields, firstOwn + 2));
      add(
        fields,
        (time) => {
          const record: EngineRecord = {
            kind: 'engine',
            ...actor(),
            time,
            socket: socketName(boundPath),
            boundPath,
            listenerPid: hexNumber(listener),
          };
          requests.connected(server, record);
          return [record];
        },
        isReady,
      );
    },
    L: requests.bound,
    s: requests.piece,
    S: (fields) => {
      requests.head(fields);
      add(
        fields,
        (time) => requests.finish(fields, time),
        () => requests.isComplete(fields),
        readMs,
      );
    },
  };

  return {
    line(whole) {
      const [letter = '', ...fields] = whole.trimEnd().split(' ');
      const read = Object.hasOwn(readers, letter) ? readers[letter] : undefined;
      const isWhole = fields.length > 0 && fields.every((field) => /^[0-9a-f]{1,16}$/.test(field));
      if (read === undefined || !isWhole) rejected += 1;
      else read(fields);
    },
    take() {
      const at = now();
      const isDue = ({ heard, patience, isReady }: Draft): boolean =>
        at - heard >= patience || (at - heard >= holdMs && isReady());
      // One that is due waits for earlier ones: a connection's client is told of before its requests.
      drafts.sort((one, other) => one.time - other.time);
      const waiting = drafts.findIndex((draft) => !isDue(draft));
      const due = drafts.splice(0, waiting < 0 ? drafts.length : waiting);
      const records = [...late, ...due.flatMap((draft) => draft.finish())];
      late = [];
      const latest = due.at(-1)?.time;
      return latest === undefined ? records : [...records, ...network.pending(latest)];
    },
    takeLimited() {
      const counts = [...limited];
      limited.clear();
      return counts;
    },
    takeRejected() {
      const count = rejected;
      rejected = 0;
      return count;
    },
    takeUnseen: requests.takeUnseen,
    isWaiting: () => drafts.length > 0 || late.length > 0,
  };
}
