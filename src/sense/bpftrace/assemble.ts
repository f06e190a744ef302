import type { Micros } from '../../model/row.js';
import { type Arguments, createArguments } from './arguments.js';
import type { KernelClock } from './clock.js';
import { createConnections } from './connections.js';
import {
  address,
  bytes,
  comm,
  hexBig,
  hexNumber,
  swapPort,
  text,
  ticks,
  unsetId,
} from './decode.js';
import { matters } from './interest.js';
import { type LimitedKind, limitedKinds } from './language.js';
import { createNames, joinCgroup, joinPath } from './names.js';
import { createPathTexts } from './path-texts.js';
import type { Actor, Endpoint, EngineRecord, FileRecord, KernelRecord } from './records.js';
import { createRequests } from './requests.js';
import { resolvePath } from './resolve-path.js';

/** What /proc can add to a record while the process lives; each is null when it is gone. */
export interface ProcLookup {
  argv(pid: number): Buffer | null;
  cwd(pid: number): string | null;
  exe(pid: number): string | null;
  cgroups(pid: number): string[] | null;
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

interface Draft {
  time: Micros;
  heard: number;
  isReady(): boolean;
  finish(): KernelRecord[];
}

/** Fields of a line after its letter: time, then eleven of the process, then what is particular. */
const firstOwn = 12;

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
  const connections = createConnections();
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
  ): void => {
    const time = clock.micros(hexBig(fields[0]));
    drafts.push({ time, heard: now(), isReady, finish: () => finish(time) });
  };

  const exec = (fields: string[]): void => {
    const { actor, isReady } = actorOf(fields);
    const own = fields.slice(firstOwn);
    const [grandPid, grandStart, greatPid, greatStart, execId, size] = own;
    const pid = hexNumber(fields[1]);
    const key = `${fields[1]}:${execId}`;
    const argv = execArguments.start(key, hexNumber(size), bytes(own, 6), () => proc.argv(pid));
    const places = (): (string | undefined)[] =>
      execPaths.get(key)?.map(path) ?? [undefined, undefined];
    add(
      fields,
      (time) => {
        const [cwd, exe] = places();
        execPaths.delete(key);
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
            exe: exe || (proc.exe(pid) ?? ''),
            ...execArguments.finish(key),
            cwd: cwd || (proc.cwd(pid) ?? ''),
          },
        ];
      },
      () => isReady() && argv.isComplete() && places().every((place) => place !== undefined),
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

  const readers: Record<string, (fields: string[]) => void> = {
    B: ([time]) => clock.heard(hexBig(time)),
    T: ([time, ...counts]) => {
      clock.heard(hexBig(time));
      late.push(...requests.overdue(clock.micros(hexBig(time))));
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
    C: (fields) => {
      const { actor, isReady } = actorOf(fields);
      const socket = fields[firstOwn] ?? '';
      add(
        fields,
        (time) =>
          connections.started(socket, { time, actor: actor(), ...ends(fields, firstOwn + 1) }),
        isReady,
      );
    },
    O: (fields) => {
      const [, socket, state, error] = fields;
      add(fields, (time) => {
        const ended = connections.ended(socket ?? '', {
          time,
          isEstablished: hexNumber(state) === 1,
          error: hexNumber(error),
          ...ends(fields, 4),
        });
        for (const record of ended) requests.established(record);
        return ended;
      });
    },
    U: (fields) => {
      const { actor, isReady } = actorOf(fields);
      add(
        fields,
        (time) => [
          {
            kind: 'connect',
            ...actor(),
            time,
            protocol: 'Udp',
            outcome: 'unknown',
            error: null,
            ...ends(fields, firstOwn),
          },
        ],
        isReady,
      );
    },
    A: (fields) => {
      const { actor, isReady } = actorOf(fields);
      add(
        fields,
        (time) => [{ kind: 'accept', ...actor(), time, ...ends(fields, firstOwn) }],
        isReady,
      );
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
      const isDue = ({ heard, isReady }: Draft): boolean =>
        at - heard >= patienceMs || (at - heard >= holdMs && isReady());
      // One that is due waits for earlier ones: a connection's client is told of before its requests.
      drafts.sort((one, other) => one.time - other.time);
      const waiting = drafts.findIndex((draft) => !isDue(draft));
      const due = drafts.splice(0, waiting < 0 ? drafts.length : waiting);
      const records = [...late, ...due.flatMap((draft) => draft.finish())];
      late = [];
      const latest = due.at(-1)?.time;
      return latest === undefined ? records : [...records, ...connections.overdue(latest)];
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

/** Both ends of a connection, from the field that holds the address family on. */
function ends(fields: string[], from: number): { remote: Endpoint; local: Endpoint } {
  const [family, remoteA, remoteB, remotePort, localA, localB, localPort] = fields.slice(from);
  const kind = hexNumber(family);
  return {
    remote: { address: address(kind, remoteA, remoteB), port: swapPort(remotePort) },
    local: { address: address(kind, localA, localB), port: hexNumber(localPort) },
  };
}
