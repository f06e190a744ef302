import { posix } from 'node:path';
import { dictionary } from '../model/dictionary.js';
import type { Micros } from '../model/row.js';
import {
  type Activity,
  type Connection,
  connectionKey,
  isRuntimeNoise,
  newActivity,
} from './activity.js';
import { type ApiCall, callerOf, parameter } from './api-call.js';
import type { Client } from './client-request.js';
import type { Method } from './command.js';
import { type Container, hasBorne } from './containers.js';
import type { Closed } from './derive.js';
import { exportedInto } from './exports.js';
import type { Facts } from './facts.js';
import { ident } from './ident.js';
import type { Arrival, Image } from './images.js';
import { lookupKey } from './lookup.js';
import { newBuild, type OpenBuild, spans } from './open-build.js';
import type { Program } from './processes.js';
import { containerKey, isSameContainer } from './reference.js';
import { exitCode, type Step } from './steps.js';

// Images that came to be without a build: committed from a container, imported or loaded from an archive. Each is told
// as a build is, since what was done by hand in a container that is then committed is what a Dockerfile would have done.

const methods: Partial<Record<string, Method>> = dictionary({
  ImageCommitted: 'commit',
  ImageImported: 'import',
  ImageLoaded: 'load',
});
const hour = 3_600_000_000;
const maxSteps = 500;

/** Puts images under the requests that they came of. Gives a build for each that nobody was seen to ask for. */
export function attributeArrivals(
  made: OpenBuild[],
  asked: OpenBuild[],
  images: Image[],
  facts: Facts,
  closed: Closed,
): OpenBuild[] {
  const unasked: OpenBuild[] = [];
  for (const image of images) {
    for (const arrival of image.arrivals) {
      const method = methods[arrival.action];
      if (!method) continue;
      const [only, ...others] = made.filter((build) => fits(build, method, image, arrival, facts));
      const [builder, ...builders] = method === 'load' ? waiting(asked, arrival) : [];
      if (only && others.length === 0) {
        give(only, image, "the engine's word on it just then", 'High');
      } else if (builder && builders.length === 0) {
        give(builder, image, 'time: it was loaded while the build ran', 'Medium');
      } else if (!closed.tookIn(image.id, method, arrival.time)) {
        unasked.push(arrived(image, arrival, method, facts));
      }
    }
  }
  return unasked;
}

function fits(
  build: OpenBuild,
  method: Method,
  image: Image,
  { time }: Arrival,
  { containers }: Facts,
): boolean {
  if (build.request?.command.method !== method || !spans(build, time)) return false;
  if (build.images.some(({ image: held }) => held.id !== image.id) && method !== 'load')
    return false;
  const { context } = build.request.command;
  if (method === 'commit' && image.buildContainerId !== '' && context !== '') {
    const named = containers.find(context, time)?.id ?? context;
    if (
      !isSameContainer(named, image.buildContainerId) &&
      !image.buildContainerId.startsWith(named)
    )
      return false;
  }
  const names = [...image.references, ...image.tagged.map(({ reference }) => reference)];
  return (
    build.tags.length === 0 || names.length === 0 || build.tags.some((tag) => names.includes(tag))
  );
}

/** buildx with a builder of its own hands the result to the engine as an archive. */
function waiting(asked: OpenBuild[], { time }: Arrival): OpenBuild[] {
  return asked.filter(
    (build) =>
      spans(build, time) &&
      build.images.length === 0 &&
      ['buildx', 'docker', 'compose', 'nerdctl'].includes(build.request?.command.tool ?? ''),
  );
}

function give(build: OpenBuild, image: Image, basis: string, confidence: 'High' | 'Medium'): void {
  if (build.images.some((held) => held.image.id === image.id)) return;
  build.images.push({ image, basis: { basis, confidence } });
}

function arrived(image: Image, arrival: Arrival, method: Method, facts: Facts): OpenBuild {
  const { time } = arrival;
  const { device, requests, processes } = facts;
  const connected = requests.strangers.who(time - 60_000_000, time, processes);
  const request = connected.length === 1 ? connected[0] : undefined;
  const basis = {
    basis: 'time: the only client connected that had no other errand',
    confidence: 'Low' as const,
  };
  return {
    ...newBuild(ident('b', device.id, method, image.id, time), device, time),
    method,
    request: request && { ...request, command: { ...request.command, method } },
    requesterBasis: request && basis,
    end: time,
    images: [{ image, basis: { basis: "the engine's word on it", confidence: 'High' } }],
  };
}

/** What was done in the containers before they were made images: commands run there, and files put into them. */
export function addHandSteps(build: OpenBuild, steps: Step[], facts: Facts): void {
  const sources = sourcesOf(build, facts);
  if (sources.length === 0) return;
  const until = build.images[0]?.image.created ?? build.end ?? build.start;
  const from = until - 24 * hour;
  build.steps = sources
    .flatMap((id) => handSteps(id, until, steps, facts))
    .filter(({ start }) => start <= until + 1_000_000 && start >= from)
    .sort((a, b) => a.start - b.start || (a.containerId < b.containerId ? -1 : 1))
    .slice(0, maxSteps)
    .map((step) => ({
      step,
      basis: { basis: 'the container that the image was made of', confidence: 'High' },
    }));
}

/** The containers that an image was committed from, or exported of. */
function sourcesOf({ method, images, request }: OpenBuild, facts: Facts): string[] {
  const image = images[0]?.image;
  if (method === 'import') return image ? [...new Set(exportedInto(image, facts))] : [];
  if (method !== 'commit') return [];
  return [image?.buildContainerId || request?.command.context || ''];
}

function handSteps(id: string, until: Micros, steps: Step[], facts: Facts): Step[] {
  const container = facts.containers.get(id) ?? facts.containers.find(id, until);
  const activity = facts.activities.get(containerKey(container?.id ?? id));
  const found = activity ? trees(activity, container, facts) : [];
  const since = container ? 0 : discarded(id, until, facts);
  const isIts = (named: string, time: Micros): boolean =>
    named !== '' &&
    time > since &&
    ((named.length >= 4 && (container?.id ?? id).startsWith(named)) ||
      // Another may have had its name before.
      (container
        ? hasBorne(container, named) && facts.containers.find(named, time) === container
        : named === id));
  const entered = facts.requests
    .clients('enter')
    .filter(({ command, program }) => isIts(command.container, program.start));
  for (const client of entered) {
    const own = steps.filter(
      ({ root }) => root && facts.processes.chain(root).includes(client.program),
    );
    if (own.length > 0) found.push(...own);
    else if (!activity) found.push(told(client, client.command.command, 'RUN'));
  }
  for (const client of facts.requests.clients('copy')) {
    if (!isIts(client.command.container, client.program.start)) continue;
    const fetched = fetchedBy(client.program, facts);
    const text = copyOf(client);
    // Whichever of the two is asked for, buildah fetches what has an address.
    const step = told(client, text, text.includes('://') ? 'ADD' : 'COPY');
    found.push(fetched ? { ...step, activity: fetched } : step);
  }
  for (const call of facts.requests.calls('archive')) {
    const { program } = callerOf(call.row, facts.processes);
    if (isIts(call.subject, call.time) && !found.some(({ root }) => root && root === program))
      found.push(archived(call, program));
  }
  return found;
}

/** When one that had its name before was last removed, having been committed: of buildah's and podman's no engine tells. */
function discarded(name: string, until: Micros, { requests, processes }: Facts): Micros {
  const first = requests
    .clients('build')
    .find(({ command }) => command.method === 'commit' && command.context === name);
  const last = requests
    .clients('discard')
    .findLast(
      ({ command: { containers }, program }) =>
        program.start < until &&
        (containers === 'all' || containers.includes(name)) &&
        !processes.end(program)?.code,
    );
  return first && last && first.program.start < last.program.start ? last.program.start : 0;
}

/** A container's own command, and each command that was run in it later, with what came of it. */
function trees(activity: Activity, container: Container | undefined, facts: Facts): Step[] {
  const programs = activity.programs.items.filter((program) => !isRuntimeNoise(program));
  const inside = new Set(programs);
  const topOf = (program: Program): Program =>
    facts.processes.chain(program).findLast((ancestor) => inside.has(ancestor)) ?? program;
  const byTop = new Map<Program, Activity>();
  for (const program of programs) {
    const top = topOf(program);
    const tree = byTop.get(top) ?? newActivity(activity.key, 200, 200);
    tree.programs.add(program.start, `${program.processId} ${program.fileName}`, program);
    byTop.set(top, tree);
  }
  const treeOf = ({ ProcessId, Time }: Pick<Connection, 'ProcessId' | 'Time'>) => {
    const program = facts.processes.at(ProcessId ?? -1, Time, 1_000_000);
    return byTop.get(program && inside.has(program) ? topOf(program) : (programs[0] as Program));
  };
  for (const lookup of activity.lookups.items) {
    treeOf(lookup)?.lookups.add(lookup.Time, lookupKey(lookup), lookup);
  }
  for (const connection of activity.connections.items) {
    treeOf(connection)?.connections.add(connection.Time, JSON.stringify(connection), connection);
  }
  return [...byTop].map(([root, tree]) => {
    const exit = facts.processes.end(root);
    return {
      containerId: `${container?.id ?? activity.containerId}/${root.processId}-${root.start}`,
      kind: 'unknown',
      instruction: 'RUN',
      start: root.start,
      end: exit?.time ?? null,
      exitCode: exit ? exitCode(exit) : null,
      command: root.script ?? root.commandLine,
      root,
      container,
      activity: { ...tree, version: activity.version },
      sure: true,
    };
  });
}

/** What was copied from where, wherever the client was. */
function copyOf({ command, workingDirectory }: Client & { command: { kind: 'copy' } }): string {
  const [from = '', ...to] = command.text.split(' ');
  const isPath = workingDirectory !== '' && from !== '-' && !from.includes('://');
  return [isPath ? posix.resolve(workingDirectory, from) : from, ...to].join(' ');
}

/** What a client connected to for itself. */
function fetchedBy(program: Program, { fetches, processes }: Facts): Activity | undefined {
  const own = [...fetches.values()].filter(({ client }) =>
    processes.isSameProcess(client, program),
  );
  if (own.length === 0) return undefined;
  const activity = newActivity(`client-${program.processId}`, 1, own.length);
  for (const { connection } of own)
    activity.connections.add(connection.Time, connectionKey(connection), connection);
  return { ...activity, version: own.length };
}

function told({ program }: Client, command: string, instruction: Step['instruction']): Step {
  return {
    containerId: `client-${program.processId}-${program.start}`,
    kind: 'unknown',
    instruction,
    start: program.start,
    end: null,
    exitCode: null,
    command,
    root: program,
    container: undefined,
    activity: undefined,
    sure: true,
  };
}

function archived(call: ApiCall, root: Program | undefined): Step {
  return {
    containerId: `request-${call.time}`,
    kind: 'unknown',
    instruction: 'COPY',
    start: call.time,
    end: null,
    exitCode: null,
    command: `an archive to ${parameter(call.row, 'path')}`,
    root,
    container: undefined,
    activity: undefined,
    sure: true,
  };
}
