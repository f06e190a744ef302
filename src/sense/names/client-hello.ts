/** What a TLS client says before anything is encrypted (RFC 8446). All of it is the client's claim. */
export interface ClientHello {
  /** Lower case; '' where it named none, or none was seen so far. */
  serverName: string;
  /** Protocols that it offers to speak, such as `h2`. */
  protocols: string[];
  /**
   * It has the extension for an encrypted hello: then the name may be that of a front, and the true one is hidden. Many
   * clients send the extension with nothing in it, so that it tells nothing.
   */
  mayBeFront: boolean;
}

const handshake = 0x16;
const clientHello = 1;
const extension = { serverName: 0, protocols: 16, encryptedHello: 0xfe0d };
const maxProtocols = 8;
const maxNameLength = 255;

/** Null for what does not begin a TLS connection. What is cut gives what stood before the cut. */
export function readClientHello(bytes: Buffer): ClientHello | null {
  if (bytes[0] !== handshake || (bytes.length > 1 && bytes[1] !== 3)) return null;
  const message = unwrapped(bytes);
  if (message.length > 0 && message[0] !== clientHello) return null;
  const hello: ClientHello = { serverName: '', protocols: [], mayBeFront: false };
  try {
    readExtensions(message, hello);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // The hello goes on beyond what was seen.
  }
  return hello;
}

/** A handshake message may come in several records, each with five bytes before it. */
function unwrapped(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 5 <= bytes.length && bytes[at] === handshake) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function readExtensions(bytes: Buffer, hello: ClientHello): void {
  // Type and length of the message, version, random.
  let at = 4 + 2 + 32;
  at += 1 + bytes.readUInt8(at); // session
  at += 2 + bytes.readUInt16BE(at); // cipher suites
  at += 1 + bytes.readUInt8(at); // compressions
  const end = at + 2 + bytes.readUInt16BE(at);
  at += 2;
  while (at + 4 <= end) {
    const type = bytes.readUInt16BE(at);
    const length = bytes.readUInt16BE(at + 2);
    const body = bytes.subarray(at + 4, at + 4 + length);
    if (type === extension.serverName && body.length === length) hello.serverName = nameIn(body);
    if (type === extension.protocols) hello.protocols = protocolsIn(body);
    if (type === extension.encryptedHello) hello.mayBeFront = true;
    at += 4 + length;
  }
}

/** A list of names by type, of which 0 is a host's (RFC 6066). */
function nameIn(body: Buffer): string {
  if (body.length < 5 || body[2] !== 0) return '';
  const size = body.readUInt16BE(3);
  return plainName(body.subarray(5, 5 + size));
}

function protocolsIn(body: Buffer): string[] {
  const found: string[] = [];
  for (let at = 2; at < body.length && found.length < maxProtocols; ) {
    const size = body.readUInt8(at);
    found.push(plainName(body.subarray(at + 1, at + 1 + size)));
    at += 1 + size;
  }
  return found;
}

/** Bytes that do not print as \DDD, as in names of DNS. */
function plainName(bytes: Buffer): string {
  return [...bytes.subarray(0, maxNameLength)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\${String(byte).padStart(3, '0')}`,
    )
    .join('')
    .toLowerCase();
}
