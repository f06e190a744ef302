import { describe, expect, it } from 'vitest';
import { createGreetings } from './greetings.js';
import { createPieces } from './pieces.js';
import type { ConnectRecord } from './records.js';

const connect: ConnectRecord = {
  kind: 'connect',
  time: 10,
  pid: 7,
  start: 1,
  parent: { pid: 1, start: 0 },
  uid: 0,
  account: 'root',
  auditUid: null,
  auditSession: null,
  comm: 'curl',
  cgroups: [],
  protocol: 'Tcp',
  outcome: 'established',
  error: null,
  remote: { address: '203.0.113.7', port: 80 },
  local: { address: '192.0.2.1', port: 0xabc },
};
const request = 'GET / HTTP/1.1\r\nHost: cdn.example\r\n\r\n';
const http = { kind: 'http', name: 'cdn.example', isProxied: false };

function setting() {
  const pieces = createPieces();
  const greetings = createGreetings(pieces);
  /** Fields of a line: time, socket, port, number of the write, pieces, whether it is the last. */
  const write = (
    time: number,
    text: string,
    { number = 0, isLast = true, socket = 'a', port = 'abc' } = {},
  ) => {
    pieces.piece(`${time} ${socket}`, 0, Buffer.from(text));
    const fields = [String(time), socket, port, String(number), '1', isLast ? '1' : '0'];
    greetings.head(fields);
    return fields;
  };
  return { greetings, write };
}

describe('what a client says first', () => {
  it('goes with the connection where it came in time', () => {
    const { greetings, write } = setting();
    expect(greetings.isSettled('a', 0xabc)).toBe(false);
    const fields = write(20, request);
    expect(greetings.isSettled('a', 0xabc)).toBe(true);
    expect(greetings.connected('a', connect).greeting).toEqual(http);
    expect(greetings.said(fields, 20)).toEqual([]);
  });

  it('is told of by itself where it came later', () => {
    const { greetings, write } = setting();
    expect(greetings.connected('a', connect)).toEqual(connect);
    expect(greetings.said(write(5000, request), 5000)).toMatchObject([
      { kind: 'greeting', time: 5000, pid: 7, remote: connect.remote, greeting: http },
    ]);
  });

  it('may come in several writes', () => {
    const { greetings, write } = setting();
    const first = write(20, request.slice(0, 9), { isLast: false });
    expect(greetings.isSettled('a', 0xabc)).toBe(false);
    greetings.connected('a', connect);
    expect(greetings.said(first, 20)).toEqual([]);
    const second = write(30, request.slice(9), { number: 1, isLast: false });
    expect(greetings.said(second, 30)).toMatchObject([{ greeting: http }]);
    const third = write(40, request, { number: 2 });
    expect(greetings.said(third, 40)).toEqual([]);
  });

  it('is not that of another connection whose socket lay at the same place', () => {
    const { greetings, write } = setting();
    write(20, request, { port: 'def' });
    expect(greetings.isSettled('a', 0xabc)).toBe(false);
    expect(greetings.connected('a', connect).greeting).toBeUndefined();
  });

  it('is nothing where it names nobody', () => {
    const { greetings, write } = setting();
    write(20, 'SSH-2.0-x\r\n');
    expect(greetings.connected('a', connect)).toEqual(connect);
  });
});
