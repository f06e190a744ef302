/**
 * What a scenario's host serves, run in its network namespace: `node host-server.js PLAN`, the plan being a JSON file.
 * Ends with the lab's holding that it is part of.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { isProgram } from '../../model/package.js';

export interface ServerPlan {
  services: (
    | { protocol: 'http'; port: number; files: Readonly<Record<string, string>> }
    | {
        protocol: 'https';
        port: number;
        files: Readonly<Record<string, string>>;
        key: string;
        certificate: string;
      }
    /** `root` holds bare repositories. */
    | { protocol: 'git'; port: number; root: string }
  )[];
  /** Written once all of them listen. */
  ready: string;
}

function files(served: Readonly<Record<string, string>>): RequestListener {
  return (request, response) => {
    const text = served[new URL(request.url ?? '/', 'http://host').pathname];
    request.resume();
    // Where a path leads on to another, its plan has the URL in place of a text.
    if (text?.startsWith('redirect:')) {
      response.writeHead(302, { location: text.slice(9) }).end();
      return;
    }
    response.statusCode = text === undefined ? 404 : 200;
    // Archives stand in plans as base64.
    const archive = text?.startsWith('base64:');
    const body = archive ? Buffer.from(text?.slice(7) ?? '', 'base64') : (text ?? 'not found\n');
    response.setHeader('content-type', archive ? 'application/x-tar' : 'text/plain');
    response.setHeader('content-length', Buffer.byteLength(body));
    response.end(request.method === 'HEAD' ? '' : body);
  };
}

/** Git's own program speaks the protocol; this is the web server around it (RFC 3875). */
function git(root: string): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH ?? '',
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    request.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', () => answer(Buffer.concat(chunks), request, response));
  };
}

function answer(output: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.subarray(0, Math.max(end, 0)).toString().split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
    if (name === 'Status') response.statusCode = Number(value.split(' ')[0]);
    else if (name !== '') response.setHeader(name, value);
  }
  response.end(request.method === 'HEAD' ? '' : output.subarray(end + 4));
}

function listening(plan: ServerPlan): Promise<unknown> {
  return Promise.all(
    plan.services.map((service) => {
      const server =
        service.protocol === 'https'
          ? createTlsServer(
              { key: readFileSync(service.key), cert: readFileSync(service.certificate) },
              files(service.files),
            )
          : createServer(service.protocol === 'git' ? git(service.root) : files(service.files));
      return new Promise<void>((resolve) => server.listen(service.port, '::', () => resolve()));
    }),
  );
}

const [, , file] = process.argv;
if (file !== undefined && isProgram(import.meta.url)) {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as ServerPlan;
  await listening(plan);
  writeFileSync(join(plan.ready), 'ready');
}
