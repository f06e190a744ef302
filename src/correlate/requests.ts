import type {
  DeviceNetworkEvents,
  DeviceProcessEvents,
  DockerApiEvents,
  ImageBuilds,
} from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { redactArguments } from '../sense/redact-arguments.js';
import { isLoopback } from './address.js';
import { type ApiCall, callerOf, connectionOf, readApiCall, type Verb } from './api-call.js';
import { addPeer, complete, fromCall } from './api-request.js';
import { readClientCommand } from './client-command.js';
import { absorb, type Client, type ClientOf, engineOf, fromClient } from './client-request.js';
import { readRenamed } from './clients/renamed.js';
import { type BuildCommand, isDaemonless } from './command.js';
import { joinArguments } from './command-line.js';
import type { Container } from './containers.js';
import { readBuildDetails } from './details.js';
import { numberOf, objectOf, textOf } from './json.js';
import { argumentsOf, type Processes, type Program, programArguments } from './processes.js';
import { type ClientDockerfile, contextKind, type Request } from './request.js';
import { byClient, byProcess, clientAbove, keyOf, listed, relayed } from './request-owner.js';
import { Strangers } from './strangers.js';

/** A client that connected to an engine. */
export interface Connect {
  time: Micros;
  processId: number;
  engine: string;
  row: DockerApiEvents;
}

const second = 1_000_000;
const maxClients = 5000;
const maxConnects = 5000;
const maxCalls = 5000;
const maxEngines = 100;
const maxSent = 500;
/** How long after a build's request its context may come. */
const sending = 120 * second;
/** What a client did before it asked for a build is looked at this far back. */
const lookBack = 600 * second;

/** Programs that hand on what comes over a connection, and ask for nothing themselves. */
const relays = new Set(
  'socat ncat nc haproxy nginx envoy traefik caddy stunnel stunnel4 sshd xinetd rinetd'.split(' '),
);

/** In place of a client that is known: there is none. */
const nobody = 'nobody';

/** Set apart for Docker's API, in the clear and with TLS. */
export const isEnginePort = (port: number | null | undefined): boolean =>
  port === 2375 || port === 2376;

const making = new Set<Verb>(['build', 'commit', 'import', 'load']);

/** Who asks for builds: clients by their command line, renamed ones too, and requests seen on the engine's API. */
export class Requests {
  #clients = new Map<string, Client>();
  #connects = new Map<string, Connect>();
  #calls = new Map<string, ApiCall>();
  /** Answers of `clients` and `calls`, kept until there are others. */
  readonly #clientLists = new Map<string, Client[]>();
  readonly #callLists = new Map<string, ApiCall[]>();
  /** Dockerfiles in the bodies of requests. */
  #sent = new Map<string, { row: DockerApiEvents; dockerfile: ClientDockerfile }>();
  #accepted = new Map<string, DeviceNetworkEvents>();
  /** Processes here that connected to an engine over TCP, by the port that they did it from. */
  #ports = new Map<number, { time: Micros; processId: number }>();
  /** The process of each engine, by its address, as of the last connection. */
  #engines = new Map<string, { time: Micros; processId: number }>();
  #seesConnects = false;
  readonly strangers = new Strangers(this);
  /** What was found for a container, null for nobody; a container of which more becomes known is another object. */
  readonly #runners = new WeakMap<Container, Program | null>();

  /** Whether the process may be a client. */
  process(row: DeviceProcessEvents, program: Program): boolean {
    const args = programArguments(row);
    const named = readClientCommand(args, toolOf(program.fileName));
    const identified =
      named === undefined && program.identity !== ''
        ? readClientCommand(args, program.identity)
        : undefined;
    // Whoever starts a program chooses what it is called by its first argument.
    const called = named ?? identified ?? readClientCommand(args);
    const renamed = called === undefined ? readRenamed(args) : undefined;
    const command = called ?? renamed?.command;
    if (!command) return false;
    const isKnown = named !== undefined || program.fileName === '';
    const likeness: Client['likeness'] = renamed?.likeness ?? (isKnown ? 'known' : 'identified');
    const commandLine = joinArguments(redactArguments(argumentsOf(row)));
    const workingDirectory = row.ProcessCurrentWorkingDirectory ?? '';
    const device = { id: row.DeviceId ?? '', name: row.DeviceName ?? '' };
    const key = keyOf(program);
    const partOf = this.#clients.get(key)?.partOf ?? '';
    const client = { program, command, likeness, commandLine, workingDirectory, device, partOf };
    this.#clients.set(key, client);
    this.#clientLists.clear();
    dropFirst(this.#clients, maxClients);
    return true;
  }

  api(row: DockerApiEvents): boolean {
    const time = row.TimeGenerated;
    const who = row.ClientProcessId ?? connectionOf(row);
    if (row.ActionType === 'Request') {
      const call = readApiCall(row);
      const key = `${time} ${who} ${call.method} ${call.path}`;
      if (!this.#calls.has(key)) this.#calls.set(key, call);
      this.#callLists.clear();
      dropFirst(this.#calls, maxCalls);
    }
    if (row.ActionType === 'DockerfileSent') {
      this.#sent.set(`${time} ${who}`, { row, dockerfile: dockerfileIn(row) });
      dropFirst(this.#sent, maxSent);
      return true;
    }
    const processId = row.ClientProcessId;
    if (typeof processId !== 'number') return true;
    this.#seesConnects = true;
    const engine = row.EngineSocket ?? '';
    this.#connects.set(`${time} ${processId}`, { time, processId, engine, row });
    dropFirst(this.#connects, maxConnects);
    const taker = numberOf(objectOf(row.AdditionalFields)['EngineProcessId']);
    if (taker !== null && time >= (this.#engines.get(engine)?.time ?? 0)) {
      this.#engines.set(engine, { time, processId: taker });
      dropFirst(this.#engines, maxEngines);
    }
    return true;
  }

  /**
   * Whether what a program connects to is what it builds from: it makes images without a daemon, or is docker's client,
   * which fetches a context from elsewhere by itself for the classic builder.
   */
  fetchesForItself(program: Program): boolean {
    const command = this.#clients.get(keyOf(program))?.command;
    const makes = command?.kind === 'build' || command?.kind === 'copy' || command?.kind === 'from';
    if (!makes) return false;
    return isDaemonless(command.tool) || (command.kind === 'build' && isFetched(command));
  }

  /** The process of the engine at an address, by the last connection to it that was seen. */
  engineProcess(engine: string): number | undefined {
    return this.#engines.get(engine)?.processId;
  }

  /** A connection from another host that an engine took, or what passes connections on to one. */
  accepted(row: DeviceNetworkEvents): boolean {
    const address = row.RemoteIP ?? '';
    const by = row.InitiatingProcessFileName ?? '';
    if ((by !== 'dockerd' && !relays.has(by)) || isLoopback(address)) return false;
    this.#accepted.set(`${row.TimeGenerated} ${address} ${row.RemotePort}`, row);
    dropFirst(this.#accepted, maxConnects);
    return true;
  }

  /** A connection of a process here to an engine's TCP port: it tells whose a request over the loopback was. */
  connected({ RemotePort, LocalPort, InitiatingProcessId, TimeGenerated }: DeviceNetworkEvents) {
    if (!isEnginePort(RemotePort)) return;
    if (typeof LocalPort !== 'number' || typeof InitiatingProcessId !== 'number') return;
    this.#ports.set(LocalPort, { time: TimeGenerated, processId: InitiatingProcessId });
    dropFirst(this.#ports, maxConnects);
  }

  /** Requests and plugins of builds that are over ask for nothing any more, though their client is not known again. */
  close(builds: ImageBuilds[]): void {
    const callsOf = new Map<number, ApiCall[]>();
    for (const call of this.#calls.values()) {
      const { ClientProcessId, ClientRemotePort } = call.row;
      const processId = ClientProcessId ?? this.#ports.get(ClientRemotePort ?? -1)?.processId;
      if (typeof processId === 'number') listed(callsOf, processId).push(call);
    }
    const clientsOf = new Map<number, Client[]>();
    for (const client of this.#clients.values())
      listed(clientsOf, client.program.processId).push(client);
    for (const build of builds) {
      const { StartTime, EndTime, TimeGenerated, RequesterProcessId, AdditionalFields } = build;
      const { RequestTool, RequesterProcessIds } = readBuildDetails(AdditionalFields);
      // What was asked for over the API alone has its name from the request: it is known again by that.
      if (RequestTool === 'api') continue;
      const from = (StartTime ?? TimeGenerated) - second;
      const until = (EndTime ?? Number.MAX_SAFE_INTEGER) + second;
      const isThen = (time: Micros): boolean => time >= from && time <= until;
      for (const processId of RequesterProcessIds) {
        for (const call of callsOf.get(processId) ?? [])
          if (isThen(call.time)) call.client = nobody;
        if (processId === RequesterProcessId) continue;
        for (const client of clientsOf.get(processId) ?? [])
          if (isThen(client.program.start)) client.partOf = nobody;
      }
    }
  }

  /** Drops what is older. A client that still runs stays for as long as `keep` says so. */
  forget(before: Micros, keep: (program: Program) => boolean): void {
    this.#clientLists.clear();
    this.#callLists.clear();
    for (const [key, { program }] of this.#clients) {
      if (program.start < before && !keep(program)) this.#clients.delete(key);
    }
    for (const [key, { time }] of this.#connects) if (time < before) this.#connects.delete(key);
    for (const [key, { time }] of this.#calls)
      if (time < before - lookBack) this.#calls.delete(key);
    for (const [key, { row }] of this.#sent) if (row.TimeGenerated < before) this.#sent.delete(key);
    for (const [key, { time }] of this.#ports) if (time < before) this.#ports.delete(key);
    for (const [key, row] of this.#accepted) {
      if (row.TimeGenerated < before) this.#accepted.delete(key);
    }
  }

  /** The clients whose commands are of a kind, earliest first. */
  clients<K extends Client['command']['kind']>(...kinds: K[]): readonly ClientOf<K>[] {
    const is = (client: Client): client is ClientOf<K> =>
      kinds.some((kind) => kind === client.command.kind);
    const known = this.#clientLists.get(kinds.join());
    if (known) return known.filter(is);
    const found = [...this.#clients.values()].filter(is);
    found.sort((a, b) => a.program.start - b.program.start);
    this.#clientLists.set(kinds.join(), found);
    return found;
  }

  /** The requests of these kinds, earliest first. */
  calls(...verbs: Verb[]): readonly ApiCall[] {
    const known = this.#callLists.get(verbs.join());
    if (known) return known;
    const found = [...this.#calls.values()].filter(({ verb }) => verbs.includes(verb));
    found.sort((a, b) => a.time - b.time);
    this.#callLists.set(verbs.join(), found);
    return found;
  }

  /** The builds asked for, and images asked for otherwise, earliest first; a plugin's request is its parent's. */
  builds(processes: Processes): Request[] {
    const requests = this.#byClients(processes);
    const ofProcess = byProcess(requests);
    const ofClient = byClient(requests);
    const timesOn = this.#timesByConnection();
    for (const call of this.calls(...making)) {
      const program = callerOf(call.row, processes).program ?? this.local(call, processes);
      const asked =
        (program && clientAbove(processes.chain(program), ofProcess, processes)) ??
        // Its processes may have been forgotten since it was found to be that client's.
        ofClient.get(call.client) ??
        this.#unnamed(call, requests, processes) ??
        relayed(call, requests, processes);
      if (asked) {
        call.client = asked.program ? keyOf(asked.program) : '';
        complete(asked, call);
        this.#behindRelay(asked, fromCall(call, processes, program));
        asked.sent ??= this.#sentWith(call);
      } else if (call.client === '' || this.#clients.has(call.client)) {
        const request = fromCall(call, processes, program);
        request.isKnownTool = this.#isTool(request.program);
        // HTTP/1.1: the next request on a connection comes when the one before is answered.
        request.sent = this.#sentWith(call);
        this.#behindRelay(request, request);
        request.end = timesOn.get(call.connection)?.find((time) => time > call.time) ?? null;
        requests.push(request);
      }
    }
    return requests.sort((a, b) => a.time - b.time);
  }

  /** Whether it is a container tool by its name, such as a docker that passes on what comes over ssh. */
  #isTool(program: Program | undefined): boolean {
    return program !== undefined && this.#clients.get(keyOf(program))?.likeness === 'known';
  }

  /**
   * The host behind a request that a relay on this host passed on: the only one whose connection the relay had taken, or
   * a process of its name just then, since relays hand connections to processes of their own. `request` is the caller's,
   * or a client's that it passed on.
   */
  #behindRelay(request: Request, { fileName, containerId, time, processIds }: Request): void {
    if (request.remoteIP !== '' || containerId !== '' || !relays.has(fileName)) return;
    const taken = [...this.#accepted.values()].filter((row) => {
      const { InitiatingProcessFileName, InitiatingProcessId, TimeGenerated } = row;
      const isOwn = processIds.includes(InitiatingProcessId ?? -1);
      const age = time - TimeGenerated;
      return (
        InitiatingProcessFileName === fileName && age >= 0 && age <= (isOwn ? 600 : 5) * second
      );
    });
    const last = taken.at(-1);
    if (!last || new Set(taken.map(({ RemoteIP }) => RemoteIP)).size > 1) return;
    request.remoteIP = last.RemoteIP ?? '';
    request.remotePort = last.RemotePort ?? null;
    request.basis = { basis: `a connection that ${fileName} had taken`, confidence: 'Medium' };
  }

  /** When requests came over each connection, earliest first. */
  #timesByConnection(): Map<string, Micros[]> {
    const found = new Map<string, Micros[]>();
    for (const { connection, time } of this.#calls.values()) {
      if (connection !== '') listed(found, connection).push(time);
    }
    for (const times of found.values()) times.sort((a, b) => a - b);
    return found;
  }

  /** The Dockerfile that came in a request's body. */
  #sentWith({ row, time, verb, connection }: ApiCall): ClientDockerfile | undefined {
    if (verb !== 'build' || this.#sent.size === 0) return undefined;
    const who = row.ClientProcessId ?? connection;
    const query = JSON.stringify(row.QueryParameters);
    return [...this.#sent.values()]
      .filter(
        ({ row: sent }) =>
          (sent.ClientProcessId ?? connectionOf(sent)) === who &&
          sent.TimeGenerated >= time &&
          sent.TimeGenerated <= time + sending &&
          JSON.stringify(sent.QueryParameters) === query,
      )
      .sort((a, b) => a.row.TimeGenerated - b.row.TimeGenerated)[0]?.dockerfile;
  }

  #byClients(processes: Processes): Request[] {
    const connects = this.#connectsByProcess();
    const connectOf = (program: Program): Connect | undefined => {
      const end = processes.end(program)?.time ?? Number.MAX_SAFE_INTEGER;
      return connects
        .get(program.processId)
        ?.find(({ time }) => time >= program.start - second && time <= end + second);
    };
    const found = new Map<string, Request>();
    for (const client of this.clients('build')) {
      const connect = connectOf(client.program);
      const engine = connect?.engine ?? '';
      const connected = engine !== '';
      if (client.likeness === 'weak' && !connected) continue;
      const isAlone = client.command.tool === 'buildah';
      if (client.likeness === 'strong' && !connected && this.#seesConnects && !isAlone) continue;
      const root = processes
        .chain(client.program)
        .slice(1)
        .map((program) => found.get(keyOf(program)))
        .findLast((request) => request !== undefined);
      if (root) {
        client.partOf = root.program ? keyOf(root.program) : '';
        absorb(root, client);
        continue;
      }
      if (client.partOf !== '' && !this.#clients.has(client.partOf)) continue;
      client.partOf = '';
      const request = fromClient(client);
      request.engine = engineOf(request, engine);
      // All that is seen of a request inside TLS.
      if (connect) addPeer(request, connect.row);
      if ((client.likeness === 'weak' || client.likeness === 'strong') && !connected) {
        request.basis = { basis: 'its arguments, though not its name', confidence: 'Low' };
      }
      found.set(keyOf(client.program), request);
    }
    return [...found.values()];
  }

  /** The process here that a request over TCP came from. */
  local({ row, time }: ApiCall, processes: Processes): Program | undefined {
    const port = this.#ports.get(row.ClientRemotePort ?? -1);
    if (!port || Math.abs(port.time - time) > 3600 * second) return undefined;
    return processes.at(port.processId, time, second);
  }

  /** A request that names nobody, such as one from the daemon's log, is that of the only client at work, if it fits. */
  #unnamed(call: ApiCall, requests: Request[], processes: Processes): Request | undefined {
    const { row, verb, time } = call;
    if (
      typeof row.ClientProcessId === 'number' ||
      (row.ClientRemoteIP && !isLoopback(row.ClientRemoteIP))
    )
      return undefined;
    const fitting = requests.filter(({ viaApi, program, command, time: start }) => {
      const end = program && processes.end(program);
      return (
        !viaApi && command.method === verb && time >= start - second && (!end || time <= end.time)
      );
    });
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  isClient(program: Program): boolean {
    return this.#clients.has(keyOf(program));
  }

  /** Connections to engines' sockets. */
  get connects(): Iterable<Connect> {
    return this.#connects.values();
  }

  /** Connections from other hosts that engines and relays took. */
  get acceptances(): Iterable<DeviceNetworkEvents> {
    return this.#accepted.values();
  }

  /** Whether a client that runs containers was at work just before. */
  mayHaveRun(time: Micros): boolean {
    return [...this.#clients.values()].some(
      ({ command, program }) =>
        (command.kind === 'run' || command.kind === 'enter' || command.tool === 'compose') &&
        program.start <= time &&
        program.start > time - 60 * second,
    );
  }

  /** The `docker run` or `create` that was at work when a container was created, if exactly one names its image. */
  runner(container: Container, processes: Processes, settled: boolean): Program | undefined {
    const known = this.#runners.get(container);
    if (known !== undefined) return known ?? undefined;
    const found = this.#findRunner(container, processes);
    if (settled) this.#runners.set(container, found ?? null);
    return found;
  }

  #findRunner(container: Container, processes: Processes): Program | undefined {
    const created = container.created ?? container.started ?? container.firstSeen;
    const names = [container.imageReference, container.imageId];
    const found: Program[] = [];
    for (const { command, program } of this.#clients.values()) {
      if (command.kind !== 'run' || !isNamed(command.image, names)) continue;
      if (program.start > created || program.start <= created - 60 * second) continue;
      const end = processes.end(program);
      if (!end || end.time >= created - second) found.push(program);
    }
    return found.length === 1 ? found[0] : undefined;
  }

  #connectsByProcess(): Map<number, Connect[]> {
    const found = new Map<number, Connect[]>();
    for (const connect of this.#connects.values()) listed(found, connect.processId).push(connect);
    return found;
  }
}

function dockerfileIn(row: DockerApiEvents): ClientDockerfile {
  const { DockerfileName, DockerfileTruncated } = objectOf(row.AdditionalFields);
  return {
    ProcessId: row.ClientProcessId ?? 0,
    Path: textOf(DockerfileName),
    Text: row.Dockerfile ?? '',
    Truncated: DockerfileTruncated === true,
  };
}

function isNamed(image: string, names: string[]): boolean {
  if (image === '') return false;
  const hex = image.replace(/^sha256:/, '');
  return names.some(
    (name) =>
      name === image ||
      name === `${image}:latest` ||
      (hex.length >= 4 && name.startsWith(`sha256:${hex}`)),
  );
}

function isFetched(command: BuildCommand): boolean {
  const kind = contextKind(command);
  return kind === 'git' || kind === 'url';
}

function toolOf(fileName: string): string {
  return fileName.toLowerCase().replace(/\.exe$/, '');
}

function dropFirst<K>(map: Map<K, unknown>, limit: number): void {
  if (map.size <= limit) return;
  const first = map.keys().next().value;
  if (first !== undefined) map.delete(first);
}
