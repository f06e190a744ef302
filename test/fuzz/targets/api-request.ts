import { createStreams } from '../../../src/sense/requests/streams.js';
import { readTarget } from '../../../src/sense/requests/target.js';
import type { Target } from '../target.js';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: docker\r\n\r\n`;
const post = (path: string, headers: string, body = '') =>
  `POST ${path} HTTP/1.1\r\nHost: docker\r\n${headers}\r\n${body}`;
const length = (body: string) => `Content-Length: ${body.length}\r\n`;

/** No request that is told of takes more than a few times what is kept of a head. */
const maxTold = 500_000;

/** Requests on the engine's API as they are read off a socket, in pieces, some of them not seen whole. */
export const apiRequest: Target = {
  seeds: () =>
    [
      get('/_ping'),
      get('/v1.41/containers/json?all=1&filters=%7B%22label%22%3A%7B%22a%22%3Atrue%7D%7D'),
      post('/v1.41/build?t=a%3A1&buildargs=%7B%22A%22%3A%22b%22%7D', length('tar'), 'tar'),
      post('/build', 'Transfer-Encoding: chunked\r\n', '3;x=y\r\nabc\r\n0\r\nT: x\r\n\r\n'),
      post(
        '/session',
        'Upgrade: h2c\r\nConnection: Upgrade\r\nX-Docker-Expose-Session-Uuid: u\r\n',
      ),
      post('/v1.41/exec/0123/start', `Upgrade: tcp\r\n${length('{}')}`, '{}'),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
      '\x16\x03\x01\0\x05\x01\0\0\x01\x03',
    ].map((text, at, all) => Buffer.from(`${text}${all[at + 1] ?? ''}`, 'latin1')),
  words: [
    '\r\n\r\n',
    'HTTP/1.1',
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 99999999999999999999\r\n',
    'Upgrade: h2c\r\n',
    ' folded',
    '%00%ff%',
    'http://x/',
    'ffffffffffffff\r\n',
  ],
  run(input) {
    const streams = createStreams<null>(() => true, 3);
    let position = 0;
    while (position < input.length) {
      // The input itself says how it is cut, and what of it is not seen.
      const size = 1 + (input[position] ?? 0) * 5;
      const whole = input.subarray(position, position + size);
      const isCut = (input[position + 1] ?? 0) > 240;
      const known = isCut ? whole.subarray(0, whole.length >> 1) : whole;
      const stream = `${(input[position + 2] ?? 0) > 250 ? position : 'one'}`;
      const isIdle = known.length === 1;
      const { seen } = streams.read(
        { stream, position, isFromStart: true, known, length: whole.length, isIdle },
        () => null,
      );
      for (const one of seen) {
        if (one.kind !== 'request') continue;
        const told = JSON.stringify([one.head, readTarget(one.head.target)]);
        if (told.length > maxTold) throw new Error(`a request of ${told.length} characters`);
      }
      position += whole.length;
    }
  },
};
