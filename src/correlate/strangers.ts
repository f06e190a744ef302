import type { DockerApiEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { type ApiCall, callerOf, readApiCall } from './api-call.js';
import { fromCall, fromPeer } from './api-request.js';
import { readClientCommand } from './client-command.js';
import { numberOf, objectOf } from './json.js';
import type { Processes } from './processes.js';
import type { Request } from './request.js';
import type { Requests } from './requests.js';

const second = 1_000_000;
const maxAnswered = 100;

/** Who turned to an engine and is no client whose command line tells what it asks for. */
export class Strangers {
  readonly #requests: Requests;
  /** When BuildKit began what nobody's command line told of, of builds that are closed. */
  #answered: Micros[] = [];

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /**
   * Who may have asked for a build that no request accounts for: callers of BuildKit's own interface between two times;
   * failing that whoever connected, here or from another host, and is no container tool with another errand. `engine` is
   * the process of the engine that built, where it is known: a host may have several. `before` is when the build before
   * began: who asked by then asked for that one, unless nobody did since.
   */
  who(
    from: Micros,
    to: Micros,
    processes: Processes,
    { engine, before = 0 }: { engine?: number | undefined; before?: Micros } = {},
  ): Request[] {
    const found = new Map<string, Request>();
    const earlier = new Map<string, Request>();
    const last = Math.max(before, ...this.#answered.filter((time) => time < to - second));
    for (const call of this.#requests.calls('grpc', 'session')) {
      if (call.time < from || call.time > to || isOfAnother(call.row, engine)) continue;
      const request = this.#stranger(call, processes);
      const end = request?.program && processes.end(request.program);
      if (!request || (end && end.time < to - second)) continue;
      const callers = call.time > last ? found : earlier;
      const who = nameOf(request);
      if (callers.has(who)) continue;
      request.basis = { basis: 'its request to BuildKit, the only one then', confidence: 'Medium' };
      callers.set(who, request);
    }
    const callers = found.size > 0 ? found : earlier;
    return callers.size > 0 ? [...callers.values()] : this.#connected(from, to, processes, engine);
  }

  /** A build of BuildKit's is closed: whoever had asked by then has had an answer. */
  answered(time: Micros): void {
    this.#answered = [...this.#answered, time].slice(-maxAnswered);
  }

  /** Whether one of them turned to BuildKit between two times. */
  turned(from: Micros, to: Micros, processes: Processes): boolean {
    return this.#requests
      .calls('grpc', 'session')
      .some((call) => call.time > from && call.time <= to && this.#stranger(call, processes));
  }

  /** A caller of BuildKit's own interface that is no client whose command line tells what it asks for. */
  #stranger(call: ApiCall, processes: Processes): Request | undefined {
    const local = this.#requests.local(call, processes);
    const program = callerOf(call.row, processes).program ?? local;
    if (program && this.#requests.isClient(program)) return undefined;
    const request = fromCall(call, processes, local);
    return request.isIdentified ? request : undefined;
  }

  #connected(from: Micros, to: Micros, processes: Processes, engine?: number): Request[] {
    const found = new Map<number, Request>();
    for (const { time, processId, row } of this.#requests.connects) {
      if (time < from || time > to || found.has(processId) || isOfAnother(row, engine)) continue;
      const { program } = callerOf(row, processes);
      if (program && this.#requests.isClient(program)) continue;
      const end = program && processes.end(program);
      if (end && end.time < to - second) continue;
      const call = readApiCall({ ...row, ActionType: 'ClientConnected' });
      const request = fromCall({ ...call, verb: 'other' }, processes, undefined);
      if (readClientCommand([request.fileName]) === undefined) found.set(processId, request);
    }
    const remote = new Map<string, Request>();
    for (const row of this.#requests.acceptances) {
      const { TimeGenerated: time, RemoteIP: address = '' } = row;
      if (row.InitiatingProcessFileName !== 'dockerd') continue;
      if (engine !== undefined && row.InitiatingProcessId !== engine) continue;
      if (time >= from && time <= to && !remote.has(address))
        remote.set(address, fromPeer(row, processes));
    }
    return [...found.values(), ...remote.values()];
  }
}

const nameOf = ({ remoteIP, processIds }: Request): string => remoteIP || processIds.join();

/** Whether it was another engine's process that took the request. */
function isOfAnother(row: DockerApiEvents, engine: number | undefined): boolean {
  const taker = numberOf(objectOf(row.AdditionalFields)['EngineProcessId']);
  return engine !== undefined && taker !== null && taker !== engine;
}
