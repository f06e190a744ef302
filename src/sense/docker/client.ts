import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { dictionary } from '../../model/dictionary.js';
import type { Json } from '../../model/row.js';
import type { Endpoint } from './endpoint.js';
import { fields, text } from './fields.js';
import { lineSplitter } from './lines.js';

/** Bytes at most: of an inspected object, of a list (about 100,000 images), of one event with its labels. */
export const limits = { object: 16 << 20, list: 64 << 20, event: 16 << 20 };

/** Milliseconds that an answer may take, unless said otherwise. */
const patience = 15_000;

/** What the engine answered, or why there is no answer. `code` is an HTTP status or a system error such as `ENOENT`. */
export type Answer =
  | { ok: true; body: Json; date: number | undefined }
  | { ok: false; code: number | string; reason: string };

export interface EngineClient {
  /** `path` without version, such as `/images/json?all=1`. `timeout` in milliseconds. */
  get(path: string, options?: GetOptions): Promise<Answer>;
  /** Reads lines until the engine ends the stream, it breaks, or the signal aborts; resolves with why. */
  lines(path: string, reader: LineReader, signal: AbortSignal): Promise<string>;
  close(): void;
}

interface GetOptions {
  limit?: number;
  timeout?: number;
  signal?: AbortSignal;
}

export interface LineReader {
  opened(): void;
  line(text: string): void;
  tooLong(): void;
}

/** Speaks HTTP to the engine over at most `sockets` connections, beside its streams. `version` is like `v1.41`. */
export function engineClient(endpoint: Endpoint, version = '', sockets = 8): EngineClient {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const prefix = version === '' ? '' : `/${version}`;
  const base: RequestOptions =
    endpoint.kind === 'unix'
      ? { socketPath: endpoint.path, host: 'localhost' }
      : { host: endpoint.host, port: endpoint.port };

  return {
    get: (path, options = {}) => get({ ...base, agent, path: prefix + path }, options),
    lines: (path, reader, signal) =>
      lines({ ...base, agent: false, path: prefix + path }, reader, signal),
    close: () => agent.destroy(),
  };
}

function get(options: RequestOptions, { limit, timeout, signal }: GetOptions): Promise<Answer> {
  const most = limit ?? limits.object;
  const deadline = timeout ?? patience;
  return new Promise((resolve) => {
    let settled = false;
    const settle = (answer: Answer): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve(answer);
    };
    const fail = (error: Error): void => settle(failure(error));
    const call = request({ ...options, ...(signal ? { signal } : {}) }, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= most) parts.push(part);
        else {
          settle({ ok: false, code: 'TOOBIG', reason: `an answer is larger than ${most} bytes` });
          call.destroy();
        }
      });
      response.on('end', () => settle(read(response, Buffer.concat(parts).toString('utf8'))));
      response.on('error', fail);
      response.on('aborted', () => fail(new Error('the engine broke off its answer')));
    });
    // A limit on the whole exchange: an idle limit could be kept away for ever by a trickle of bytes.
    const timer = setTimeout(() => {
      settle({ ok: false, code: 'ETIMEDOUT', reason: `no answer within ${deadline / 1000} s` });
      call.destroy();
    }, deadline);
    call.on('error', fail);
    call.end();
  });
}

function read(response: IncomingMessage, body: string): Answer {
  const status = response.statusCode ?? 0;
  const json = parse(body);
  if (status !== 200)
    return {
      ok: false,
      code: status,
      reason: text(fields(json).message) ?? `HTTP status ${status}`,
    };
  if (json === undefined) return { ok: false, code: 'NOTJSON', reason: 'an answer is not JSON' };
  const date = Date.parse(response.headers.date ?? '');
  return { ok: true, body: json, date: Number.isNaN(date) ? undefined : date };
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

function lines(options: RequestOptions, reader: LineReader, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    // It sends its headers at once, before any event.
    const timer = setTimeout(() => {
      resolve('the engine does not answer');
      call.destroy();
    }, patience);
    const call = request({ ...options, signal }, (response) => {
      clearTimeout(timer);
      if (response.statusCode !== 200) {
        response.resume();
        resolve(`the engine refused its event stream with HTTP status ${response.statusCode}`);
        call.destroy();
        return;
      }
      call.socket?.setKeepAlive(true, 30_000);
      reader.opened();
      response.on('data', lineSplitter(limits.event, reader.line, reader.tooLong));
      response.on('end', () => resolve('the engine ended its event stream'));
      response.on('error', (error) => resolve(failure(error).reason));
      response.on('aborted', () => resolve('the event stream broke off'));
    });
    call.on('error', (error) => {
      clearTimeout(timer);
      resolve(failure(error).reason);
    });
    call.end();
  });
}

function failure(error: Error & { code?: string }): Answer & { ok: false } {
  const code = error.code ?? 'ERROR';
  return { ok: false, code, reason: reasons[code] ?? error.message };
}

const reasons: Record<string, string> = dictionary({
  ENOENT: 'its socket does not exist',
  EACCES: 'permission to its socket is denied',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the engine broke off the connection',
  ENOTSOCK: 'its path is not a socket',
});
