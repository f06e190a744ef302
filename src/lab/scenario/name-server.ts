/**
 * A small authoritative name server, run in a network namespace: `node name-server.js ZONE`. The zone is a JSON file of
 * addresses by name, read again for each question. Below a name that begins with `*.` every name exists. RFC 1035,
 * RFC 3596; what it does not have does not exist.
 */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { isProgram } from '../../model/package.js';

export type Zone = Record<string, { address: string; address6: string | null }>;

const types = { A: 1, AAAA: 28 } as const;

/** The answer to a query; null for what is none. */
export function answerTo(query: Buffer, zone: Zone): Buffer | null {
  if (query.length < 17) return null;
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
    if (at + 5 > query.length) return null;
  }
  const name = labels.join('.').toLowerCase();
  const type = query.readUInt16BE(at + 1);
  const question = query.subarray(12, at + 5);
  const found = zone[name] ?? zone[`*.${labels.slice(1).join('.').toLowerCase()}`];
  const data = found === undefined ? null : dataOf(type, found);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response, authoritative, recursion available; the name does not exist where it is not known.
  header.writeUInt16BE(0x8580 | (found === undefined ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data === null ? 0 : 1, 6);
  if (data === null) return Buffer.concat([header, question]);
  const record = Buffer.alloc(12);
  // The name as a pointer to the question's.
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(5, 6);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([header, question, record, data]);
}

function dataOf(type: number, { address, address6 }: Zone[string]): Buffer | null {
  if (type === types.A) return Buffer.from(address.split('.').map(Number));
  if (type !== types.AAAA || address6 === null) return null;
  const [front = '', back = ''] = address6.split('::');
  const words = (text: string) => text.split(':').filter(Boolean);
  const zeros = Array<string>(8 - words(front).length - words(back).length).fill('0');
  const data = Buffer.alloc(16);
  for (const [index, word] of [...words(front), ...zeros, ...words(back)].entries()) {
    data.writeUInt16BE(Number.parseInt(word, 16), 2 * index);
  }
  return data;
}

const [, , file] = process.argv;
if (file !== undefined && isProgram(import.meta.url)) {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const zone = JSON.parse(readFileSync(file, 'utf8')) as Zone;
    const answer = answerTo(query, zone);
    if (answer !== null) socket.send(answer, from.port, from.address);
  });
  socket.bind(53);
}
