import type { Micros } from '../../model/row.js';
import type { Actor, CloseRecord, ConnectRecord, Endpoint } from './records.js';
import { tcpState } from './socket-probes.js';

export interface Attempt {
  time: Micros;
  actor: Actor;
  remote: Endpoint;
  local: Endpoint;
}

export interface Outcome {
  time: Micros;
  isEstablished: boolean;
  error: number;
  remote: Endpoint;
  local: Endpoint;
}

export interface Closing {
  time: Micros;
  /** TCP state before the end. */
  from: number;
  /** Bytes as the kernel counts them. */
  sent: number;
  sentAgain: number;
  received: number;
}

/** Puts together the start of a TCP connection, its outcome and its end, which the kernel tells of apart. */
export interface Connections {
  started(socket: string, attempt: Attempt): ConnectRecord[];
  ended(socket: string, outcome: Outcome): ConnectRecord[];
  closed(socket: string, closing: Closing): CloseRecord[];
  /** Attempts that have been without an outcome for a while. */
  overdue(now: Micros): ConnectRecord[];
}

/** After this an attempt is told of, though Linux tries for two minutes. */
export const pendingMicros = 3_000_000;
/** Linux gives up before; an outcome that has not come by now was lost. */
const forgottenMicros = 300_000_000;
const maxAttempts = 20_000;
const maxEstablished = 10_000;
/** After the other end's last word, which the kernel counts as a byte received. */
const afterLast = new Set<number>([
  tcpState.finWait2,
  tcpState.closeWait,
  tcpState.lastAck,
  tcpState.closing,
]);

export function createConnections(): Connections {
  const open = new Map<string, Attempt & { isTold: boolean }>();
  const established = new Map<string, Attempt>();

  const told = (
    { time, actor, remote, local }: Attempt,
    outcome: ConnectRecord['outcome'],
    error: number | null,
  ): ConnectRecord => ({
    kind: 'connect',
    ...actor,
    time,
    protocol: 'Tcp',
    outcome,
    error,
    remote,
    local,
  });

  return {
    started(socket, attempt) {
      const lost = open.get(socket);
      open.delete(socket);
      open.set(socket, { ...attempt, isTold: false });
      const over: ConnectRecord[] = [];
      if (lost !== undefined && !lost.isTold) over.push(told(lost, 'unknown', null));
      if (open.size > maxAttempts) {
        for (const [key, oldest] of open) {
          open.delete(key);
          if (!oldest.isTold) over.push(told(oldest, 'unknown', null));
          break;
        }
      }
      return over;
    },
    ended(socket, { time, isEstablished, error, remote, local }) {
      const attempt = open.get(socket);
      if (attempt === undefined) return [];
      open.delete(socket);
      const known = remote.address === '' || remote.port === 0 ? attempt : { remote, local };
      const whole = { ...attempt, ...known, time: attempt.isTold ? time : attempt.time };
      if (isEstablished) {
        established.delete(socket);
        established.set(socket, whole);
        if (established.size > maxEstablished)
          established.delete(established.keys().next().value ?? '');
      }
      return [told(whole, isEstablished ? 'established' : 'failed', isEstablished ? null : error)];
    },
    closed(socket, { time, from, sent, sentAgain, received }) {
      const known = established.get(socket);
      if (known === undefined) return [];
      established.delete(socket);
      const { actor, remote, local } = known;
      const said = received - (received > 0 && afterLast.has(from) ? 1 : 0);
      const counts = { sent: sent - sentAgain, received: said };
      return [{ kind: 'close', ...actor, time, remote, local, ...counts }];
    },
    overdue(now) {
      const late: ConnectRecord[] = [];
      for (const [socket, attempt] of open) {
        const age = now - attempt.time;
        if (age < pendingMicros) break;
        if (age > forgottenMicros) open.delete(socket);
        else if (!attempt.isTold) {
          attempt.isTold = true;
          late.push(told(attempt, 'pending', null));
        }
      }
      return late;
    },
  };
}
