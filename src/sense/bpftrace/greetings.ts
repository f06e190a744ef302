import type { Micros } from '../../model/row.js';
import { readClientHello } from '../names/client-hello.js';
import { readHttpHost } from '../names/http-host.js';
import { actorIn } from './actor.js';
import { hexNumber } from './decode.js';
import type { Pieces } from './pieces.js';
import type { Actor, ConnectRecord, Endpoint, Greeting, GreetingRecord } from './records.js';

/** What clients said first on TCP connections, put together from their writes. */
export interface Greetings {
  head(fields: string[]): void;
  /** Whether all of a write has come. */
  isComplete(fields: string[]): boolean;
  /** Whether all that a client said first has come. */
  isSettled(socket: string, localPort: number): boolean;
  /** A connection is told of, with what was said so far. */
  connected(socket: string, record: ConnectRecord): ConnectRecord;
  /** A write is told of: where its connection was told of without it, it gives a record. */
  said(fields: string[], time: Micros): GreetingRecord[];
}

interface Said {
  /** Keys of its writes' pieces, as far as they were not read. */
  writes: string[];
  bytes: Buffer;
  isLast: boolean;
  /** The connection, once it was told of without all of this. */
  told: { actor: Actor; remote: Endpoint; local: Endpoint } | null;
  isNamed: boolean;
}

const maxKept = 5000;

export function createGreetings(pieces: Pieces): Greetings {
  const bySocket = new Map<string, Said>();

  const entry = (key: string): Said => {
    const known = bySocket.get(key);
    if (known !== undefined) return known;
    const fresh: Said = {
      writes: [],
      bytes: Buffer.alloc(0),
      isLast: false,
      told: null,
      isNamed: false,
    };
    bySocket.set(key, fresh);
    if (bySocket.size > maxKept) bySocket.delete(bySocket.keys().next().value ?? '');
    return fresh;
  };
  /** What has been said by now, if it names anybody and was not told. */
  const read = (said: Said): Greeting | null => {
    said.bytes = Buffer.concat([said.bytes, ...said.writes.map((key) => pieces.finish(key))]);
    said.writes = [];
    const greeting = said.isNamed ? null : greetingIn(said.bytes);
    if (greeting !== null) said.isNamed = true;
    return greeting;
  };

  return {
    head([time, socket, localPort, writes, count, isLast]) {
      const key = keyOf(socket, hexNumber(localPort));
      if (hexNumber(writes) === 0 && bySocket.get(key)?.told === null) bySocket.delete(key);
      const said = entry(key);
      const write = `${time} ${socket}`;
      pieces.expect(write, hexNumber(count));
      said.writes.push(write);
      said.isLast = hexNumber(isLast) === 1;
    },
    isComplete: ([time, socket]) => pieces.isComplete(`${time} ${socket}`),
    isSettled(socket, localPort) {
      const said = bySocket.get(keyOf(socket, localPort));
      return said !== undefined && said.isLast && said.writes.every(pieces.isComplete);
    },
    connected(socket, record) {
      const key = keyOf(socket, record.local.port);
      const known = bySocket.get(key);
      if (known?.writes.every(pieces.isComplete)) {
        const greeting = read(known);
        if (greeting !== null) return { ...record, greeting };
      }
      const { remote, local } = record;
      entry(key).told = { actor: actorIn(record), remote, local };
      return record;
    },
    said([, socket, localPort, , , isLast], time) {
      const key = keyOf(socket, hexNumber(localPort));
      const known = bySocket.get(key);
      if (known === undefined) return [];
      if (hexNumber(isLast) === 1) bySocket.delete(key);
      const greeting = known.told === null ? null : read(known);
      if (known.told === null || greeting === null) return [];
      const { actor, remote, local } = known.told;
      return [{ kind: 'greeting', ...actor, time, remote, local, greeting }];
    },
  };
}

/** A socket's address in memory is used again soon, its port is not. */
const keyOf = (socket: string | undefined, localPort: number): string => `${socket} ${localPort}`;

function greetingIn(bytes: Buffer): Greeting | null {
  const hello = readClientHello(bytes);
  if (hello !== null) return hello.serverName === '' ? null : { kind: 'tls', ...hello };
  const host = readHttpHost(bytes);
  return host === null || host.name === '' ? null : { kind: 'http', ...host };
}
