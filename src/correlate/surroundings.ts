import type { Micros } from '../model/row.js';
import type { ChainEntry, Surroundings } from './build-rows.js';
import type { FileWrite } from './details.js';
import type { Facts } from './facts.js';
import type { KnownBuild } from './known-builds.js';
import { type OpenBuild, spans } from './open-build.js';
import { contextPath, dockerfilePath, type Request } from './request.js';

const hour = 3_600_000_000;
const maxWrites = 20;
const maxConnections = 100;

/** What happened around a build: on its files, by the daemon, and in what came of it. */
export function surroundingsOf(
  build: OpenBuild,
  known: KnownBuild,
  facts: Facts,
  chain: ChainEntry[],
  now: Micros,
): Surroundings {
  return {
    processes: facts.processes,
    chain,
    now,
    settings: facts.settings,
    details: {
      DockerfileWrites: writesOf(build, facts),
      DaemonConnections: [...facts.daemonConnections.values()]
        .filter(({ Time }) => spans(build, Time))
        .sort((a, b) => a.Time - b.Time || (a.RemoteIP < b.RemoteIP ? -1 : 1))
        .slice(0, maxConnections),
      OwnLayers: known.ownLayers,
      Descendants: [...known.descendants.values()].sort((a, b) => (a.ImageId < b.ImageId ? -1 : 1)),
      Containers: [...known.containers.values()].sort(
        (a, b) => a.StartTime - b.StartTime || (a.ContainerId < b.ContainerId ? -1 : 1),
      ),
      AlertIds: [],
      Gaps: [...facts.gaps.values()]
        .filter(({ start, end }) => start <= (build.end ?? now) && (end ?? now) >= build.start)
        .map(({ text }) => text)
        .sort(),
    },
  };
}

/** Writes of the build's Dockerfile in the hour before; where its path is unknown, of one in its context. */
function writesOf({ request, dockerfile, start, end }: OpenBuild, facts: Facts): FileWrite[] {
  if (!request) return [];
  const path = dockerfile?.Path || dockerfilePath(request);
  const context = contextPath(request);
  return [...facts.fileWrites.values()]
    .filter(({ Time }) => Time >= start - hour && Time <= (end ?? start + 60_000_000))
    .filter(({ FolderPath }) =>
      path === '' ? isDockerfileBelow(FolderPath, context, request) : FolderPath === path,
    )
    .sort((a, b) => a.Time - b.Time || (a.FolderPath < b.FolderPath ? -1 : 1))
    .slice(-maxWrites);
}

/** `docker build - < Dockerfile` names no file: one that was written next to the client just before is its. */
function isDockerfileBelow(path: string, context: string, { workingDirectory }: Request): boolean {
  const name = path.replace(/^.*\//, '');
  if (!/^(?:dockerfile(?:\..*)?|.*\.dockerfile|containerfile)$/i.test(name)) return false;
  const directory = context.startsWith('/') ? context : workingDirectory;
  return directory.length > 1 && path.startsWith(`${directory.replace(/\/$/, '')}/`);
}
