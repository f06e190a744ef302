import { addressText } from '../address-text.js';

/** A DNS message, as far as names and addresses go (RFC 1035, 3596). All of it may be made up by whoever sent it. */
export interface DnsMessage {
  id: number;
  isResponse: boolean;
  /** RCODE: 0 no error, 3 no such name. */
  code: number;
  question: { name: string; type: string };
  records: DnsRecord[];
  /** Whether all records of the answer section were there and could be read. */
  isWhole: boolean;
}

export interface DnsRecord {
  name: string;
  ttl: number;
  type: 'A' | 'AAAA' | 'CNAME';
  /** An address, or the name that an alias stands for. */
  value: string;
}

/** RFC 1035, 2.3.4 and 3.1; the text of a name may be longer, as bytes that do not print take four characters. */
const maxNameBytes = 255;
const maxRecords = 64;
const headerBytes = 12;

const typeNames: Record<number, string> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  10: 'NULL',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  64: 'SVCB',
  65: 'HTTPS',
  255: 'ANY',
};
const internet = 1;

/** Null for what is no message with one question. A message that is cut gives the records before the cut. */
export function readDns(bytes: Buffer): DnsMessage | null {
  if (bytes.length < headerBytes || bytes.readUInt16BE(4) !== 1) return null;
  const flags = bytes.readUInt16BE(2);
  // Only standard queries and their answers (opcode 0) are looked at; the bit after the last flag is always 0.
  if ((flags & 0x7840) !== 0) return null;
  const asked = readName(bytes, headerBytes);
  if (asked === null || asked.end + 4 > bytes.length) return null;
  const type = bytes.readUInt16BE(asked.end);
  const records: DnsRecord[] = [];
  const count = bytes.readUInt16BE(6);
  let at = asked.end + 4;
  let seen = 0;
  for (; seen < Math.min(count, maxRecords); seen += 1) {
    const read = readRecord(bytes, at);
    if (read === null) break;
    if (read.record !== null) records.push(read.record);
    at = read.end;
  }
  return {
    id: bytes.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    code: flags & 0xf,
    question: { name: asked.name, type: typeNames[type] ?? `TYPE${type}` },
    records,
    isWhole: seen === count,
  };
}

/** Addresses of the name that was asked for, through its aliases, and these; what else was sent along is left out. */
export function resolved({ question, records }: DnsMessage): {
  addresses: { address: string; ttl: number }[];
  aliases: string[];
} {
  const names = new Map([[question.name, Number.MAX_SAFE_INTEGER]]);
  // A set grows while it is gone through. The shortest life on the way counts.
  for (const [name, life] of names) {
    for (const { name: owner, type, ttl, value } of records) {
      if (type !== 'CNAME' || owner !== name || names.has(value)) continue;
      names.set(value, Math.min(life, ttl));
    }
  }
  const addresses = new Map<string, number>();
  for (const { name, type, ttl, value } of records) {
    const life = names.get(name);
    if (type === 'CNAME' || life === undefined || addresses.has(value)) continue;
    addresses.set(value, Math.min(life, ttl));
  }
  return {
    addresses: [...addresses].map(([address, ttl]) => ({ address, ttl })),
    aliases: [...names.keys()].slice(1),
  };
}

function readRecord(bytes: Buffer, at: number): { record: DnsRecord | null; end: number } | null {
  const owner = readName(bytes, at);
  if (owner === null || owner.end + 10 > bytes.length) return null;
  const { name, end: fixed } = owner;
  const data = fixed + 10;
  const length = bytes.readUInt16BE(fixed + 8);
  const end = data + length;
  if (end > bytes.length) return null;
  const type = typeNames[bytes.readUInt16BE(fixed)];
  const ttl = bytes.readUInt32BE(fixed + 4);
  const none = { record: null, end };
  if (bytes.readUInt16BE(fixed + 2) !== internet) return none;
  if ((type === 'A' && length === 4) || (type === 'AAAA' && length === 16)) {
    return { record: { name, ttl, type, value: addressText(bytes.subarray(data, end)) }, end };
  }
  if (type !== 'CNAME') return none;
  const alias = readName(bytes, data);
  if (alias === null || alias.end !== end) return none;
  return { record: { name, ttl, type, value: alias.name }, end };
}

/** A name as text, lower case, and where it ends. A pointer leads only back, so that no circle can be made. */
function readName(bytes: Buffer, start: number): { name: string; end: number } | null {
  const labels: string[] = [];
  let at = start;
  let earliest = start;
  let end: number | null = null;
  let size = 0;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return null;
    if (length === 0) break;
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return null;
      const to = ((length & 0x3f) << 8) | low;
      if (to >= earliest) return null;
      end ??= at + 2;
      earliest = to;
      at = to;
      continue;
    }
    size += length + 1;
    if (length > 63 || size > maxNameBytes || at + 1 + length > bytes.length) return null;
    labels.push(label(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return { name: labels.length === 0 ? '.' : labels.join('.'), end: end ?? at + 1 };
}

/** Bytes that are no letter of ASCII, and those with a meaning of their own, as \DDD (RFC 1035, 5.1). */
function label(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
    text += isPlain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }
  return text.toLowerCase();
}
