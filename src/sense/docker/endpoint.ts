import { homedir } from 'node:os';

/** Where an engine listens. `text` is the normal form, and what records and rows name the engine by. */
export type Endpoint =
  | { kind: 'unix'; path: string; text: string }
  | { kind: 'tcp'; host: string; port: number; text: string };

/** Reads `unix:///path` or `tcp://host:port` (plain HTTP). Throws an Error that quotes any other value. */
export function parseEndpoint(text: string): Endpoint {
  if (text.startsWith('unix://')) return unix(text);
  if (text.startsWith('tcp://')) return tcp(text);
  throw bad(text, 'it must begin with unix:// or tcp://');
}

function unix(text: string): Endpoint {
  const path = text.slice('unix://'.length);
  if (!path.startsWith('/'))
    throw bad(text, 'the path must be absolute, as in unix:///run/docker.sock');
  // sun_path holds 108 bytes with its final zero; Node would cut a longer path and connect elsewhere.
  if (Buffer.byteLength(path) > 107) throw bad(text, 'a socket path has at most 107 bytes');
  if (path.includes('\0')) throw bad(text, 'a path has no zero byte');
  return { kind: 'unix', path, text: `unix://${path}` };
}

function tcp(text: string): Endpoint {
  const match = /^tcp:\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})\/?$/.exec(text);
  const [, host, digits] = match ?? [];
  if (host === undefined || digits === undefined)
    throw bad(text, 'it must read tcp://host:port, as in tcp://127.0.0.1:2375');
  const port = Number(digits);
  if (port < 1 || port > 65535) throw bad(text, 'a port lies between 1 and 65535');
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port, text: `tcp://${host}:${port}` };
}

function bad(text: string, why: string): Error {
  return new Error(`${JSON.stringify(text)} is no Docker endpoint: ${why}`);
}

/** What `defaultEndpoints` looks at. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  uid: number;
  home: string;
}

/**
 * Endpoints worth probing, likeliest first: DOCKER_HOST alone when it is set, as the docker client does; otherwise the
 * system's socket and the invoking user's rootless ones. A DOCKER_HOST that we cannot speak to (ssh://, TLS) throws.
 */
export function defaultEndpoints(around: Surroundings = here()): Endpoint[] {
  const { env, uid, home } = around;
  if (env.DOCKER_HOST) return [parseEndpoint(env.DOCKER_HOST)];
  const runtime = env.XDG_RUNTIME_DIR ?? `/run/user/${uid}`;
  const texts = [
    'unix:///run/docker.sock',
    `unix://${runtime}/docker.sock`,
    `unix:///run/user/${env.SUDO_UID ?? uid}/docker.sock`,
    `unix://${home}/.docker/run/docker.sock`,
  ];
  return [...new Set(texts)].map(parseEndpoint);
}

function here(): Surroundings {
  return { env: process.env, uid: process.getuid?.() ?? 0, home: homedir() };
}
