/** The first line of a request and those of its headers that are kept. Credentials are never among them. */
export interface RequestHead {
  method: string;
  /** As it was sent, each byte a character. */
  target: string;
  /** By usual spelling, each value as it was sent. */
  headers: Record<string, string[]>;
  /** Whether the line, a header or the end of the headers is missing. */
  isTruncated: boolean;
}

/** Reads a request's head as its bytes come. Memory is bounded, whatever comes. */
export interface Head {
  /** Takes bytes up to the end of the head. Returns where to go on. */
  add(bytes: Buffer, at: number): number;
  progress(): 'partial' | 'whole' | 'bad';
  /** '' while the first line has not come. */
  method(): string;
  finish(): RequestHead;
  framing(): {
    /** Bytes that follow; `bad` where a server refuses to go on. */
    body: number | 'chunked' | 'bad';
    /** Whether the endpoint makes another protocol of the connection, if it agrees. */
    isHijacked: boolean;
    isHttp2: boolean;
  };
}

/** Longer first lines are cut: Docker's client sorts parameters by name, and build arguments come before the rest. */
export const maxRequestLine = 32_768;
const maxHeaderLine = 2048;
const maxValues = 16;

const kept = new Map(
  [
    'Host',
    'User-Agent',
    'Upgrade',
    'Content-Type',
    'Content-Length',
    'Transfer-Encoding',
    'X-Forwarded-For',
    'X-Docker-Expose-Session-Uuid',
    'X-Docker-Expose-Session-Name',
    'X-Docker-Expose-Session-Sharedkey',
    'X-Docker-Expose-Session-Grpc-Method',
  ].map((name) => [name.toLowerCase(), name]),
);

const requestLine = /^([\w!#$%&'*+.^`|~-]{1,64}) ([^ ]+) (HTTP\/[12]\.[01])$/s;
const begunLine = /^([\w!#$%&'*+.^`|~-]{1,64}) ([^ ]+)/s;
/** Endpoints of Docker's API that take the connection over. */
const hijacking = /\/(?:session|grpc|attach|attach\/ws|exec\/[^/]+\/start)$/;

export function createHead(): Head {
  let line: Buffer[] = [];
  let lineLength = 0;
  let first: { method: string; target: string; protocol: string } | undefined;
  const headers: Record<string, string[]> = {};
  let last: { values: string[] } | undefined;
  let isCut = false;
  let progress: ReturnType<Head['progress']> = 'partial';

  const limit = (): number => (first === undefined ? maxRequestLine : maxHeaderLine);

  const take = (bytes: Buffer): void => {
    const room = limit() - lineLength;
    if (room > 0 && bytes.length > 0) line.push(Buffer.from(bytes.subarray(0, room)));
    lineLength += bytes.length;
  };

  const firstLine = (text: string): void => {
    // A client may end what it sent before with an empty line.
    if (text === '') return;
    const isLong = lineLength > maxRequestLine;
    const match = (isLong ? begunLine : requestLine).exec(text);
    if (match === null) {
      progress = 'bad';
      return;
    }
    const [, method = '', target = '', protocol = ''] = match;
    first = { method, target, protocol };
    isCut ||= isLong;
  };

  const headerLine = (text: string): void => {
    if (text === '') {
      progress = 'whole';
      return;
    }
    const isLong = lineLength > maxHeaderLine;
    if (/^[ \t]/.test(text)) {
      const folded = last?.values.pop();
      if (folded !== undefined)
        last?.values.push(`${folded} ${text.trim()}`.slice(0, maxHeaderLine));
      return;
    }
    const [, name = '', value = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
    const spelled = kept.get(name.toLowerCase());
    last = undefined;
    if (spelled === undefined) return;
    isCut ||= isLong;
    const values = (headers[spelled] ??= []);
    last = { values };
    if (values.length < maxValues) values.push(value.trim());
  };

  const end = (): void => {
    const text = Buffer.concat(line).toString('latin1').replace(/\r$/, '');
    if (first === undefined) firstLine(text);
    else headerLine(text);
    line = [];
    lineLength = 0;
  };

  return {
    add(bytes, from) {
      let at = from;
      while (progress === 'partial' && at < bytes.length) {
        const stop = bytes.indexOf(0x0a, at);
        take(bytes.subarray(at, stop < 0 ? bytes.length : stop));
        if (first === undefined && !mayBegin(line)) progress = 'bad';
        if (stop < 0) return bytes.length;
        end();
        at = stop + 1;
      }
      return at;
    },
    progress: () => progress,
    method: () => first?.method ?? begun(line)?.[1] ?? '',
    finish() {
      const [, method = '', target = ''] = first === undefined ? (begun(line) ?? []) : [];
      return {
        method: first?.method ?? method,
        target: first?.target ?? target,
        headers,
        isTruncated: isCut || progress !== 'whole',
      };
    },
    framing() {
      const length = headers['Content-Length']?.[0] ?? '0';
      const encoding = headers['Transfer-Encoding']?.join(',') ?? '';
      const path = (first?.target ?? '').split('?', 1)[0] ?? '';
      const isChunked = first?.protocol !== 'HTTP/1.0' && /^chunked$/i.test(encoding);
      return {
        body: isChunked ? 'chunked' : /^\d{1,15}$/.test(length) ? Number(length) : 'bad',
        isHijacked: hijacking.test(decoded(path)),
        isHttp2: first?.protocol === 'HTTP/2.0',
      };
    },
  };
}

function begun(line: Buffer[]): RegExpExecArray | null {
  return begunLine.exec(Buffer.concat(line).toString('latin1'));
}

/** A method is printable ASCII; empty lines may come before. */
function mayBegin([start]: Buffer[]): boolean {
  const byte = start?.[0];
  return byte === undefined || byte === 0x0d || (byte > 0x20 && byte < 0x7f);
}

/** A path with its escapes resolved, as a server does before it looks for the endpoint; as it was where they are wrong. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(Buffer.from(path, 'latin1').toString('utf8'));
  } catch {
    return path;
  }
}
