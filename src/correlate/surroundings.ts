import type { Micros } from '../model/row.js';
import { type Connection, connectionKey } from './activity.js';
import type { Surroundings } from './build-rows.js';
import { isDaemonless } from './command.js';
import type { Container } from './containers.js';
import type { ChainEntry, EngineStart, FileWrite } from './details.js';
import { Earliest } from './earliest.js';
import { engineContainerOf, engineStartOf } from './engine.js';
import type { Facts } from './facts.js';
import { gapTexts } from './gaps.js';
import type { KnownBuild } from './known-builds.js';
import { type OpenBuild, spans } from './open-build.js';
import { isDockerfileName } from './reference.js';
import { contextPath, dockerfilePath, type Request } from './request.js';
import { chainOf } from './requester-chain.js';
import { hostMounts } from './run-container.js';
import { discoveryOf, removalsOf } from './traces.js';

/** Tables without which something cannot be known. */
const recordings = [
  'ContainerEvents',
  'ContainerImageEvents',
  'DeviceNetworkEvents',
  'ProcessExitEvents',
] as const;
const hour = 3_600_000_000;
const maxWrites = 20;
const maxConnections = 100;

/** What was once seen around a build: it stays the build's, though the facts behind it may be dropped early. */
export interface Memory {
  /** The longest that was ever known. */
  chain: ChainEntry[];
  writes: Earliest<FileWrite>;
  daemon: Earliest<Connection>;
  /** The container that the client runs in, and the one that was committed. */
  client: Container | undefined;
  source: Container | undefined;
  /** How its engine was started. */
  engine: EngineStart | null;
}

export function newMemory(): Memory {
  return {
    chain: [],
    writes: new Earliest(maxWrites),
    daemon: new Earliest(maxConnections),
    client: undefined,
    source: undefined,
    engine: null,
  };
}

function remember(memory: Memory, build: OpenBuild, facts: Facts): void {
  const chain = chainOf(build, facts.processes);
  if (chain.length >= memory.chain.length) memory.chain = chain;
  memory.client = facts.containers.get(build.request?.containerId ?? '') ?? memory.client;
  if (build.method === 'commit')
    memory.source =
      facts.containers.find(build.request?.command.context ?? '', build.start) ?? memory.source;
  memory.engine = engineStartOf(build, facts) ?? memory.engine;
  for (const write of writesOf(build, facts))
    memory.writes.add(write.Time, write.FolderPath, write);
  for (const connection of connectionsFor(build, facts)) {
    if (!spans(build, connection.Time)) continue;
    memory.daemon.add(connection.Time, connectionKey(connection), connection);
  }
}

/** Any of a daemon's while the build ran may be for it, where it has one; what its client fetched certainly is. */
function connectionsFor({ request }: OpenBuild, facts: Facts): Connection[] {
  const { daemonConnections, fetches, processes } = facts;
  const daemon = isDaemonless(request?.command.tool ?? '') ? [] : daemonConnections.values();
  if (!request) return [...daemon];
  const own = [...fetches.values()].filter(({ client }) =>
    processes.holds(request.programs, client),
  );
  return [...daemon, ...own.map(({ connection }) => connection)];
}

/** What happened around a build: on its files, by the daemon, and in what came of it. */
export function surroundingsOf(
  build: OpenBuild,
  known: KnownBuild,
  facts: Facts,
  memory: Memory,
  now: Micros,
): Surroundings {
  remember(memory, build, facts);
  return {
    processes: facts.processes,
    chain: memory.chain,
    now,
    settings: facts.settings,
    details: {
      DockerfileWrites: memory.writes.items.slice(-maxWrites),
      // When it ended may have become known since.
      DaemonConnections: memory.daemon.items.filter(({ Time }) => spans(build, Time)),
      OwnLayers: known.ownLayers,
      Descendants: [...known.descendants.values()].sort((a, b) => (a.ImageId < b.ImageId ? -1 : 1)),
      Containers: [...known.containers.values()].sort(
        (a, b) => a.StartTime - b.StartTime || (a.ContainerId < b.ContainerId ? -1 : 1),
      ),
      AlertIds: [],
      Discovery: discoveryOf(build, facts),
      Removals: removalsOf(build, facts),
      EngineContainerId: engineContainerOf(build, facts),
      EngineStart: memory.engine,
      RequesterContainer: memory.client
        ? {
            Name: memory.client.names[0]?.name ?? '',
            Image: memory.client.imageReference,
            StartTime: memory.client.started ?? memory.client.firstSeen,
          }
        : null,
      SourceMounts: memory.source ? hostMounts(memory.source) : [],
      Recorded: recordings.filter((table) => facts.seen.has(table)),
      Gaps: gapTexts(
        [...facts.gaps.values()].filter(
          ({ start, end }) => start <= (build.end ?? now) && (end ?? now) >= build.start,
        ),
      ),
    },
  };
}

/** Writes of the build's Dockerfile in the hour before; where its path is unknown, of one in its context. */
function writesOf({ request, dockerfile, start, end }: OpenBuild, facts: Facts): FileWrite[] {
  if (!request) return [];
  const path = dockerfile?.Path || dockerfilePath(request);
  const context = contextPath(request);
  const last = end ?? start + 60_000_000;
  const found: FileWrite[] = [];
  for (const writes of [facts.fileWrites, facts.otherWrites]) {
    for (const write of writes.values()) {
      if (write.Time < start - hour || write.Time > last) continue;
      const { FolderPath } = write;
      if (path === '' ? isDockerfileBelow(FolderPath, context, request) : FolderPath === path)
        found.push(write);
    }
  }
  return found
    .sort((a, b) => a.Time - b.Time || (a.FolderPath < b.FolderPath ? -1 : 1))
    .slice(-maxWrites);
}

/** `docker build - < Dockerfile` names no file: one that was written next to the client just before is its. */
function isDockerfileBelow(path: string, context: string, { workingDirectory }: Request): boolean {
  const directory = context.startsWith('/') ? context : workingDirectory;
  if (directory.length <= 1 || !path.startsWith(directory)) return false;
  return path.startsWith(`${directory.replace(/\/$/, '')}/`) && isDockerfileName(path);
}
