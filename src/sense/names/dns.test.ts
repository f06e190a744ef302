import { array, assert, nat, property, stringMatching, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDns, resolved } from './dns.js';

/** Length-prefixed labels without the end mark. */
const labels = (name: string): Buffer =>
  Buffer.concat(
    name
      .split('.')
      .map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
  );
const encoded = (name: string): Buffer => Buffer.concat([labels(name), Buffer.from([0])]);
const pointer = (to: number): Buffer => Buffer.from([0xc0 | (to >> 8), to & 0xff]);

function record(owner: Buffer, type: number, ttl: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function message(
  name: string,
  records: Buffer[],
  { flags = 0x8180, type = 1, count = records.length } = {},
): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0x1234, 0);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(count, 6);
  return Buffer.concat([header, encoded(name), Buffer.from([0, type, 0, 1]), ...records]);
}

/** Where the question's name begins. */
const question = pointer(12);
const a = (owner: Buffer, address: string, ttl = 60): Buffer =>
  record(owner, 1, ttl, Buffer.from(address.split('.').map(Number)));

describe('readDns', () => {
  it('reads a question', () => {
    expect(readDns(message('Example.COM', [], { flags: 0x0100, type: 28 }))).toEqual({
      id: 0x1234,
      isResponse: false,
      code: 0,
      question: { name: 'example.com', type: 'AAAA' },
      records: [],
      isWhole: true,
    });
  });

  it('reads addresses of both kinds, and leaves out what is none', () => {
    const six = Buffer.from('20010db8000000000000000000000007', 'hex');
    const read = readDns(
      message('h.example', [
        a(question, '203.0.113.7', 5),
        record(question, 28, 9, six),
        record(question, 16, 9, Buffer.from('\x05hello')),
        record(question, 1, 9, Buffer.from([1, 2, 3])),
      ]),
    );
    expect(read?.records).toEqual([
      { name: 'h.example', ttl: 5, type: 'A', value: '203.0.113.7' },
      { name: 'h.example', ttl: 9, type: 'AAAA', value: '2001:db8::7' },
    ]);
  });

  it('tells a name that does not exist', () => {
    expect(readDns(message('no.example', [], { flags: 0x8183 }))).toMatchObject({
      isResponse: true,
      code: 3,
    });
  });

  it('writes bytes that do not print, and dots inside a label, as numbers', () => {
    const header = message('x', []).subarray(0, 12);
    const name = Buffer.from('\x06a.\x1b[\xff\\\x07example\x00', 'latin1');
    const read = readDns(Buffer.concat([header, name, Buffer.from([0, 1, 0, 1])]));
    expect(read?.question.name).toBe('a\\046\\027[\\255\\092.example');
  });

  it('gives what came before a cut', () => {
    const whole = message('h.example', [a(question, '203.0.113.7'), a(question, '203.0.113.8')]);
    const read = readDns(whole.subarray(0, whole.length - 3));
    expect(read?.records).toHaveLength(1);
    expect(read?.isWhole).toBe(false);
  });

  it.each([
    ['a pointer to itself', pointer(12)],
    ['a pointer forward', pointer(40)],
    ['pointers in a circle', Buffer.concat([Buffer.from('\x01a'), pointer(12)])],
    ['a label that is too long', Buffer.from([0x40, ...Array<number>(64).fill(0x61), 0])],
    ['a name that is too long', encoded(Array<string>(5).fill('a'.repeat(60)).join('.'))],
    ['a name without an end', Buffer.from('\x05ab')],
  ])('is not led astray by %s', (_, name) => {
    const header = message('x', []).subarray(0, 12);
    expect(readDns(Buffer.concat([header, name, Buffer.from([0, 1, 0, 1])]))).toBeNull();
  });

  it('never throws, and never reads more than there is', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), (bytes) => {
        const read = readDns(Buffer.from(bytes));
        expect(read === null || read.records.length <= bytes.length / 11).toBe(true);
      }),
    );
    const whole = message('a.b.example', [
      record(question, 5, 9, encoded('c.example')),
      a(labels('c').length > 0 ? encoded('c.example') : question, '203.0.113.7'),
    ]);
    assert(
      property(nat(whole.length - 1), nat(255), (at, value) => {
        const hostile = Buffer.from(whole);
        hostile[at] = value;
        const read = readDns(hostile);
        if (read !== null) resolved(read);
      }),
    );
  });

  it('reads back any name of letters', () => {
    const label = stringMatching(/^[a-z0-9_-]{1,20}$/);
    assert(
      property(array(label, { minLength: 1, maxLength: 8 }), (parts) => {
        const name = parts.join('.');
        expect(readDns(message(name, []))?.question.name).toBe(name);
      }),
    );
  });
});

describe('resolved', () => {
  const alias = (owner: string, to: string, ttl: number) =>
    record(encoded(owner), 5, ttl, encoded(to));

  it('follows aliases, in whatever order they come, with the shortest life', () => {
    const read = readDns(
      message('www.example', [
        a(encoded('edge.cdn.example'), '203.0.113.7', 300),
        alias('cdn.example', 'edge.cdn.example', 20),
        alias('www.example', 'cdn.example', 600),
      ]),
    );
    expect(read && resolved(read)).toEqual({
      addresses: [{ address: '203.0.113.7', ttl: 20 }],
      aliases: ['cdn.example', 'edge.cdn.example'],
    });
  });

  it('takes no address of a name that was not asked for', () => {
    const read = readDns(message('evil.example', [a(encoded('bank.example'), '203.0.113.7')]));
    expect(read && resolved(read)).toEqual({ addresses: [], aliases: [] });
  });

  it('ends with aliases that lead in a circle', () => {
    const read = readDns(
      message('a.example', [
        alias('a.example', 'b.example', 1),
        alias('b.example', 'a.example', 1),
      ]),
    );
    expect(read && resolved(read)).toEqual({ addresses: [], aliases: ['b.example'] });
  });
});
