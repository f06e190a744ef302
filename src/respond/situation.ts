import { isExternal } from '../correlate/address.js';
import { type BuildDetails, readBuildDetails, readConnection } from '../correlate/details.js';
import { listOf, textsOf } from '../correlate/json.js';
import type { BuildParts } from '../explain/parts.js';
import type { ImageBuilds } from '../model/generated/tables.js';
import { type ShellText, sh } from './shell.js';

/** What an answer to an incident has to know of it. Texts are as attackers wrote them. */
export interface Situation {
  /** Of the incident, or of the build where there is none. */
  id: string;
  build: ImageBuilds;
  details: BuildDetails;
  /** Begins a command for the engine that built; undefined where no engine did. */
  engine: ShellText | undefined;
  /** Ids of what came out, and of what was made from it. */
  images: string[];
  descendants: string[];
  /** Ids of the containers that ran of them. */
  containers: string[];
  /** Outside addresses that steps or the engine reached, each once. */
  reached: { ip: string; port: number | null; name: string }[];
  /** References under which images of it were pushed. */
  pushed: string[];
  /** Where evidence is kept on the host. */
  keep: string;
}

const most = 50;

export function situationOf(id: string, { build, imageEvents, steps }: BuildParts): Situation {
  const details = readBuildDetails(build.AdditionalFields);
  const connections = [
    ...steps.flatMap((step) => listOf(step.Connections ?? null).map(readConnection)),
    ...details.DaemonConnections,
  ];
  const reached = new Map<string, Situation['reached'][number]>();
  for (const { RemoteIP, RemotePort, RemoteUrl } of connections) {
    if (!isExternal(RemoteIP) || RemotePort === 53) continue;
    const key = `${RemoteIP} ${RemotePort}`;
    const name = RemoteUrl || reached.get(key)?.name || '';
    reached.set(key, { ip: RemoteIP, port: RemotePort, name });
  }
  const descendants = details.Descendants.map(({ ImageId }) => ImageId);
  const pushed = imageEvents
    .filter(({ ActionType }) => ActionType === 'ImagePushed')
    .map(({ ImageReference }) => ImageReference ?? '');
  return {
    id,
    build,
    details,
    engine: engineOf(build, details),
    images: distinct(
      [build.ImageId ?? '', ...details.ImageIds].filter((each) => !descendants.includes(each)),
    ),
    descendants: distinct(descendants),
    containers: distinct([
      ...details.Containers.map(({ ContainerId, Name }) => ContainerId || Name),
      ...textsOf(build.ContainerIds ?? null),
    ]),
    reached: [...reached.values()].slice(0, most),
    pushed: distinct(pushed),
    keep: `/var/tmp/keelwatch-${id.replace(/[^\w-]/g, '')}`,
  };
}

const distinct = (texts: readonly string[]): string[] =>
  [...new Set(texts.filter((text) => text !== ''))].slice(0, most);

/** The client for an engine: the default socket needs no word, one in a container is reached through it. */
function engineOf(
  { Builder, EngineSocket }: ImageBuilds,
  details: BuildDetails,
): ShellText | undefined {
  if (Builder === 'kaniko' || Builder === 'img') return undefined;
  if (Builder === 'podman' || Builder === 'buildah') return { shell: 'podman' };
  if (details.EngineContainerId)
    return { shell: sh`docker exec ${details.EngineContainerId} docker` };
  const socket = EngineSocket ?? '';
  const isOther =
    socket.startsWith('unix://') && !/^unix:\/\/(?:\/var)?\/run\/docker\.sock$/.test(socket);
  return { shell: isOther ? sh`docker -H ${socket}` : 'docker' };
}

/** As much of an id as engines show, and take. */
export const shortId = (id: string): string => {
  const digits = id.replace(/^sha256:/, '');
  return /^[0-9a-f]{12,64}$/.test(digits) ? digits.slice(0, 12) : id;
};
