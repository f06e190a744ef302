import { readClientHello } from '../names/client-hello.js';
import { createHead, type RequestHead } from './head.js';

/** What the bytes of a connection tell. */
export type Seen =
  | { kind: 'request'; head: RequestHead; isCertain: boolean }
  /** The beginning of the body of a request told before, of which it was wanted. */
  | { kind: 'body'; head: RequestHead; bytes: Buffer; isCertain: boolean }
  | { kind: 'tls'; serverName: string }
  /** Requests may have been among bytes that were not seen. */
  | { kind: 'unseen' };

/** One read of the server: its first bytes, and how many it had in all. */
export interface ServerRead {
  known: Buffer;
  length: number;
  /** Go's server waits for the next request with a read of a single byte: a body has ended then, whatever it looked like. */
  isIdle: boolean;
}

/** Follows the framing of HTTP/1 on one connection, so that a body that looks like a request is none. */
export interface Framing {
  read(read: ServerRead): Seen[];
}

type State =
  /** Of a request's first line or headers. After an upgrade it may as well be another protocol. */
  | { in: 'head'; afterUpgrade: boolean }
  | { in: 'body'; left: number }
  | { in: 'chunkSize'; line: string }
  | { in: 'chunk'; left: number }
  | { in: 'chunkEnd'; line: string }
  | { in: 'trailer'; line: string }
  /** Another protocol, to the end of the connection. */
  | { in: 'opaque' }
  /** What the next byte is, is unknown. */
  | { in: 'lost' };

type Payload = State & { in: 'body' | 'chunk' };

/** Bytes of a body that are kept at most. */
const maxBody = 65_536;
/** Longest line that frames a chunk, as in Go's server. */
const maxChunkLine = 4096;
const newline = 0x0a;

/** RFC 9112. Where servers may differ it does as Go's does: bare line feeds end lines, chunks win over a length. */
export function createFraming(
  isFromStart: boolean,
  wantsBody: (head: RequestHead) => boolean = () => false,
): Framing {
  let state: State = isFromStart ? { in: 'head', afterUpgrade: false } : { in: 'lost' };
  let head = createHead();
  /** Whether a connection's first byte has not come. */
  let isNew = isFromStart;
  let isCertain = isFromStart;
  /** Whether another protocol may follow the body. */
  let isUpgrade = false;
  let seen: Seen[] = [];
  /** Of a wanted body what came so far, without a hole. */
  let content: { head: RequestHead; parts: Buffer[]; size: number } | undefined;

  const collect = (bytes: Buffer): void => {
    if (content === undefined) return;
    content.parts.push(Buffer.from(bytes.subarray(0, maxBody - content.size)));
    content.size += bytes.length;
    if (content.size >= maxBody) tellContent();
  };

  const tellContent = (): void => {
    const found = content;
    content = undefined;
    if (found === undefined || found.size === 0) return;
    seen.push({ kind: 'body', head: found.head, bytes: Buffer.concat(found.parts), isCertain });
  };

  const lose = (): void => {
    tellContent();
    if (head.method() !== '') tell();
    else if (state.in !== 'head' || !state.afterUpgrade) seen.push({ kind: 'unseen' });
    head = createHead();
    state = { in: 'lost' };
  };

  const tell = (): RequestHead => {
    const told = head.finish();
    seen.push({ kind: 'request', head: told, isCertain });
    return told;
  };

  const next = (): void => {
    tellContent();
    head = createHead();
    state = { in: 'head', afterUpgrade: isUpgrade };
    if (isUpgrade) isCertain = false;
    isUpgrade = false;
  };

  /** All headers have come. */
  const begun = (): void => {
    const told = tell();
    if (wantsBody(told)) content = { head: told, parts: [], size: 0 };
    const { body, isHijacked, isHttp2 } = head.framing();
    head = createHead();
    isUpgrade = isHijacked;
    if (isHttp2) state = { in: 'opaque' };
    else if (body === 'bad') state = { in: 'lost' };
    else if (body === 'chunked') state = { in: 'chunkSize', line: '' };
    else if (body > 0) state = { in: 'body', left: body };
    else next();
  };

  /** Adds to a line up to its end. Returns where to go on; -1 when the line has not ended. */
  const addLine = (current: { line: string }, bytes: Buffer, at: number): number => {
    const end = bytes.indexOf(newline, at);
    const room = maxChunkLine + 1 - current.line.length;
    const stop = end < 0 ? bytes.length : end;
    current.line += bytes.toString('latin1', at, Math.min(stop, at + room));
    return end < 0 ? -1 : end + 1;
  };

  const steps: { [In in State['in']]: (bytes: Buffer, at: number) => number } = {
    head(bytes, at) {
      const { afterUpgrade } = state as State & { in: 'head' };
      if (isNew && bytes[at] === 0x16) {
        seen.push({
          kind: 'tls',
          serverName: readClientHello(bytes.subarray(at))?.serverName ?? '',
        });
        state = { in: 'opaque' };
        return bytes.length;
      }
      isNew = false;
      const after = head.add(bytes, at);
      const progress = head.progress();
      if (progress === 'whole') begun();
      else if (progress === 'bad') {
        head = createHead();
        // A server ends the connection. What follows an upgrade need not be HTTP.
        state = afterUpgrade ? { in: 'opaque' } : { in: 'lost' };
        return bytes.length;
      }
      return after;
    },
    body: (bytes, at) => at + take(state as Payload, bytes.subarray(at)),
    chunk: (bytes, at) => at + take(state as Payload, bytes.subarray(at)),
    chunkSize(bytes, at) {
      const current = state as State & { in: 'chunkSize' };
      const after = addLine(current, bytes, at);
      if (current.line.length > maxChunkLine) state = { in: 'lost' };
      if (after < 0) return bytes.length;
      const digits = /^\s*([0-9a-f]{1,15})\s*(?:;.*)?$/is.exec(current.line)?.[1];
      const size = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
      if (Number.isNaN(size)) lose();
      else state = size === 0 ? { in: 'trailer', line: '' } : { in: 'chunk', left: size };
      return after;
    },
    chunkEnd(bytes, at) {
      const current = state as State & { in: 'chunkEnd' };
      const after = addLine(current, bytes, at);
      if (!/^\r?$/.test(current.line)) lose();
      else if (after >= 0) state = { in: 'chunkSize', line: '' };
      return after < 0 ? bytes.length : after;
    },
    trailer(bytes, at) {
      const current = state as State & { in: 'trailer' };
      const after = addLine(current, bytes, at);
      if (after < 0) return bytes.length;
      if (/^\r?$/.test(current.line)) next();
      else state = { in: 'trailer', line: '' };
      return after;
    },
    opaque: (bytes) => bytes.length,
    lost: (bytes) => bytes.length,
  };

  const take = (part: Payload, bytes: Buffer): number => {
    collect(bytes.subarray(0, part.left));
    return skip(part, bytes.length);
  };

  const skip = (part: Payload, length: number): number => {
    const taken = Math.min(part.left, length);
    part.left -= taken;
    if (part.left > 0) return taken;
    if (part.in === 'body') next();
    else state = { in: 'chunkEnd', line: '' };
    return taken;
  };

  /** Bytes that were read and not seen. */
  const hole = (length: number): void => {
    if (length === 0 || state.in === 'opaque' || state.in === 'lost') return;
    tellContent();
    isNew = false;
    const isPayload = state.in === 'body' || state.in === 'chunk';
    if (isPayload && length <= (state as Payload).left) skip(state as Payload, length);
    else lose();
  };

  return {
    read({ known, length, isIdle }) {
      seen = [];
      const isLost = state.in === 'lost';
      const inBody = !['head', 'opaque'].includes(state.in);
      if (isIdle && inBody) {
        isCertain = true;
        isUpgrade = false;
        next();
      } else if (isLost && looksLikeRequest(known)) {
        isCertain = false;
        isUpgrade = false;
        next();
      }
      for (let at = 0; at < known.length; ) at = steps[state.in](known, at);
      hole(length - known.length);
      return seen;
    },
  };
}

const methods = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (?:\/|https?:\/\/)/;

function looksLikeRequest(bytes: Buffer): boolean {
  return methods.test(bytes.toString('latin1', 0, 24));
}
