import type { Micros } from '../../model/row.js';
import type { Actor, ConnectRecord, Endpoint } from './records.js';

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

/** Puts together the start of a TCP connection and its outcome, which the kernel tells of apart. */
export interface Connections {
  started(socket: string, attempt: Attempt): ConnectRecord[];
  ended(socket: string, outcome: Outcome): ConnectRecord[];
  /** Attempts that have been without an outcome for a while. */
  overdue(now: Micros): ConnectRecord[];
}

/** After this an attempt is told of, though Linux tries for two minutes. */
export const pendingMicros = 3_000_000;
/** Linux gives up before; an outcome that has not come by now was lost. */
const forgottenMicros = 300_000_000;
const maxAttempts = 20_000;

export function createConnections(): Connections {
  const open = new Map<string, Attempt & { isTold: boolean }>();

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
      return [told(whole, isEstablished ? 'established' : 'failed', isEstablished ? null : error)];
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
