import { array, assert, nat, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFraming, type Seen } from './framing.js';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const decoy = get('/decoy');
const sized = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (path: string, ...bodies: string[]) =>
  `POST ${path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${bodies
    .map((body) => `${body.length.toString(16)};x=y\r\n${body}\r\n`)
    .join('')}0\r\nTrailer: ${decoy.split('\r')[0]}\r\n\r\n`;

/** The targets of requests, those in doubt with a question mark. */
const told = (seen: Seen[]) =>
  seen.map((one) =>
    one.kind === 'request' ? `${one.head.target}${one.isCertain ? '' : '?'}` : one.kind,
  );

function follow(parts: string[]): Seen[] {
  const framing = createFraming(true);
  return parts.flatMap((part) => {
    const known = Buffer.from(part, 'latin1');
    return framing.read({ known, length: known.length, isIdle: false });
  });
}

describe('framing', () => {
  it('gives the same requests however the bytes are split, and none for bodies', () => {
    const stream = [
      get('/a'),
      sized('/b', decoy),
      chunked('/c', decoy, `\r\n${decoy}`),
      'foo /d HTTP/1.1\nHost:\n x\n\n',
      sized('/e', ''),
      `\r\n${get('/f')}`,
    ].join('');
    assert(
      property(array(nat(stream.length), { maxLength: 40 }), (cuts) => {
        const places = [0, ...cuts.toSorted((one, other) => one - other), stream.length];
        const parts = places.slice(1).map((end, at) => stream.slice(places[at], end));
        expect(told(follow(parts))).toEqual(['/a', '/b', '/c', '/d', '/e', '/f']);
      }),
    );
  });

  it('goes on behind bytes of a body that were not seen', () => {
    const framing = createFraming(true);
    const known = Buffer.from('POST /big HTTP/1.1\r\nContent-Length: 1000\r\n\r\n');
    const isIdle = false;
    expect(told(framing.read({ known, length: known.length + 900, isIdle }))).toEqual(['/big']);
    expect(framing.read({ known: Buffer.alloc(0), length: 100, isIdle })).toEqual([]);
    const next = Buffer.from(get('/next'));
    expect(told(framing.read({ known: next, length: next.length, isIdle }))).toEqual(['/next']);
  });

  it('gives the beginning of a body that is wanted, up to its end or a hole, and of no other', () => {
    const wanted = (parts: string[], hole = 0) => {
      const framing = createFraming(true, ({ target }) => target === '/build');
      return parts.flatMap((part, at) => {
        const known = Buffer.from(part);
        const length = known.length + (at === parts.length - 1 ? hole : 0);
        const seen = framing.read({ known, length, isIdle: false });
        return seen.flatMap((one) => (one.kind === 'body' ? [one.bytes.toString()] : []));
      });
    };
    expect(wanted([sized('/build', 'context'), sized('/other', 'x')])).toEqual(['context']);
    expect(wanted([sized('/build', 'context').slice(0, -3), 'ext'])).toEqual(['context']);
    expect(wanted([chunked('/build', 'con', 'text'), get('/next')])).toEqual(['context']);
    const head = 'POST /build HTTP/1.1\r\nContent-Length: 99\r\n\r\n';
    expect(wanted([head, 'con'], 50)).toEqual(['con']);
    expect(wanted([head], 50)).toEqual([]);
    const large = `POST /build HTTP/1.1\r\nContent-Length: 100000\r\n\r\n`;
    expect(wanted([large, 'x'.repeat(90_000)]).map(({ length }) => length)).toEqual([65_536]);
  });

  it('says so when it missed bytes, doubts what follows, and trusts a wait for the next request', () => {
    const framing = createFraming(true);
    const read = (text: string, isIdle = false) =>
      told(framing.read({ known: Buffer.from(text), length: text.length, isIdle }));
    expect(told(framing.read({ known: Buffer.alloc(0), length: 5, isIdle: false }))).toEqual([
      'unseen',
    ]);
    expect(read('}{ no request')).toEqual([]);
    expect(read(get('/doubt'))).toEqual(['/doubt?']);
    expect(read(sized('/doubt-too', 'x').slice(0, -1))).toEqual(['/doubt-too?']);
    expect(read('G', true)).toEqual([]);
    expect(read(get('/sure').slice(1))).toEqual(['/sure']);
  });

  it('doubts what follows an upgrade, and takes no stream for requests', () => {
    const upgrade = 'POST /v1.41/%73ession HTTP/1.1\r\nUpgrade: h2c\r\n\r\n';
    expect(told(follow([upgrade, get('/after')]))).toEqual(['/v1.41/%73ession', '/after?']);
    expect(told(follow([upgrade, '\0\0\x06\x04', decoy]))).toEqual(['/v1.41/%73ession']);
  });

  it('keeps no credentials, and of long lines the beginning', () => {
    const headers = 'X-Registry-Auth: s\r\nAuthorization: s\r\nUser-Agent: curl\r\n';
    const long = `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n${headers}\r\n${get('/next')}`;
    const [first, second] = follow([long]);
    expect(first).toMatchObject({
      head: { isTruncated: true, headers: { 'User-Agent': ['curl'] } },
    });
    expect(JSON.stringify(first)).not.toMatch(/auth/i);
    expect(told(second === undefined ? [] : [second])).toEqual(['/next']);
  });

  it('knows TLS', () => {
    expect(told(follow(['\x16\x03\x01\x02\x00\x01', decoy]))).toEqual(['tls']);
  });

  it('never throws, whatever comes', () => {
    assert(
      property(array(uint8Array({ maxLength: 80 })), nat(50), (parts, hole) => {
        const framing = createFraming(true);
        for (const part of parts) {
          const read = { known: Buffer.from(part), length: part.length + hole, isIdle: false };
          expect(() => framing.read(read)).not.toThrow();
        }
      }),
    );
  });
});
