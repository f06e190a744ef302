import type { Micros } from '../model/row.js';
import type { ClientOf } from './client-request.js';
import type { RunContainer } from './details.js';
import type { Facts } from './facts.js';
import type { KnownBuild, KnownBuilds } from './known-builds.js';
import type { Program } from './processes.js';
import { localReference } from './reference.js';

const basis = 'an image of that name';

/**
 * Puts containers under their builds of which nothing but the client's command line is known: its engine is not watched,
 * or is none whose events are. Which image the engine took, the name tells: the last build that gave it.
 */
export class ToldRuns {
  /** Each is judged once, when the engine's own word, and the build's, would have come. */
  readonly #judged = new WeakSet<Program>();

  constructor(
    readonly facts: Facts,
    readonly known: KnownBuilds,
  ) {}

  /** Gives the builds that have news, and when a run that is too young to be judged will be old enough. */
  link(now: Micros): { news: KnownBuild[]; waitsUntil: Micros | undefined } {
    const { requests, seen, settings } = this.facts;
    const news: KnownBuild[] = [];
    for (const client of requests.clients('run')) {
      const { program, command } = client;
      if (this.#judged.has(program)) continue;
      const waitsUntil = program.start + settings.settle;
      // Those that follow began later still.
      if (waitsUntil > now) return { news, waitsUntil };
      this.#judged.add(program);
      const isToldElsewhere = command.tool === 'docker' && seen.has('ContainerEvents');
      if (!command.isStarted || command.image === '' || isToldElsewhere) continue;
      const build = this.known.ofTag(localReference(command.image), program.start);
      if (build && this.known.ran(build, toldContainer(client))) news.push(build);
    }
    return { news, waitsUntil: undefined };
  }
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
