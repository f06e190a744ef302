import type { DockerApiEvents } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';
import { isLoopback } from './address.js';
import { objectOf, textsOf } from './json.js';
import type { Processes, Program } from './processes.js';
import { containerKey } from './reference.js';

/** What a request to the engine is for, as far as images are concerned. */
export type Verb =
  | 'build'
  /** The connection over which BuildKit fetches files from its client. */
  | 'session'
  /** BuildKit's own interface: builds go over it, and questions too. */
  | 'grpc'
  | 'commit'
  | 'import'
  | 'load'
  | 'archive'
  /** A container's file system, handed out. */
  | 'export'
  | 'start'
  | 'remove'
  | 'prune'
  | 'look'
  | 'other';

/** A request that was seen on an engine's API. */
export interface ApiCall {
  time: Micros;
  verb: Verb;
  method: string;
  path: string;
  /** The container or image that the path names. */
  subject: string;
  engine: string;
  /** Names the connection that it came over; empty where its far end is not known. */
  connection: string;
  row: DockerApiEvents;
  /** The known client whose it was found to be: the call is remembered for longer. Empty for none. */
  client: string;
}

/** First match counts. `method` `*` is any. */
const table: [string, RegExp, Verb][] = [
  ['POST', /^\/build\/prune$/, 'prune'],
  ['POST', /^\/images\/prune$/, 'prune'],
  ['POST', /^\/build$/, 'build'],
  ['POST', /^\/session$/, 'session'],
  ['POST', /^\/grpc$/, 'grpc'],
  ['POST', /^\/moby\.buildkit\.v1\.Control\//, 'grpc'],
  ['POST', /^\/commit$/, 'commit'],
  ['POST', /^\/images\/load$/, 'load'],
  ['PUT', /^\/containers\/([^/]+)\/archive$/, 'archive'],
  ['GET', /^\/containers\/([^/]+)\/export$/, 'export'],
  ['POST', /^\/containers\/([^/]+)\/start$/, 'start'],
  ['DELETE', /^\/images\/(.+)$/, 'remove'],
  ['GET', /^\/(?:info|version|system\/df)$/, 'look'],
  ['GET', /^\/(?:images|containers|networks|volumes)(?:\/json)?$/, 'look'],
];

export function readApiCall(row: DockerApiEvents): ApiCall {
  const method = (row.Method ?? '').toUpperCase();
  const path = (row.RequestPath ?? '').replace(/^\/v\d[\d.]*(?=\/)/, '');
  const found = table.find(([wanted, pattern]) => wanted === method && pattern.test(path));
  const isImport =
    method === 'POST' && path === '/images/create' && parameter(row, 'fromSrc') !== '';
  return {
    time: row.TimeGenerated,
    verb: isImport ? 'import' : (found?.[2] ?? 'other'),
    method,
    path,
    subject: decoded(found?.[1].exec(path)?.[1] ?? ''),
    engine: row.EngineSocket ?? '',
    connection: connectionOf(row),
    row,
    client: '',
  };
}

/** The first value of a query parameter; empty when there is none. */
export function parameter(row: DockerApiEvents, name: string): string {
  return parameters(row, name)[0] ?? '';
}

export function parameters(row: DockerApiEvents, name: string): string[] {
  return textsOf(objectOf(row.QueryParameters ?? null)[name] ?? null);
}

/** A header's first value, whatever the case of its name. */
export function header(row: DockerApiEvents, name: string): string {
  const headers = Object.entries(objectOf(row.Headers ?? null));
  const value: Json = headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
  return typeof value === 'string' ? value : (textsOf(value)[0] ?? '');
}

/** The caller's address, unless it is this host's own loopback, which tells of nobody. */
export function remoteAddress(row: DockerApiEvents): string {
  const address = row.ClientRemoteIP ?? '';
  return isLoopback(address) ? '' : address;
}

/** The connection that a request came over, where its far end is known. */
export function connectionOf(row: DockerApiEvents): string {
  return row.ClientRemoteIP && row.ClientRemotePort
    ? `${row.ClientRemoteIP} ${row.ClientRemotePort}`
    : '';
}

/** By what two callers are known to be the same, or to act together: one in common is enough. */
export function identities(caller: {
  remoteIP: string;
  containerId: string;
  program: Program | undefined;
}): string[] {
  const { remoteIP, containerId, program } = caller;
  const names: string[] = [];
  if (remoteIP) names.push(`address ${remoteIP}`);
  if (containerId) names.push(`container ${containerKey(containerId)}`);
  if (program) names.push(`process ${program.processId}`);
  if (program?.parentId && program.parentId > 1) names.push(`process ${program.parentId}`);
  return names;
}

export function callerOf(row: DockerApiEvents, processes: Processes) {
  const processId = row.ClientProcessId;
  const program =
    typeof processId === 'number'
      ? processes.at(processId, row.TimeGenerated, 1_000_000)
      : undefined;
  return {
    remoteIP: remoteAddress(row),
    containerId: row.ClientContainerId || program?.containerId || '',
    program,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
