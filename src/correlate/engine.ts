import type { EngineStart } from './details.js';
import type { Facts } from './facts.js';
import type { OpenBuild } from './open-build.js';
import type { Processes, Program } from './processes.js';

const hour = 3_600_000_000;

/** The container in which the engine runs that ran the steps; empty where that is the host, or not known. */
export const engineContainerOf = (build: OpenBuild, { processes }: Facts): string =>
  engineOfSteps(build, processes)?.containerId ?? '';

/** How the engine on this host was started that built, where that was seen within the hour before. */
export function engineStartOf(build: OpenBuild, facts: Facts): EngineStart | null {
  const { processes } = facts;
  const engine = engineOfSteps(build, processes) ?? engineOfRequest(build, facts);
  if (!engine || engine.containerId !== '' || engine.start < build.start - hour) return null;
  const [, ...above] = processes.chain(engine);
  const starter = above.find(({ fileName }) => !wrappers.has(fileName));
  return {
    Time: engine.start,
    CommandLine: engine.commandLine.slice(0, 500),
    StartedBy: starter?.fileName ?? engine.parentFileName,
  };
}

function engineOfSteps({ steps }: OpenBuild, processes: Processes): Program | undefined {
  for (const { step } of steps) {
    const chain = step.root ? processes.chain(step.root) : [];
    const runtime = chain.findIndex(({ fileName }) => fileName === 'containerd');
    // Whatever it is called: dockerd starts a containerd of its own where none is there.
    const engine = chain.find(isEngine) ?? (runtime < 0 ? undefined : chain[runtime + 1]);
    if (engine) return engine;
  }
  return undefined;
}

function engineOfRequest({ request, start }: OpenBuild, facts: Facts): Program | undefined {
  const taker = request && facts.requests.engineProcess(request.engine);
  const program = taker === undefined ? undefined : facts.processes.at(taker, start);
  return program && isEngine(program) ? program : undefined;
}

const isEngine = ({ fileName }: Program): boolean => /^(?:dockerd|buildkitd)$/.test(fileName);

/** What stands before a command and starts it in its own place. */
const wrappers = new Set(
  'setsid nohup sudo doas env nice ionice timeout unshare nsenter stdbuf'.split(' '),
);
