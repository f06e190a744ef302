import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeBaseImage } from '../base-image.js';
import { executables } from '../docker-cli.js';
import type { Engine } from '../engine.js';
import { type PrivateEngine, startEngine } from '../private-engine.js';
import { type Authority, makeAuthority } from './certificates.js';
import { chooseEngine } from './engine-choice.js';
import { type NameServer, startNameServer } from './hosts.js';
import type { labVariables } from './variables.js';
import { makeWorld, type World, type WorldOptions } from './world.js';

/** What scenarios run on: an engine, a name server, an authority for certificates, and a view of the machine. */
export interface Lab {
  /** As asked for. */
  version: string;
  /** `exposedAt`: `address:port` where it listens without TLS; null where it does not. */
  engine: Engine & { exposedAt: string | null };
  world: World;
  names: NameServer;
  authority: Authority;
  /** What every script and every expectation may name. */
  variables: Readonly<Record<(typeof labVariables)[number], string>>;
  stop(): Promise<void>;
}

/** What engines of the lab's own have beside what every lab needs. */
const exposure = ['203.0.113.0/24', '198.51.100.0/24', '10.213.87.0/24'].map(
  (range) => `--insecure-registry=${range}`,
);

/** A lab with an engine of its own, of that version. */
export async function startLab(version: string, users: readonly string[]): Promise<Lab> {
  const choice = await chooseEngine(version);
  const images = { base: 'alpine:3.20', tools: 'debian:bookworm-slim' };
  const view = { users, clients: choice.clients };
  return assemble(version, view, images, ({ world, names }) => {
    const dockerd = choice.dockerd(join(world.directory, 'release'), [
      '/etc/resolv.conf',
      '/etc/ssl/certs/ca-certificates.crt',
    ]);
    return startEngine({
      dockerd: world.program('dockerd', [dockerd]),
      exposed: true,
      args: [`--group=${world.dockerGroup}`, `--dns=${names.address}`, ...exposure],
    });
  });
}

/**
 * A lab on an engine that runs already, with images to build from under names that nobody else has. Its configuration
 * stays: it listens nowhere else, trusts no further registry, and its containers ask their own name server.
 */
export function labOn(engine: Engine, users: readonly string[]): Promise<Lab> {
  const [base, tools] = ['keelwatch-simulation/alpine:3.20', 'keelwatch-simulation/debian:12'];
  const kept = [dirname(realpathSync(engine.socket))];
  const view = { users, clients: [''], kept };
  return assemble(engine.version, view, { base, tools }, () => Promise.resolve(engine));
}

interface Around {
  names: NameServer;
  world: World;
}

async function assemble(
  version: string,
  view: Pick<WorldOptions, 'users' | 'clients' | 'kept'>,
  { base, tools }: { base: string; tools: string },
  anEngine: (
    around: Around,
  ) => Promise<Engine & Partial<Pick<PrivateEngine, 'exposedAt' | 'directory'>>>,
): Promise<Lab> {
  const held: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const each of held.splice(0).reverse()) await each.stop();
  };
  try {
    const names = await startNameServer();
    held.push(names);
    const authority = await makeAuthority(names.directory);
    const { certificate } = authority;
    const world = await makeWorld({ ...view, resolver: names.address, certificate });
    held.push(world);
    const engine = await anEngine({ names, world });
    held.push(engine);
    // Users other than root have to reach the socket in there.
    if (engine.directory !== undefined) chmodSync(engine.directory, 0o711);
    await makeBaseImage(engine, base);
    await makeBaseImage(engine, tools, {
      programs: ['bash', 'curl', 'openssl'],
      files: {
        '/etc/ssl/certs/ca-certificates.crt': certificate,
        '/etc/nsswitch.conf': 'hosts: files dns\n',
      },
    });
    mkdirSync(join(world.directory, 'data'));
    const exposedAt = engine.exposedAt ?? null;
    return {
      version,
      engine: { ...engine, exposedAt },
      world,
      names,
      authority,
      variables: {
        base,
        tools,
        socket: engine.socket,
        exposed: exposedAt ?? '',
        watched: exposedAt?.split(':')[0] ?? '',
        resolver: names.address,
        node: process.execPath,
        busybox: executables('busybox')[0] ?? '',
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
