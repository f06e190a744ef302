import { readClientHello } from '../../../src/sense/names/client-hello.js';
import { readDns, resolved } from '../../../src/sense/names/dns.js';
import { readHttpHost } from '../../../src/sense/names/http-host.js';
import type { Target } from '../target.js';

const u16 = (value: number): string => value.toString(16).padStart(4, '0');
/** Bytes in hexadecimal behind their length. */
const sized = (hex: string): string => `${u16(hex.length / 2)}${hex}`;

const name = Buffer.from('example.invalid').toString('hex');
const extensions = `0000${sized(sized(`00${sized(name)}`))}`;
const body = `0303${'11'.repeat(32)}00${sized('1301')}0100${sized(extensions)}`;
const hello = `160301${sized(`0100${sized(body)}`)}`;
const labels = '076578616d706c6507696e76616c696400';
const answer =
  `123481800001000200000000${labels}00010001` +
  `c00c000500010000003c0002c00cc00c000100010000003c0004c0000201`;

/** What connections say of the other end's name: TLS's first message, DNS, the head of an HTTP request. */
export const names: Target = {
  seeds: () => [
    Buffer.from(hello, 'hex'),
    Buffer.from(answer, 'hex'),
    Buffer.from('GET /x HTTP/1.1\r\nHost: example.invalid:8080\r\nUser-Agent: a\r\n\r\n'),
  ],
  words: ['\xc0\x0c', '\0', 'Host: ', '\r\n', 'CONNECT a:1 HTTP/1.1\r\n'],
  run(input) {
    readClientHello(input);
    readHttpHost(input);
    const message = readDns(input);
    if (message) resolved(message);
  },
};
