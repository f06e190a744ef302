import type { Micros } from '../../model/row.js';
import { createConnections } from './connections.js';
import { address, bytes, hexNumber, swapPort } from './decode.js';
import { createGreetings } from './greetings.js';
import { chunkBytes } from './language.js';
import { createLookups } from './lookups.js';
import { createPieces } from './pieces.js';
import type { Actor, Endpoint, KernelRecord } from './records.js';
import type { Requests } from './requests.js';

/** How lines are read, by their letter. */
export type Readers = Record<string, (fields: string[]) => void>;

/** What the lines of the network share with all others. */
export interface LineContext {
  /** Makes records of a line when its turn comes in time, once they can be made. */
  add(fields: string[], finish: (time: Micros) => KernelRecord[], isReady?: () => boolean): void;
  actorOf(fields: string[]): { actor: () => Actor; isReady: () => boolean };
  requests: Requests;
}

export interface NetworkLines {
  readers: Readers;
  /** Attempts to connect that have been without an outcome for a while. */
  pending(now: Micros): KernelRecord[];
  /** Questions to name servers that have been without an answer for a while. */
  unanswered(now: Micros): KernelRecord[];
}

/** Fields of a line after its letter: time, then eleven of the process, then what is particular. */
export const firstOwn = 12;

/** SOCK_STREAM */
const streamType = 1;

/** Connections, names that are looked up, and what clients say first. */
export function networkLines({ add, actorOf, requests }: LineContext): NetworkLines {
  const connections = createConnections();
  const answers = createPieces();
  const questions = createPieces();
  const lookups = createLookups();
  const written = createPieces();
  const greetings = createGreetings(written);

  const readers: Readers = {
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
      const [, socket = '', state, error] = fields;
      const isEstablished = hexNumber(state) === 1;
      const both = ends(fields, 4);
      add(
        fields,
        (time) => {
          const outcome = { time, isEstablished, error: hexNumber(error), ...both };
          const ended = connections.ended(socket, outcome);
          for (const record of ended) requests.established(record);
          return isEstablished ? ended.map((record) => greetings.connected(socket, record)) : ended;
        },
        // What a client says first mostly follows at once.
        () => !isEstablished || greetings.isSettled(socket, both.local.port),
      );
    },
    Z: (fields) => {
      const [, socket = '', from, sent, sentAgain, received] = fields;
      add(fields, (time) =>
        connections.closed(socket, {
          time,
          from: hexNumber(from),
          sent: hexNumber(sent),
          sentAgain: hexNumber(sentAgain),
          received: hexNumber(received),
        }),
      );
    },
    K: (fields) => {
      greetings.head(fields);
      add(
        fields,
        (time) => greetings.said(fields, time),
        () => greetings.isComplete(fields),
      );
    },
    k: ([time, socket, index, ...rest]) =>
      written.piece(`${time} ${socket}`, hexNumber(index), bytes(rest, 0)),
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
    N: (fields) => {
      const { actor, isReady } = actorOf(fields);
      const [socket = '', type, size] = fields.slice(firstOwn);
      const key = `${fields[0]} ${socket}`;
      answers.expect(key, Math.ceil(hexNumber(size) / chunkBytes));
      add(
        fields,
        (time) =>
          lookups.answered({
            time,
            socket,
            actor: actor(),
            ...ends(fields, firstOwn + 3),
            protocol: hexNumber(type) === streamType ? 'Tcp' : 'Udp',
            bytes: answers.finish(key),
          }),
        () => isReady() && answers.isComplete(key),
      );
    },
    d: ([time, socket, index, ...rest]) =>
      answers.piece(`${time} ${socket}`, hexNumber(index), bytes(rest, 0)),
    V: (fields) => {
      const { actor, isReady } = actorOf(fields);
      const socket = fields[firstOwn] ?? '';
      add(
        fields,
        () => {
          lookups.opened(socket, actor());
          return [];
        },
        isReady,
      );
    },
    M: (fields) => {
      const { actor, isReady } = actorOf(fields);
      const [socket = '', size] = fields.slice(firstOwn);
      const key = `${fields[0]} ${socket}`;
      questions.expect(key, Math.ceil(hexNumber(size) / chunkBytes));
      add(
        fields,
        (time) =>
          lookups.asked({
            time,
            socket,
            actor: actor(),
            ...ends(fields, firstOwn + 2),
            protocol: 'Udp',
            bytes: questions.finish(key),
          }),
        () => isReady() && questions.isComplete(key),
      );
    },
    m: ([time, socket, index, ...rest]) =>
      questions.piece(`${time} ${socket}`, hexNumber(index), bytes(rest, 0)),
  };

  return { readers, pending: connections.overdue, unanswered: lookups.overdue };
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
