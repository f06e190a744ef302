import type { ImageBuilds } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { readBuildDetails, readChainEntry } from './details.js';
import { listOf } from './json.js';

const maxRequesters = 1000;

/** Which builds one requester asked for within a short time. */
export class RecentBuilds {
  /** Starts of builds by who asked, those who asked last at the end. */
  readonly #asked = new Map<string, Map<string, Micros>>();
  readonly #requesters = new Map<string, string>();

  constructor(readonly window: Micros) {}

  /** Whether that is news: who asked may become known later than the build. */
  note(build: ImageBuilds): boolean {
    const { BuildId: id, TimeGenerated: start } = build;
    const who = requesterOf(build);
    if ((this.#requesters.get(id) ?? '') === who) return false;
    this.forget(id);
    if (who === '') return true;
    const all = this.#asked.get(who) ?? new Map<string, Micros>();
    this.#asked.delete(who);
    this.#asked.set(who, all.set(id, start));
    this.#requesters.set(id, who);
    for (const [other, at] of all) if (at <= start - 2 * this.window) this.forget(other);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > maxRequesters && oldest !== undefined) this.#forgetAll(oldest);
    return true;
  }

  forget(id: string): void {
    this.#asked.get(this.#requesters.get(id) ?? '')?.delete(id);
    this.#requesters.delete(id);
  }

  /** How many others of the same requester began within the window before the build. */
  before(id: string, start: Micros): number {
    const all = [...(this.#asked.get(this.#requesters.get(id) ?? '') ?? [])];
    return all.filter(([other, at]) => other !== id && at > start - this.window && at <= start)
      .length;
  }

  #forgetAll(who: string): void {
    for (const id of this.#asked.get(who)?.keys() ?? []) this.#requesters.delete(id);
    this.#asked.delete(who);
  }
}

/** Who makes several builds in a row: another host, a container, or what started the client; empty for nobody. */
function requesterOf(build: ImageBuilds): string {
  const { RequesterRemoteIP, RequestTool } = readBuildDetails(build.AdditionalFields);
  if (RequesterRemoteIP) return `from ${RequesterRemoteIP}`;
  if (build.RequesterContainerId) return `in ${build.RequesterContainerId}`;
  const [client, parent] = listOf(build.RequesterProcessChain ?? null).map(readChainEntry);
  const above = RequestTool === 'api' ? client : (parent ?? client);
  return above ? `${above.ProcessId} ${above.CreationTime ?? ''}` : '';
}
