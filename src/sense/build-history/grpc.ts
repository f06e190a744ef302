import { request } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../docker/endpoint.js';

/** How a call ended: gRPC's code, or -1 when the connection did not last. */
export interface CallEnd {
  code: number;
  message: string;
}

/** Of gRPC's codes those that mean something here. */
export const grpcCode = { ok: 0, notFound: 5, tooMuch: 8, unimplemented: 12, broken: -1 };

/** One connection to the services that an engine offers at `/grpc`. */
export interface Grpc {
  /** Calls a method with one message; gives each message of the answer as it comes. */
  call(method: string, message: Buffer, each: (message: Buffer) => void): Promise<CallEnd>;
  isOpen(): boolean;
  /** Settles when the connection has ended. */
  ended: Promise<void>;
  close(): void;
}

export type GrpcConnection =
  | { ok: true; grpc: Grpc }
  /** Refused: the engine answered, and does not want to. Otherwise it is away. */
  | { ok: false; isRefused: boolean; reason: string };

/** Bytes of one message; the engine itself allows 16 MiB. */
const maxMessage = 16 << 20;
const patience = 15_000;

/** The engine turns a connection into HTTP/2 when asked to (`Upgrade: h2c`): no other library is needed for it. */
export function connectGrpc(endpoint: Endpoint, signal: AbortSignal): Promise<GrpcConnection> {
  return new Promise((resolve) => {
    const fail = (reason: string, isRefused = false): void => {
      clearTimeout(timer);
      resolve({ ok: false, isRefused, reason });
    };
    const call = request({
      ...(endpoint.kind === 'unix'
        ? { socketPath: endpoint.path, host: 'localhost' }
        : { host: endpoint.host, port: endpoint.port }),
      agent: false,
      signal,
      method: 'POST',
      path: '/grpc',
      headers: { Connection: 'Upgrade', Upgrade: 'h2c' },
    });
    const timer = setTimeout(() => {
      fail('the engine does not answer');
      call.destroy();
    }, patience);
    call.on('upgrade', (_response, socket, head) => {
      clearTimeout(timer);
      // What the engine has said already belongs to HTTP/2.
      socket.unshift(head);
      socket.setKeepAlive(true, 30_000);
      resolve({ ok: true, grpc: over(socket, signal) });
    });
    call.on('response', (response) => {
      response.resume();
      fail(`it was refused with HTTP status ${response.statusCode}`, true);
      call.destroy();
    });
    call.on('error', (error) => fail(error.message));
    call.end();
  });
}

function over(socket: Duplex, signal: AbortSignal): Grpc {
  const session = connect('http://localhost', { createConnection: () => socket });
  const close = (): void => session.destroy();
  const ended = new Promise<void>((resolve) => session.once('close', resolve));
  // An error is followed by the end, which tells all that matters.
  session.on('error', () => {});
  if (signal.aborted) close();
  signal.addEventListener('abort', close);
  void ended.then(() => signal.removeEventListener('abort', close));
  return {
    call: (...about) => callOver(session, ...about),
    isOpen: () => !session.destroyed,
    ended,
    close,
  };
}

function callOver(
  session: ClientHttp2Session,
  method: string,
  message: Buffer,
  each: (message: Buffer) => void,
): Promise<CallEnd> {
  return new Promise((resolve) => {
    if (session.closed || session.destroyed) return resolve(brokenOff);
    const stream = session.request({
      ':method': 'POST',
      ':path': method,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let end = brokenOff;
    const look = (headers: Record<string, unknown>): void => {
      if (typeof headers['grpc-status'] !== 'string') return;
      end = {
        code: Number(headers['grpc-status']),
        message: String(headers['grpc-message'] ?? ''),
      };
    };
    stream.on('response', look);
    stream.on('trailers', look);
    stream.on(
      'data',
      unframe(each, () => {
        end = { code: grpcCode.tooMuch, message: `a message is larger than ${maxMessage} bytes` };
        stream.destroy();
      }),
    );
    stream.on('error', () => {});
    stream.on('close', () => resolve(end));
    send(stream, message);
  });
}

const brokenOff: CallEnd = { code: grpcCode.broken, message: 'the connection broke off' };

/** A message is preceded by a byte that says whether it is compressed (never, unless asked for), and its length. */
const prefix = 5;

function send(stream: ClientHttp2Stream, message: Buffer): void {
  const head = Buffer.alloc(prefix);
  head.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([head, message]));
}

function unframe(each: (message: Buffer) => void, tooLarge: () => void): (part: Buffer) => void {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = prefix;
  return (part) => {
    parts.push(part);
    size += part.length;
    if (size < wanted) return;
    let bytes = Buffer.concat(parts);
    while (bytes.length >= prefix) {
      const length = bytes.readUInt32BE(1);
      wanted = prefix + length;
      if (length > maxMessage) return tooLarge();
      if (bytes.length < wanted) break;
      each(bytes.subarray(prefix, wanted));
      bytes = bytes.subarray(wanted);
      wanted = prefix;
    }
    parts = [bytes];
    size = bytes.length;
  };
}
