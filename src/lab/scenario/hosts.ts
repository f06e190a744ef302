import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownProgram } from '../../model/package.js';
import { mustRun } from '../command.js';
import { type HostNamespace, makeHostNamespace } from '../host-namespace.js';
import { release } from '../release.js';
import type { Authority } from './certificates.js';
import type { ServerPlan } from './host-server.js';
import type { Zone } from './name-server.js';
import type { HostPlan, Service } from './scenario.js';

export interface Hosts {
  /** `name` is a host's address, `name6` its IPv6 address. */
  variables: Record<string, string>;
  namespaces: Map<string, string>;
  stop(): Promise<void>;
}

/** A name server with an address of its own; what it knows may be changed while it runs. */
export interface NameServer {
  /** Of the lab's, for what belongs to it. */
  directory: string;
  address: string;
  serve(zone: Zone): void;
  stop(): Promise<void>;
}

export async function startNameServer(): Promise<NameServer> {
  const { directory, namespace, address } = await makeHostNamespace();
  const zone = join(directory, 'zone.json');
  const serve = (records: Zone) => {
    writeFileSync(`${zone}.new`, JSON.stringify(records));
    renameSync(`${zone}.new`, zone);
  };
  serve({});
  runInside(namespace, directory, ownProgram('lab/scenario/name-server'), [zone]);
  return { directory, address, serve, stop: () => release(directory) };
}

/** Starts a scenario's hosts, with their names at the name server. `text` puts values for variables in what they serve. */
export async function startHosts(
  plans: ReadonlyMap<string, HostPlan>,
  names: NameServer,
  authority: Authority,
  expand: (text: string, variables: Record<string, string>) => string,
): Promise<Hosts> {
  const started: { name: string; plan: HostPlan; host: HostNamespace }[] = [];
  const stop = async (): Promise<void> => {
    for (const { host } of started.reverse()) await release(host.directory);
    names.serve({});
  };
  try {
    for (const [name, plan] of plans) {
      started.push({ name, plan, host: await makeHostNamespace(plan.network) });
    }
    const variables = Object.fromEntries(
      started.flatMap(({ name, host }) => [
        [name, host.address],
        [`${name}6`, host.address6 ?? ''],
      ]),
    );
    names.serve(
      Object.fromEntries(
        started.flatMap(({ plan, host }) =>
          plan.names.map((name) => [name, { address: host.address, address6: host.address6 }]),
        ),
      ),
    );
    for (const { plan, host } of started) {
      await serveAll(plan, host, authority, (text) => expand(text, variables));
    }
    return {
      variables,
      namespaces: new Map(started.map(({ name, host }) => [name, host.namespace])),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function serveAll(
  plan: HostPlan,
  host: HostNamespace,
  authority: Authority,
  expand: (text: string) => string,
): Promise<void> {
  const { directory, namespace, address, address6 } = host;
  const services: ServerPlan['services'] = [];
  for (const [index, service] of plan.serves.entries()) {
    const at = join(directory, `service-${index}`);
    mkdirSync(at);
    if (service.protocol === 'registry') {
      writeFileSync(join(at, 'config.yml'), registryConfiguration(at, service.port));
      runInside(namespace, at, ['docker-registry'], ['serve', join(at, 'config.yml')]);
      continue;
    }
    if (service.protocol === 'git') {
      await makeRepositories(at, service.repositories, expand);
      services.push({ protocol: 'git', port: service.port, root: at });
      continue;
    }
    const files = await bodies(at, service, expand);
    const { protocol, port } = service;
    if (protocol === 'http') services.push({ protocol, port, files });
    else {
      const subjects = [...plan.names, address, ...(address6 === null ? [] : [address6])];
      services.push({ protocol, port, files, ...(await authority.issue(subjects, at)) });
    }
  }
  if (services.length > 0) {
    const ready = join(directory, 'ready');
    const file = join(directory, 'plan.json');
    writeFileSync(file, JSON.stringify({ services, ready } satisfies ServerPlan));
    runInside(namespace, directory, ownProgram('lab/scenario/host-server'), [file]);
    await until(() => Promise.resolve(existsSync(ready)), directory);
  }
  for (const { port } of plan.serves) await until(() => answers(address, port), directory);
}

/** Text, or for a path that ends in .tar the archive of what is given as `NAME\n\nTEXT` parts: see docs/matrix.md. */
async function bodies(
  at: string,
  service: Extract<Service, { files: unknown }>,
  expand: (text: string) => string,
): Promise<Record<string, string>> {
  const served: Record<string, string> = {};
  for (const [path, text] of Object.entries(service.files)) {
    served[path] = path.endsWith('.tar') ? await archiveOf(at, expand(text)) : expand(text);
  }
  for (const [path, url] of Object.entries(service.redirects)) {
    served[path] = `redirect:${expand(url)}`;
  }
  return served;
}

/** Of one file, a Dockerfile. */
async function archiveOf(at: string, text: string): Promise<string> {
  writeFileSync(join(at, 'Dockerfile'), text);
  await mustRun('tar', ['-C', at, '-cf', join(at, 'context.tar'), 'Dockerfile']);
  return `base64:${readFileSync(join(at, 'context.tar')).toString('base64')}`;
}

async function makeRepositories(
  at: string,
  repositories: Readonly<Record<string, Readonly<Record<string, string>>>>,
  expand: (text: string) => string,
): Promise<void> {
  const git = (...args: string[]) =>
    mustRun('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args]);
  for (const [path, files] of Object.entries(repositories)) {
    const bare = join(at, path);
    const work = `${bare}.work`;
    await git('init', '--quiet', '--initial-branch=master', work);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), expand(text));
    }
    await git('-C', work, 'add', '.');
    await git('-C', work, 'commit', '--quiet', '-m', 'first');
    await git('clone', '--quiet', '--bare', work, bare);
  }
}

function registryConfiguration(at: string, port: number): string {
  return `version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: ${at}/blobs }
  delete: { enabled: true }
http: { addr: ':${port}' }
`;
}

/** Ends with the namespace: the lab's release ends all that runs in it. */
function runInside(
  namespace: string,
  directory: string,
  words: readonly string[],
  args: readonly string[],
): void {
  const log = openSync(join(directory, 'log'), 'a');
  const child = spawn('ip', ['netns', 'exec', namespace, ...words, ...args], {
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.unref();
  child.on('error', () => undefined);
  closeSync(log);
}

async function until(reached: () => Promise<boolean>, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await reached()) return;
    await sleep(25);
  }
  const log = join(directory, 'log');
  throw new Error(
    `a host of the scenario does not serve: ${existsSync(log) ? readFileSync(log, 'utf8').trim() : ''}`,
  );
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
