import type { Micros } from '../model/row.js';
import type { ClientOf } from './client-request.js';
import type { RunContainer } from './details.js';
import type { Facts } from './facts.js';
import type { KnownBuild, KnownBuilds } from './known-builds.js';
import type { Program } from './processes.js';
import { localReference } from './reference.js';

/** Words that complete "from …". */
export const basisOfToldRun = 'an image of that name';

/**
 * Puts containers under their builds of which nothing but the client's command line, and its request, is known: its
 * engine is not watched, or is none whose events are. Which image the engine took, the name tells: the last build that
 * gave it.
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
      if (!command.isStarted || command.image === '' || this.#failed(program)) continue;
      const started = this.#startedBy(program);
      // An engine that nobody listens to tells nothing, whatever another one does.
      const isUntold = started !== '' && this.facts.containers.get(started) === undefined;
      if (command.tool === 'docker' && seen.has('ContainerEvents') && !isUntold) continue;
      const build = this.known.ofTag(localReference(command.image), program.start);
      if (build && this.known.ran(build, toldContainer(client, started))) news.push(build);
    }
    return { news, waitsUntil: undefined };
  }

  /** The container that a client had its engine start, by its request; empty where that was not seen. */
  #startedBy({ processId, start }: Program): string {
    const calls = this.facts.requests.calls('start');
    const own = calls.find(({ row, time }) => row.ClientProcessId === processId && time >= start);
    return own?.subject ?? '';
  }

  /** By the statuses that say so: the engine took it for wrong, or the command could not be run or found. */
  #failed(program: Program): boolean {
    const code = this.facts.processes.end(program)?.code ?? 0;
    return code >= 125 && code <= 127;
  }
}

function toldContainer(
  { program, command, commandLine }: ClientOf<'run'>,
  started: string,
): RunContainer {
  const { image, name, settings } = command;
  return {
    ContainerId: started,
    Name: name,
    ImageId: '',
    ImageReference: image,
    StartTime: program.start,
    Command: command.command.slice(0, 1000),
    Basis: basisOfToldRun,
    StartedBy: commandLine,
    StartedByAccountName: program.accountName,
    ...settings,
  };
}
