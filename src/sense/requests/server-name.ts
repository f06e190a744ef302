const clientHello = 1;
const serverNameExtension = 0;

/** The server name in a TLS client hello (RFC 8446, 6066); '' where it has none or was not seen so far. */
export function serverName(record: Buffer): string {
  try {
    return read(record);
  } catch (error) {
    if (error instanceof RangeError) return ''; // The hello goes on beyond what was seen.
    throw error;
  }
}

function read(bytes: Buffer): string {
  // Record: type, version, length. Handshake: type, length, version, random.
  if (bytes.readUInt8(0) !== 0x16 || bytes.readUInt8(5) !== clientHello) return '';
  let at = 5 + 4 + 2 + 32;
  at += 1 + bytes.readUInt8(at); // session
  at += 2 + bytes.readUInt16BE(at); // cipher suites
  at += 1 + bytes.readUInt8(at); // compressions
  const end = at + 2 + bytes.readUInt16BE(at);
  at += 2;
  while (at + 4 <= end) {
    const type = bytes.readUInt16BE(at);
    const length = bytes.readUInt16BE(at + 2);
    if (type === serverNameExtension) {
      // A list; its one entry: type 0, length, name.
      const size = bytes.readUInt16BE(at + 7);
      if (at + 9 + size > bytes.length) return '';
      return bytes.toString('latin1', at + 9, at + 9 + size);
    }
    at += 4 + length;
  }
  return '';
}
