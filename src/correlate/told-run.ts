import type { Micros } from '../model/row.js';
import type { ClientOf } from './client-request.js';
import type { RunContainer } from './details.js';
import type { Facts } from './facts.js';
import type { KnownBuild, KnownBuilds } from './known-builds.js';
import { localReference } from './reference.js';

const basis = 'an image of that name';

/**
 * Puts containers under their builds of which nothing but the client's command line is known: its engine is not watched,
 * or is none whose events are. Which image the engine took, the name tells: the last build that gave it. Gives the builds
 * that have news, and when what is too young to be judged will be old enough.
 */
export function linkTold(
  facts: Facts,
  known: KnownBuilds,
  now: Micros,
): { news: Set<KnownBuild>; waitsUntil: Micros | undefined } {
  const news = new Set<KnownBuild>();
  let waitsUntil: Micros | undefined;
  for (const client of facts.requests.clients('run')) {
    const { program, command } = client;
    if (!command.isStarted || command.image === '') continue;
    // The engine's own word may come a little later.
    const settles = program.start + facts.settings.settle;
    if (settles > now) {
      waitsUntil ??= settles;
      continue;
    }
    if (command.tool === 'docker' && facts.seen.has('ContainerEvents')) continue;
    const container = toldContainer(client);
    const build = known.ofTag(localReference(command.image), program.start);
    if (build === undefined || build.containers.has(toldKey(container))) continue;
    build.containers.set(toldKey(container), container);
    news.add(build);
  }
  return { news, waitsUntil };
}

/** Identifies a container among those of a build. */
export function toldKey({ ContainerId, StartTime, StartedBy }: RunContainer): string {
  return ContainerId || `${StartTime} ${StartedBy}`;
}

function toldContainer({ program, command, commandLine }: ClientOf<'run'>): RunContainer {
  const { image, name, settings } = command;
  return {
    ContainerId: '',
    Name: name,
    ImageId: '',
    ImageReference: image,
    StartTime: program.start,
    Command: command.command.slice(0, 1000),
    Basis: basis,
    StartedBy: commandLine,
    StartedByAccountName: program.accountName,
    ...settings,
  };
}
