import type {
  DeviceNetworkEvents,
  DeviceProcessEvents,
  DockerApiEvents,
} from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { redactArguments } from '../sense/redact-arguments.js';
import { isLoopback } from './address.js';
import { type BuildCommand, type ClientCommand, readClientCommand } from './client-command.js';
import { joinArguments } from './command-line.js';
import type { Container } from './containers.js';
import { objectOf, textsOf } from './json.js';
import { argumentsOf, type Processes, type Program } from './processes.js';
import type { Request } from './request.js';

/** A client that connected to an engine. */
export interface Connect {
  time: Micros;
  processId: number;
  engine: string;
  row: DockerApiEvents;
}

/** A process that asks a container engine for something, judging by its arguments. */
interface Client {
  program: Program;
  command: ClientCommand;
  /** Whether its name is a known tool's: otherwise it counts only once it has connected to an engine. */
  isKnownTool: boolean;
  commandLine: string;
  workingDirectory: string;
  device: { id: string; name: string };
}

const maxClients = 5000;
const maxConnects = 5000;
const second = 1_000_000;

/** Who asks for builds: clients by their command line, renamed ones too, and requests seen on the engine's API. */
export class Requests {
  #clients = new Map<string, Client>();
  #connects = new Map<string, Connect>();
  #api = new Map<string, DockerApiEvents>();
  #accepted = new Map<string, DeviceNetworkEvents>();
  /** What was found for a container, null for nobody; a container of which more becomes known is another object. */
  readonly #runners = new WeakMap<Container, Program | null>();

  /** Whether the process may be a client. */
  process(row: DeviceProcessEvents, program: Program): boolean {
    const args = argumentsOf(row);
    const named = readClientCommand(args) ?? readClientCommand(args, toolOf(program.fileName));
    const isKnownTool = named !== undefined;
    const command =
      named ?? (args.includes('build') ? readClientCommand(args, 'docker') : undefined);
    if (!command || (!isKnownTool && command.kind !== 'build')) return false;
    const commandLine = joinArguments(redactArguments(args));
    const workingDirectory = row.ProcessCurrentWorkingDirectory ?? '';
    const device = { id: row.DeviceId ?? '', name: row.DeviceName ?? '' };
    const client = { program, command, isKnownTool, commandLine, workingDirectory, device };
    this.#clients.set(`${program.processId} ${program.start}`, client);
    dropFirst(this.#clients, maxClients);
    return true;
  }

  api(row: DockerApiEvents): boolean {
    const time = row.TimeGenerated;
    if (row.ActionType === 'Request' && row.RequestPath === '/build' && row.Method !== 'GET') {
      this.#api.set(`${time} ${row.ClientProcessId ?? row.ClientRemoteIP}`, row);
      dropFirst(this.#api, maxConnects);
    }
    const processId = row.ClientProcessId;
    if (typeof processId !== 'number') return true;
    const engine = row.EngineSocket ?? '';
    this.#connects.set(`${time} ${processId}`, { time, processId, engine, row });
    dropFirst(this.#connects, maxConnects);
    return true;
  }

  /** A connection from another host that an engine took. */
  accepted(row: DeviceNetworkEvents): boolean {
    const address = row.RemoteIP ?? '';
    if (row.InitiatingProcessFileName !== 'dockerd' || isLoopback(address)) return false;
    this.#accepted.set(`${row.TimeGenerated} ${address} ${row.RemotePort}`, row);
    dropFirst(this.#accepted, maxConnects);
    return true;
  }

  /** Drops what is older. A client that still runs stays for as long as `keep` says so. */
  forget(before: Micros, keep: (program: Program) => boolean): void {
    for (const [key, { program }] of this.#clients) {
      if (program.start < before && !keep(program)) this.#clients.delete(key);
    }
    for (const [key, { time }] of this.#connects) if (time < before) this.#connects.delete(key);
    for (const [key, row] of this.#api) if (row.TimeGenerated < before) this.#api.delete(key);
    for (const [key, row] of this.#accepted) {
      if (row.TimeGenerated < before) this.#accepted.delete(key);
    }
  }

  /** The builds asked for, earliest first; a plugin's or a child's request is its parent's. */
  builds(processes: Processes): Request[] {
    const connects = this.#connectsByProcess();
    const found = new Map<string, Request>();
    const clients = [...this.#clients.values()]
      .filter(({ command }) => command.kind === 'build')
      .filter((client) => client.isKnownTool || connects.has(client.program.processId))
      .sort((a, b) => a.program.start - b.program.start);
    for (const client of clients) {
      const root = processes
        .chain(client.program)
        .slice(1)
        .map(({ processId, start }) => found.get(`${processId} ${start}`))
        .findLast((request) => request !== undefined);
      const key = `${client.program.processId} ${client.program.start}`;
      if (root) {
        absorb(root, client);
        continue;
      }
      const request = fromClient(client);
      request.engine = engineOf(request, connects);
      found.set(key, request);
    }
    const requests = [...found.values()];
    for (const row of [...this.#api.values()].sort((a, b) => a.TimeGenerated - b.TimeGenerated)) {
      const program = programOf(row, processes);
      const ids = program ? processes.chain(program).map(({ processId }) => processId) : [];
      const asked = requests.find(
        (request) => !request.viaApi && request.processIds.some((id) => ids.includes(id)),
      );
      if (asked) asked.engine ||= row.EngineSocket ?? '';
      else requests.push(fromApi(row, program));
    }
    return requests.sort((a, b) => a.time - b.time);
  }

  /** Who connected between two times, here or from another host, and is no container tool with another errand. */
  connectors(from: Micros, to: Micros, processes: Processes): Request[] {
    const found = new Map<number, Request>();
    for (const { time, processId, row } of this.#connects.values()) {
      if (time < from || time > to || found.has(processId)) continue;
      const program = programOf(row, processes);
      if (program && this.#clients.has(`${processId} ${program.start}`)) continue;
      const name = row.ClientFileName || program?.fileName || '';
      if (readClientCommand([name]) !== undefined) continue;
      const end = program && processes.end(program);
      if (end && end.time < to - second) continue;
      found.set(processId, fromApi(row, program));
    }
    const remote = new Map<string, Request>();
    for (const row of this.#accepted.values()) {
      const { TimeGenerated: time, RemoteIP: address = '' } = row;
      if (time >= from && time <= to && !remote.has(address)) remote.set(address, fromPeer(row));
    }
    return [...found.values(), ...remote.values()];
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

  #connectsByProcess(): Map<number, string> {
    return new Map(
      [...this.#connects.values()].map(({ processId, engine }) => [processId, engine]),
    );
  }
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

function toolOf(fileName: string): string {
  return fileName.toLowerCase().replace(/\.exe$/, '');
}

function dropFirst<T>(map: Map<string, T>, limit: number): void {
  if (map.size <= limit) return;
  const first = map.keys().next().value;
  if (first !== undefined) map.delete(first);
}

/** What a plugin knows and its parent does not say, as when compose runs `docker build` for each service. */
function absorb(request: Request, { program, command }: Client): void {
  if (!request.processIds.includes(program.processId)) request.processIds.push(program.processId);
  if (command.kind !== 'build') return;
  const mine = request.command;
  const tags = [...new Set([...mine.tags, ...command.tags])];
  request.command = {
    ...mine,
    tags,
    context: mine.context || command.context,
    noCache: mine.noCache || command.noCache,
    file: mine.file || (mine.tool === 'compose' ? command.file : ''),
  };
  if (command.tool === 'buildx') request.builder = 'buildkit';
}

function engineOf(request: Request, connects: Map<number, string>): string {
  const seen = request.processIds.map((id) => connects.get(id)).find((engine) => engine);
  return (
    seen ??
    (/^(?:unix|tcp|ssh|npipe|fd):\/\//.test(request.command.host) ? request.command.host : '')
  );
}

function fromClient(client: Client): Request {
  const { program, commandLine, workingDirectory, device, isKnownTool } = client;
  const command = client.command as BuildCommand;
  return {
    key: [device.id, 'process', program.processId, program.start],
    time: program.start,
    command: { ...command },
    program,
    processIds: [program.processId],
    commandLine,
    workingDirectory,
    accountName: program.accountName,
    userId: program.userId,
    auditUserId: program.auditUserId,
    containerId: program.containerId,
    remoteIP: '',
    isKnownTool,
    viaApi: false,
    engine: '',
    builder: command.tool === 'buildx' || command.tool === 'buildctl' ? 'buildkit' : 'unknown',
    device,
  };
}

function programOf(row: DockerApiEvents, processes: Processes): Program | undefined {
  const processId = row.ClientProcessId;
  return typeof processId === 'number'
    ? processes.at(processId, row.TimeGenerated, second)
    : undefined;
}

function fromPeer(row: DeviceNetworkEvents): Request {
  const { DeviceId, TimeGenerated, RemoteIP, RemotePort, LocalIP, LocalPort } = row;
  return fromApi(
    {
      TimeGenerated,
      DeviceId,
      DeviceName: row.DeviceName,
      ActionType: 'ClientConnected',
      EngineSocket: LocalIP && LocalPort ? `tcp://${LocalIP}:${LocalPort}` : '',
      ClientRemoteIP: RemoteIP,
      ClientRemotePort: RemotePort,
    },
    undefined,
  );
}

function fromApi(row: DockerApiEvents, program: Program | undefined): Request {
  const query = objectOf(row.QueryParameters ?? null);
  const first = (name: string): string => textsOf(query[name] ?? null)[0] ?? '';
  const time = row.TimeGenerated;
  const version = first('version');
  const remote = first('remote');
  return {
    key: [row.DeviceId ?? '', 'request', row.ClientProcessId ?? row.ClientRemoteIP ?? '', time],
    time,
    command: {
      kind: 'build',
      tool: 'api',
      host: '',
      context: remote === 'client-session' ? '' : remote,
      file: first('dockerfile'),
      tags: textsOf(query['t'] ?? null),
      noCache: /^(?:1|true)$/i.test(first('nocache')),
      network: first('networkmode'),
    },
    program,
    processIds: typeof row.ClientProcessId === 'number' ? [row.ClientProcessId] : [],
    commandLine: row.ClientCommandLine || program?.commandLine || '',
    workingDirectory: '',
    accountName: row.ClientAccountName || program?.accountName || '',
    userId: row.ClientUserId ?? program?.userId ?? null,
    auditUserId: row.ClientAuditUserId ?? program?.auditUserId ?? null,
    containerId: row.ClientContainerId || program?.containerId || '',
    remoteIP: row.ClientRemoteIP ?? '',
    isKnownTool: false,
    viaApi: true,
    engine: row.EngineSocket ?? '',
    builder:
      version === '2' ? 'buildkit' : version === '1' || version === '' ? 'classic' : 'unknown',
    device: { id: row.DeviceId ?? '', name: row.DeviceName ?? '' },
  };
}
