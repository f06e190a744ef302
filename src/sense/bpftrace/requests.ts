import type { Micros } from '../../model/row.js';
import { redactDockerfile } from '../redact-dockerfile.js';
import { readContextFile } from '../requests/context-file.js';
import type { Seen } from '../requests/framing.js';
import type { RequestHead } from '../requests/head.js';
import { createRepeats, lookOf } from '../requests/repeats.js';
import { createStreams } from '../requests/streams.js';
import { readTarget } from '../requests/target.js';
import { actorIn } from './actor.js';
import { address, bytes, hexBig, hexNumber, swapPort, text, ticks } from './decode.js';
import { chunkBytes } from './language.js';
import type { Actor, ConnectRecord, EngineRecord, RequestRecord } from './records.js';
import { serverBuffer, streamFlag } from './request-probes.js';

export interface RequestsOptions {
  accountName(uid: number): string;
  /** How a socket is to be named, by the path that its listener is bound to. */
  socketName(boundPath: string): string;
}

/** Turns what engines read into requests, each with the client that asked. */
export interface Requests {
  /** A client connected to an engine's socket; the address is that of the engine's end. */
  connected(socket: string, client: EngineRecord): void;
  /** A TCP connection of a process here. */
  established(connect: ConnectRecord): void;
  bound(fields: string[]): void;
  head(fields: string[]): void;
  piece(fields: string[]): void;
  isComplete(fields: string[]): boolean;
  finish(fields: string[], time: Micros): RequestRecord[];
  overdue(time: Micros): RequestRecord[];
  /** Reads in which requests may have been missed, since the last call. */
  takeUnseen(): number;
}

type Client = RequestRecord['client'];

const maxKept = 5000;
const unix = 1;

export function createRequests({ accountName, socketName }: RequestsOptions): Requests {
  const reads = new Map<string, Buffer[]>();
  const boundPaths = new Map<string, string>();
  const unixClients = new Map<string, Actor>();
  const tcpClients = new Map<string, Actor>();
  const streams = createStreams<Client>(isBuild);
  const repeats = createRepeats<RequestRecord>();
  let unseen = 0;

  const keep = <T>(map: Map<string, T>, key: string, value: T): void => {
    map.delete(key);
    map.set(key, value);
    if (map.size <= maxKept) return;
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  };

  const told = (record: RequestRecord): RequestRecord[] => {
    const look = record.action === 'request' ? lookOf(record.method, record.path) : null;
    if (look === null) return [record];
    return repeats.pass(
      `${clientKey(record.client)} ${record.engine} ${look}`,
      record.time,
      record,
    );
  };

  return {
    connected: (socket, client) => keep(unixClients, socket, actorIn(client)),
    established(connect) {
      if (connect.outcome !== 'established') return;
      keep(tcpClients, pair(connect.local, connect.remote), actorIn(connect));
    },
    bound: ([key, ...rest]) => keep(boundPaths, key ?? '', text(bytes(rest, 0))),
    head: (fields) => keep(reads, readKey(fields[4], fields[5]), []),
    piece(fields) {
      const known = reads.get(readKey(fields[0], fields[1]));
      if (known !== undefined)
        known[hexNumber(fields[2])] = bytes(fields, 3).subarray(0, chunkBytes);
    },
    isComplete(fields) {
      const pieces = reads.get(readKey(fields[4], fields[5])) ?? [];
      const count = Math.ceil(hexNumber(fields[7]) / chunkBytes);
      return Array.from({ length: count }, (_, at) => pieces[at]).every(
        (piece) => piece !== undefined,
      );
    },
    finish(fields, time) {
      const [, pid, start, socket, inode, flags, size, shown, wanted, bound, peer, uid, ...both] =
        fields;
      const key = readKey(inode, flags);
      const known = prefix(reads.get(key) ?? []).subarray(0, hexNumber(shown));
      reads.delete(key);
      const [family, remoteA, remoteB, remotePort, localA, localB, localPort] = both;
      const kind = hexNumber(family);
      const remote = { address: address(kind, remoteA, remoteB), port: swapPort(remotePort) };
      const local = { address: address(kind, localA, localB), port: hexNumber(localPort) };
      const flagged = hexBig(flags);
      const clientOf = (): Client => {
        const last =
          kind === unix ? unixClients.get(socket ?? '') : tcpClients.get(pair(remote, local));
        // A socket's address is soon another's, and not every client was seen to connect.
        const isAnothers = kind === unix && last?.pid !== hexNumber(peer);
        const actor = isAnothers ? undefined : last;
        const from = kind === unix || isLoopback(remote.address) ? null : remote;
        if (actor !== undefined) return { kind: 'process', actor, from };
        if (kind !== unix) return { kind: 'remote', ...remote };
        const userId = hexNumber(uid);
        return {
          kind: 'credentials',
          pid: hexNumber(peer),
          uid: userId,
          account: accountName(userId),
        };
      };
      const { seen, client } = streams.read(
        {
          stream: `${socket}:${inode}`,
          position: Number(flagged & ~(streamFlag.fromStart | streamFlag.tls)),
          isFromStart: (flagged & streamFlag.fromStart) !== 0n,
          known,
          length: hexNumber(size),
          isIdle: hexNumber(wanted) === 1,
        },
        clientOf,
      );
      const boundPath = boundPaths.get(bound ?? '') ?? '';
      const engine =
        kind === unix
          ? `unix://${socketName(boundPath)}`
          : `tcp://${local.address.includes(':') ? `[${local.address}]` : local.address}:${local.port}`;
      const common = {
        kind: 'request' as const,
        time,
        engine,
        boundPath: kind === unix ? boundPath : '',
        daemon: { pid: hexNumber(pid), start: ticks(start) },
        client,
      };
      return seen.flatMap((one) => {
        if (one.kind === 'unseen') unseen += 1;
        const content = one.kind === 'unseen' ? undefined : contentOf(one);
        return content === undefined ? [] : told({ ...common, ...content });
      });
    },
    overdue: (time) =>
      repeats.overdue(time).map(({ item, count }) => Object.assign(item, { repeats: count })),
    takeUnseen() {
      const count = unseen;
      unseen = 0;
      return count;
    },
  };
}

const isLoopback = (host: string): boolean => host === '::1' || host.startsWith('127.');

type Content = Omit<RequestRecord, 'kind' | 'time' | 'engine' | 'boundPath' | 'daemon' | 'client'>;

/** Of a build's request the body holds the Dockerfile, where it is no session of BuildKit's that brings it. */
function isBuild({ method, target }: RequestHead): boolean {
  return method === 'POST' && readTarget(target).path === '/build';
}

/** Undefined for a body that does not tell of the Dockerfile. */
function contentOf(seen: Exclude<Seen, { kind: 'unseen' }>): Content | undefined {
  if (seen.kind === 'tls') {
    return {
      action: 'tls',
      method: '',
      path: '',
      apiVersion: '',
      parameters: {},
      headers: {},
      isTruncated: false,
      isCertain: true,
      serverName: seen.serverName,
      repeats: 0,
    };
  }
  const { method, target, headers, isTruncated } = seen.head;
  const asked = {
    method,
    ...readTarget(target),
    headers,
    isTruncated,
    isCertain: seen.isCertain,
    serverName: '',
    repeats: 0,
  };
  if (seen.kind === 'request') return { action: 'request', ...asked };
  const name = asked.parameters['dockerfile']?.[0] || 'Dockerfile';
  const { file, isWhole } = readContextFile(seen.bytes, name);
  if (file === undefined) return undefined;
  return {
    action: 'file',
    ...asked,
    file: { ...file, name, text: redactDockerfile(file.text), isLast: isWhole },
  };
}

const pair = (
  one: { address: string; port: number },
  other: { address: string; port: number },
): string => `${one.address} ${one.port} ${other.address} ${other.port}`;

const positionOf = (flags: string | undefined): bigint =>
  hexBig(flags) & ~(streamFlag.fromStart | streamFlag.tls);

/** By the number of the socket's inode: the address of one that was closed is soon another's. */
const readKey = (inode: string | undefined, flags: string | undefined): string =>
  `${inode}:${positionOf(flags)}`;

/** Pieces up to the first that is missing. */
function prefix(pieces: Buffer[]): Buffer {
  const known: Buffer[] = [];
  for (let at = 0; at < serverBuffer / chunkBytes; at += 1) {
    const piece = pieces[at];
    if (piece === undefined) break;
    known.push(piece);
  }
  return Buffer.concat(known);
}

function clientKey(client: Client): string {
  if (client.kind === 'remote') return client.address;
  const { pid } = client.kind === 'process' ? client.actor : client;
  return `${pid} ${client.kind === 'process' ? client.actor.start : ''}`;
}
