import { expect, it } from 'vitest';
import { type Attempt, createConnections, type Outcome, pendingMicros } from './connections.js';
import { tcpState } from './socket-probes.js';

const remote = { address: '198.51.100.7', port: 4444 };
const attempt = (time: number, pid = 1): Attempt => ({
  time,
  actor: {
    pid,
    start: 1,
    parent: {
      pid: 0,
      start: 0,
    },
    uid: 0,
    account: 'root',
    auditUid: null,
    auditSession: null,
    comm: 'sh',
    cgroups: [],
  },
  remote,
  local: { address: '', port: 0 },
});
const outcome = (time: number, more: Partial<Outcome> = {}): Outcome => ({
  time,
  isEstablished: true,
  error: 0,
  remote,
  local: {
    address: '192.0.2.1',
    port: 4,
  },
  ...more,
});

it('waits for the outcome and tells it with the time of the attempt', () => {
  const connections = createConnections();
  expect(connections.started('a', attempt(10))).toEqual([]);
  expect(connections.ended('a', outcome(20))).toMatchObject([
    { time: 10, outcome: 'established', error: null, remote, local: { address: '192.0.2.1' } },
  ]);
  expect(connections.ended('a', outcome(30))).toEqual([]);
});

it('tells a failure with its error, and keeps the address that the kernel forgot', () => {
  const connections = createConnections();
  connections.started('a', attempt(10));
  const blank = { isEstablished: false, error: 111, remote: { address: '0.0.0.0', port: 0 } };
  expect(connections.ended('a', outcome(20, blank))).toMatchObject([
    { outcome: 'failed', error: 111, remote },
  ]);
});

it('tells once of an attempt without an answer, and of the late outcome with its own time', () => {
  const connections = createConnections();
  connections.started('a', attempt(10));
  expect(connections.overdue(pendingMicros)).toEqual([]);
  expect(connections.overdue(10 + pendingMicros)).toMatchObject([{ outcome: 'pending', time: 10 }]);
  expect(connections.overdue(20 + pendingMicros)).toEqual([]);
  const late = outcome(130_000_000, { isEstablished: false, error: 110 });
  expect(connections.ended('a', late)).toMatchObject([{ outcome: 'failed', time: 130_000_000 }]);
});

it('does not swallow an attempt whose outcome was lost', () => {
  const connections = createConnections();
  connections.started('a', attempt(10, 1));
  expect(connections.started('a', attempt(50, 2))).toMatchObject([{ pid: 1, outcome: 'unknown' }]);
});

it('tells how much was said when a connection is over, without what was sent again and the last word', () => {
  const connections = createConnections();
  connections.started('a', attempt(10));
  connections.ended('a', outcome(20));
  const closing = { time: 90, from: tcpState.lastAck, sent: 150, sentAgain: 50, received: 1001 };
  expect(connections.closed('a', closing)).toMatchObject([
    { kind: 'close', time: 90, sent: 100, received: 1000, remote, local: { port: 4 } },
  ]);
  expect(connections.closed('a', closing)).toEqual([]);
  expect(connections.closed('b', closing)).toEqual([]);
});
