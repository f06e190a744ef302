import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeBaseImage } from '../base-image.js';
import { executables } from '../docker-cli.js';
import { type PrivateEngine, startEngine } from '../private-engine.js';
import { type Authority, makeAuthority } from './certificates.js';
import { chooseEngine } from './engine-choice.js';
import { type NameServer, startNameServer } from './hosts.js';
import type { labVariables } from './variables.js';
import { makeWorld, type World } from './world.js';

/** What scenarios run on: an engine, a name server, an authority for certificates, and a view of the machine. */
export interface Lab {
  /** As asked for. */
  version: string;
  engine: PrivateEngine;
  world: World;
  names: NameServer;
  authority: Authority;
  /** What every script and every expectation may name. */
  variables: Readonly<Record<(typeof labVariables)[number], string>>;
  stop(): Promise<void>;
}

/** The images that scenarios build from. */
const base = 'alpine:3.20';
const tools = 'debian:bookworm-slim';

export async function startLab(version: string, users: readonly string[]): Promise<Lab> {
  const choice = await chooseEngine(version);
  const held: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const each of held.splice(0).reverse()) await each.stop();
  };
  try {
    const names = await startNameServer();
    held.push(names);
    const authority = await makeAuthority(names.directory);
    const { clients } = choice;
    const { certificate } = authority;
    const world = await makeWorld({ users, resolver: names.address, certificate, clients });
    held.push(world);
    const { dockerGroup } = world;
    const dockerd = choice.dockerd(join(world.directory, 'release'), [
      '/etc/resolv.conf',
      '/etc/ssl/certs/ca-certificates.crt',
    ]);
    const engine = await startEngine({
      dockerd: world.program('dockerd', [dockerd]),
      exposed: true,
      args: [
        `--group=${dockerGroup}`,
        `--dns=${names.address}`,
        ...['203.0.113.0/24', '198.51.100.0/24', '10.213.87.0/24'].map(
          (range) => `--insecure-registry=${range}`,
        ),
      ],
    });
    held.push(engine);
    // Users other than root have to reach the socket in there.
    chmodSync(engine.directory, 0o711);
    await makeBaseImage(engine, base);
    await makeBaseImage(engine, tools, {
      programs: ['bash', 'curl', 'openssl'],
      files: {
        '/etc/ssl/certs/ca-certificates.crt': certificate,
        '/etc/nsswitch.conf': 'hosts: files dns\n',
      },
    });
    mkdirSync(join(world.directory, 'data'));
    return {
      version,
      engine,
      world,
      names,
      authority,
      variables: {
        base,
        tools,
        socket: engine.socket,
        exposed: engine.exposedAt ?? '',
        watched: engine.exposedAt?.split(':')[0] ?? '',
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
