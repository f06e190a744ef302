import { type ApiCall, parameters } from './api-call.js';
import type { Processes, Program } from './processes.js';
import type { Request } from './request.js';

// Whose request a call on the engine's API is.

/** Requests of clients by the processes that they are known by, in their order. */
export function byProcess(requests: Request[]): Map<number, Request[]> {
  const found = new Map<number, Request[]>();
  for (const request of requests) {
    if (request.viaApi) continue;
    for (const processId of new Set(request.programs.map((program) => program.processId)))
      listed(found, processId).push(request);
  }
  return found;
}

/** Requests of clients by what names the client's process. */
export function byClient(requests: Request[]): Map<string, Request> {
  const found = new Map<string, Request>();
  for (const request of requests)
    if (!request.viaApi && request.program) found.set(keyOf(request.program), request);
  return found;
}

/** The first request one of whose processes is in a chain. */
export function clientAbove(
  chain: readonly Program[],
  ofProcess: ReadonlyMap<number, Request[]>,
  processes: Processes,
): Request | undefined {
  const near = chain.flatMap(({ processId }) => ofProcess.get(processId) ?? []);
  return near
    .filter(({ programs }) => programs.some((program) => processes.holds(chain, program)))
    .reduce<Request | undefined>(
      (first, request) => (first && first.time <= request.time ? first : request),
      undefined,
    );
}

export function listed<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/**
 * The client whose request a program passed on, as a relay of the engine's socket does: the only one at work that asks
 * for the same names, and that was not seen to connect to any engine itself.
 */
export function relayed(
  call: ApiCall,
  requests: Request[],
  processes: Processes,
): Request | undefined {
  const tags = parameters(call.row, 't');
  if (tags.length === 0) return undefined;
  const fitting = requests.filter(({ viaApi, engine, apiCall, program, command, time }) => {
    if (viaApi || engine !== '' || apiCall !== '' || command.method !== call.verb) return false;
    if (call.time < time || command.tags.join() !== tags.join()) return false;
    const end = program && processes.end(program);
    return !end || call.time <= end.time;
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** What names a program among those that ran. */
export function keyOf({ processId, start }: Program): string {
  return `${processId} ${start}`;
}
