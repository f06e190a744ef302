import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { assert, nat, property, uint8Array } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readClientHello } from './client-hello.js';

/** What Node's own client says first. */
function helloOf(options: { servername?: string; ALPNProtocols?: string[] }): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        resolve(chunk);
        done();
      },
    });
    connect({ socket, ...options }).on('error', () => {});
  });
}

let hello: Buffer;
beforeAll(async () => {
  hello = await helloOf({ servername: 'CDN.example', ALPNProtocols: ['h2', 'http/1.1'] });
});

/** The hello's one record as several, each of so many bytes. */
function split(record: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 5; at < record.length; at += size) {
    const part = record.subarray(at, at + size);
    const head = Buffer.from([0x16, 3, 1, part.length >> 8, part.length & 0xff]);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}

describe('readClientHello', () => {
  it('reads name and protocols', () => {
    expect(readClientHello(hello)).toEqual({
      serverName: 'cdn.example',
      protocols: ['h2', 'http/1.1'],
      mayBeFront: false,
    });
  });

  it('reads one that comes in many records', () => {
    expect(readClientHello(split(hello, 7))?.serverName).toBe('cdn.example');
  });

  it('says that there was no name', async () => {
    expect(readClientHello(await helloOf({}))?.serverName).toBe('');
  });

  it('says that the name may be that of a front', () => {
    const extension = Buffer.from([0xfe, 0x0d, 0, 1, 0]);
    const changed = Buffer.concat([hello, extension]);
    const shift = (at: number, wide: 2 | 3) =>
      changed.writeUIntBE(changed.readUIntBE(at, wide) + extension.length, at, wide);
    shift(3, 2); // the record
    shift(6, 3); // the message
    const session = 5 + 4 + 2 + 32;
    const ciphers = session + 1 + changed.readUInt8(session);
    const compressions = ciphers + 2 + changed.readUInt16BE(ciphers);
    shift(compressions + 1 + changed.readUInt8(compressions), 2);
    expect(readClientHello(changed)).toMatchObject({ serverName: 'cdn.example', mayBeFront: true });
  });

  it('tells no part of a name that is cut', () => {
    for (let length = 0; length < hello.length; length += 1) {
      const read = readClientHello(hello.subarray(0, length));
      expect(['', 'cdn.example']).toContain(read?.serverName ?? '');
    }
  });

  it('writes bytes that do not print as numbers', () => {
    const at = hello.indexOf('CDN.example');
    const hostile = Buffer.from(hello);
    hostile.write('\u001b[', at, 'latin1');
    expect(readClientHello(hostile)?.serverName).toBe('\\027[n.example');
  });

  it('takes what is no hello for none', () => {
    expect(readClientHello(Buffer.from('GET / HTTP/1.1\r\n'))).toBeNull();
    expect(readClientHello(Buffer.from([0x16, 9, 9]))).toBeNull();
    expect(readClientHello(Buffer.alloc(0))).toBeNull();
  });

  it('never throws', () => {
    assert(
      property(nat(hello.length - 1), nat(255), (at, value) => {
        const hostile = Buffer.from(hello);
        hostile[at] = value;
        expect(readClientHello(hostile)?.serverName ?? '').toMatch(/^[!-~]*$/);
      }),
    );
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        const read = readClientHello(Buffer.concat([Buffer.from([0x16, 3, 1]), bytes]));
        expect(read?.serverName ?? '').toMatch(/^[!-~]*$/);
      }),
    );
  });
});
