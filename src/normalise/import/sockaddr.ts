import type { AuditAddress } from './audit-event.js';

/** A `saddr` of an audit record: hexadecimal, the family little-endian, the port big-endian. Undefined for what is none. */
export function socketAddress(saddr: string): AuditAddress | undefined {
  if (!/^([0-9A-Fa-f]{2}){2,}$/.test(saddr)) return undefined;
  const bytes = Buffer.from(saddr, 'hex');
  const family = bytes.readUInt16LE(0);
  if (family === 1) return { socket: socketPath(bytes.subarray(2)) };
  if (family === 2 && bytes.length >= 8) {
    return { ip: bytes.subarray(4, 8).join('.'), port: bytes.readUInt16BE(2) };
  }
  if (family === 10 && bytes.length >= 24) {
    return { ip: ipv6(bytes.subarray(8, 24)), port: bytes.readUInt16BE(2) };
  }
  return { family };
}

/** An abstract socket's name begins with a NUL, written `@`. What follows the name's end is left over in memory. */
function socketPath(bytes: Buffer): string {
  const isAbstract = bytes[0] === 0;
  const name = isAbstract ? bytes.subarray(1) : bytes;
  const end = name.indexOf(0);
  return `${isAbstract ? '@' : ''}${name.subarray(0, end < 0 ? name.length : end).toString('utf8')}`;
}

/** As RFC 5952 has it, the way the kernel sensor writes it too. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  if (/^(0,){5}ffff,/.test(groups.join(','))) return `::ffff:${bytes.subarray(12).join('.')}`;
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
