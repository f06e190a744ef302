import { type ApiCall, callerOf, identities } from './api-call.js';
import { textOf } from './api-request.js';
import { readClientCommand } from './client-command.js';
import type { Deed, EngineStart } from './details.js';
import type { Facts } from './facts.js';
import type { OpenBuild } from './open-build.js';
import type { Processes, Program } from './processes.js';
import { normalReference } from './reference.js';
import type { Request } from './request.js';

const minute = 60_000_000;
/** Who explores does it just before. */
const before = 10 * minute;
const after = 60 * minute;
const maxDeeds = 20;

/** Questions that the requester asked the engine just before, where it is no container tool, which asks by itself. */
export function discoveryOf({ request, start }: OpenBuild, facts: Facts): Deed[] {
  if (!request || request.isKnownTool) return [];
  return facts.requests
    .calls('look')
    .filter(({ time }) => time >= start - before && time <= start)
    .filter((call) => isSame(request, call, facts) && !isTool(call, facts))
    .slice(-maxDeeds)
    .map((call) => ({ Time: call.time, Text: textOf(call) }));
}

/** What was removed after the build that told of it: its image by anybody, the builder's cache by the requester. */
export function removalsOf(build: OpenBuild, facts: Facts): Deed[] {
  const { request, start, tags, images } = build;
  const names = new Set([...tags, ...images.flatMap(({ image }) => image.references)]);
  const isIts = (name: string): boolean =>
    names.has(normalReference(name)) ||
    (name.length >= 4 &&
      images.some(({ image: { id } }) => id === name || id.startsWith(`sha256:${name}`)));
  const inTime = (time: number): boolean => time > start && time <= (build.end ?? start) + after;
  const deeds: Deed[] = [];
  for (const call of facts.requests.calls('remove', 'prune')) {
    if (!inTime(call.time)) continue;
    const its =
      call.verb === 'remove' ? isIts(call.subject) : request && isSame(request, call, facts);
    if (its) deeds.push({ Time: call.time, Text: textOf(call) });
  }
  for (const { ref, removed } of build.histories)
    if (removed !== null)
      deeds.push({ Time: removed, Text: `record ${ref} removed from BuildKit's history` });
  for (const { command, program, commandLine } of facts.requests.clients('remove')) {
    const its =
      command.what === 'image'
        ? command.names.some(isIts)
        : request?.program !== undefined && request.program.parentId === program.parentId;
    if (its && inTime(program.start))
      deeds.push({ Time: program.start, Text: commandLine.slice(0, 500) });
  }
  return deeds.sort((a, b) => a.Time - b.Time || (a.Text < b.Text ? -1 : 1)).slice(0, maxDeeds);
}

/** The container in which the engine runs that ran the steps; empty where that is the host, or not known. */
export const engineContainerOf = (build: OpenBuild, { processes }: Facts): string =>
  engineOfSteps(build, processes)?.containerId ?? '';

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

const isEngine = ({ fileName }: Program): boolean => /^(?:dockerd|buildkitd)$/.test(fileName);

/** What stands before a command and starts it in its own place. */
const wrappers = new Set(
  'setsid nohup sudo doas env nice ionice timeout unshare nsenter stdbuf'.split(' '),
);

/** How the engine on this host was started that built, where that was seen within the hour before. */
export function engineStartOf(build: OpenBuild, facts: Facts): EngineStart | null {
  const { processes, requests } = facts;
  const { request, start } = build;
  const asked = request && requests.engineProcess(request.engine, start);
  const taker = asked === undefined ? undefined : processes.at(asked, start);
  const engine = engineOfSteps(build, processes) ?? (taker && isEngine(taker) ? taker : undefined);
  if (!engine || engine.containerId !== '' || engine.start < start - after) return null;
  const [, ...above] = processes.chain(engine);
  const starter = above.find(({ fileName }) => !wrappers.has(fileName));
  return {
    Time: engine.start,
    CommandLine: engine.commandLine.slice(0, 500),
    StartedBy: starter?.fileName ?? engine.parentFileName,
  };
}

function isSame(request: Request, { row }: ApiCall, { processes }: Facts): boolean {
  const mine = identities(request);
  return identities(callerOf(row, processes)).some((name) => mine.includes(name));
}

function isTool({ row }: ApiCall, { processes }: Facts): boolean {
  const { program } = callerOf(row, processes);
  return readClientCommand([row.ClientFileName || program?.fileName || '']) !== undefined;
}
