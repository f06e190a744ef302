import { type ApiCall, callerOf, identities } from './api-call.js';
import { textOf } from './api-request.js';
import { readClientCommand } from './client-command.js';
import type { Deed } from './details.js';
import type { Facts } from './facts.js';
import type { OpenBuild } from './open-build.js';
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

function isSame(request: Request, { row }: ApiCall, { processes }: Facts): boolean {
  const mine = identities(request);
  return identities(callerOf(row, processes)).some((name) => mine.includes(name));
}

function isTool({ row }: ApiCall, { processes }: Facts): boolean {
  const { program } = callerOf(row, processes);
  return readClientCommand([row.ClientFileName || program?.fileName || '']) !== undefined;
}
