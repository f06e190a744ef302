import { describe, expect, it } from 'vitest';
import { createLookups, type Passed, unansweredMicros } from './lookups.js';
import type { Actor } from './records.js';

const actor = (pid: number): Actor => ({
  pid,
  start: 1,
  parent: { pid: 1, start: 0 },
  uid: 0,
  account: 'root',
  auditUid: null,
  auditSession: null,
  comm: 'sh',
  cgroups: [],
});

const name = Buffer.from('\x04name\x07example\x00\x00\x01\x00\x01', 'latin1');
const question = Buffer.concat([Buffer.from('123401000001000000000000', 'hex'), name]);
const answer = Buffer.concat([
  Buffer.from('123481800001000100000000', 'hex'),
  name,
  Buffer.from('c00c00010001000000050004cb007107', 'hex'),
]);

const passed = (bytes: Buffer, more: Partial<Passed> = {}): Passed => ({
  time: 1000,
  socket: 'a',
  actor: actor(7),
  remote: { address: '192.0.2.53', port: 53 },
  local: { address: '192.0.2.1', port: 4000 },
  protocol: 'Udp',
  bytes,
  ...more,
});

describe('lookups', () => {
  it('are told with their answer, once', () => {
    const lookups = createLookups();
    lookups.opened('a', actor(7));
    expect(lookups.asked(passed(question))).toEqual([]);
    const told = lookups.answered(passed(answer, { time: 1500 }));
    expect(told).toMatchObject([
      {
        kind: 'lookup',
        time: 1500,
        pid: 7,
        name: 'name.example',
        queryType: 'A',
        isAskerCertain: true,
        answer: { code: 0, addresses: [{ address: '203.0.113.7', ttl: 5 }], isWhole: true },
      },
    ]);
    expect(lookups.answered(passed(answer))).toEqual([]);
    expect(lookups.overdue(1e12)).toEqual([]);
  });

  it('are told without an answer after a while, of who opened the socket', () => {
    const lookups = createLookups();
    lookups.opened('a', actor(7));
    lookups.asked(passed(question, { actor: actor(9) }));
    lookups.asked(passed(question, { actor: actor(9), time: 2000 }));
    expect(lookups.overdue(999 + unansweredMicros)).toEqual([]);
    const told = lookups.overdue(1000 + unansweredMicros);
    expect(told).toMatchObject([{ pid: 7, time: 1000, answer: null, isAskerCertain: true }]);
  });

  it('say so where nobody was seen to open the socket', () => {
    const lookups = createLookups();
    lookups.asked(passed(question));
    expect(lookups.overdue(1e12)).toMatchObject([{ pid: 7, isAskerCertain: false }]);
  });

  it('over TCP come with their length before them, or apart from it', () => {
    const length = Buffer.from([0, answer.length]);
    const whole = passed(Buffer.concat([length, answer]), { protocol: 'Tcp' });
    expect(createLookups().answered(whole)).toHaveLength(1);
    expect(createLookups().answered(passed(answer, { protocol: 'Tcp' }))).toHaveLength(1);
  });

  it('are none of what is no message, or goes the other way', () => {
    const lookups = createLookups();
    expect(lookups.answered(passed(question))).toEqual([]);
    expect(lookups.answered(passed(Buffer.from('garbage')))).toEqual([]);
    lookups.asked(passed(answer));
    expect(lookups.overdue(1e12)).toEqual([]);
  });

  it('are bounded: the oldest that wait are told early', () => {
    const lookups = createLookups();
    let told = 0;
    for (let index = 0; index < 6000; index += 1) {
      told += lookups.asked(passed(question, { socket: `${index}` })).length;
    }
    expect(told).toBe(1000);
  });
});
