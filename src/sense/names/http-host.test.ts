import { assert, property, uint8Array } from 'fast-check';
import { expect, it } from 'vitest';
import { readHttpHost } from './http-host.js';

const read = (text: string) => readHttpHost(Buffer.from(text, 'latin1'));

it.each([
  [
    'GET /x HTTP/1.1\r\nAccept: */*\r\nHost: CDN.example:8080\r\n\r\n',
    { name: 'cdn.example', isProxied: false },
  ],
  ['GET / HTTP/1.1\r\nhost:cdn.example.\r\n', { name: 'cdn.example', isProxied: false }],
  [
    'POST /x HTTP/1.0\r\nContent-Length: 2\r\n\r\nHost: body.example',
    { name: '', isProxied: false },
  ],
  ['GET / HTTP/1.1\r\nHost: 203.0.113.7\r\n\r\n', { name: '', isProxied: false }],
  ['GET / HTTP/1.1\r\nHost: [2001:db8::7]:80\r\n\r\n', { name: '', isProxied: false }],
  ['GET / HTTP/1.1\r\nHost: \u001b[31mred\r\n\r\n', { name: '', isProxied: false }],
  [
    'CONNECT cdn.example:443 HTTP/1.1\r\nHost: other.example\r\n\r\n',
    { name: 'cdn.example', isProxied: true },
  ],
  [
    'GET http://user:word@cdn.example/x HTTP/1.1\r\nHost: cdn.example\r\n\r\n',
    { name: 'cdn.example', isProxied: true },
  ],
])('%j', (text, host) => expect(read(text)).toEqual(host));

it.each(['SSH-2.0-OpenSSH_9.2\r\n', 'GET /x', '', 'AMQP\0\0\u0009\u0001', 'HELO cdn.example\r\n'])(
  'takes %j for no request',
  (text) => expect(read(text)).toBeNull(),
);

it('names nothing but host names, whatever was sent', () => {
  assert(
    property(uint8Array({ maxLength: 60 }), (host) => {
      const request = Buffer.concat([
        Buffer.from('GET / HTTP/1.1\r\nHost: '),
        host,
        Buffer.from('\r\n\r\n'),
      ]);
      expect(readHttpHost(request)?.name ?? '').toMatch(/^[a-z0-9._-]*$/);
    }),
  );
});
