import type { DeviceNetworkEvents, DockerApiEvents } from '../model/generated/tables.js';
import {
  type ApiCall,
  callerOf,
  header,
  parameter,
  parameters,
  readApiCall,
  remoteAddress,
} from './api-call.js';
import { type BuildCommand, buildCommand } from './command.js';
import { objectOf, textOf as textValue } from './json.js';
import type { Processes, Program } from './processes.js';
import type { Request } from './request.js';

const maxLabels = 30;

/** A build, or an image made otherwise, asked for by somebody of whom only the request or the connection was seen. */
export function fromCall(
  call: ApiCall,
  processes: Processes,
  resolved: Program | undefined,
): Request {
  const { row, time } = call;
  const caller = callerOf(row, processes);
  const program = caller.program ?? resolved;
  const processId = row.ClientProcessId ?? program?.processId;
  const { remoteIP } = caller;
  return {
    key: [row.DeviceId ?? '', 'request', row.ClientProcessId ?? row.ClientRemoteIP ?? '', time],
    time,
    end: null,
    command: commandOf(call),
    program,
    programs: program ? [program] : [],
    processIds: typeof processId === 'number' ? [processId] : [],
    commandLine: row.ClientCommandLine || program?.commandLine || '',
    fileName: row.ClientFileName || program?.fileName || '',
    workingDirectory: '',
    accountName: row.ClientAccountName || program?.accountName || '',
    userId: row.ClientUserId ?? program?.userId ?? null,
    auditUserId: row.ClientAuditUserId ?? program?.auditUserId ?? null,
    containerId: caller.containerId || program?.containerId || '',
    remoteIP,
    remotePort: remoteIP === '' ? null : (row.ClientRemotePort ?? null),
    tlsSubject: row.ClientTlsSubject ?? '',
    userAgent: header(row, 'user-agent'),
    labels: labelsOf(row),
    apiCall: row.ActionType === 'Request' ? textOf(call) : '',
    isKnownTool: false,
    viaApi: true,
    isIdentified: typeof processId === 'number' || remoteIP !== '',
    basis: undefined,
    engine: call.engine,
    sent: undefined,
    builder: builderOf(call),
    device: { id: row.DeviceId ?? '', name: row.DeviceName ?? '' },
  };
}

/** Somebody who connected from another host, and nothing else is known. */
export function fromPeer(row: DeviceNetworkEvents, processes: Processes): Request {
  const { DeviceId, DeviceName, TimeGenerated, RemoteIP, RemotePort, LocalIP, LocalPort } = row;
  const connected: DockerApiEvents = {
    TimeGenerated,
    DeviceId,
    DeviceName,
    ActionType: 'ClientConnected',
    EngineSocket: LocalIP && LocalPort ? `tcp://${LocalIP}:${LocalPort}` : '',
    ClientRemoteIP: RemoteIP,
    ClientRemotePort: RemotePort,
  };
  return fromCall(readApiCall(connected), processes, undefined);
}

/** What a request tells of a build whose client's command line is known: it fills in what that left open. */
export function complete(request: Request, call: ApiCall): void {
  const told = commandOf(call);
  const { command } = request;
  request.engine ||= call.engine;
  request.userAgent ||= header(call.row, 'user-agent');
  if (request.labels.length === 0) request.labels = labelsOf(call.row);
  request.tlsSubject ||= call.row.ClientTlsSubject ?? '';
  request.apiCall ||= textOf(call);
  addPeer(request, call.row);
  if (request.builder === 'unknown' && call.verb === 'build') request.builder = builderOf(call);
  if (command.method !== told.method) return;
  request.command = {
    ...command,
    tags: command.tags.length > 0 ? command.tags : told.tags,
    noCache: command.noCache || told.noCache,
    network: command.network || told.network,
  };
}

/** Where a request or a connection came from, if that is another host. */
export function addPeer(request: Request, row: DockerApiEvents): void {
  // A container's address on this host's own networks tells nothing that the container does not.
  if (request.containerId !== '' || request.remoteIP !== '') return;
  request.remoteIP = remoteAddress(row);
  request.remotePort = request.remoteIP === '' ? null : (row.ClientRemotePort ?? null);
}

/** The request line, with the parameters that matter. */
export function textOf({ method, path, row }: ApiCall): string {
  const shown = ['remote', 'dockerfile', 't', 'networkmode', 'nocache', 'version', 'container']
    .concat(['repo', 'tag', 'fromSrc', 'path'])
    .flatMap((name) => parameters(row, name).map((value) => `${name}=${value}`));
  return `${method} ${path}${shown.length > 0 ? `?${shown.join('&')}` : ''}`.slice(0, 2000);
}

/** The parameter is JSON, of names and values. */
function labelsOf(row: DockerApiEvents): string[] {
  const given = parameter(row, 'labels');
  if (given === '') return [];
  try {
    const labels = objectOf(JSON.parse(given));
    return Object.entries(labels)
      .map(([name, value]) => `${name}=${textValue(value)}`.slice(0, 200))
      .slice(0, maxLabels);
  } catch {
    return [];
  }
}

function commandOf(call: ApiCall): BuildCommand {
  const { row, verb } = call;
  const one = (name: string): string => parameter(row, name);
  const named = one('repo') === '' ? [] : [`${one('repo')}${one('tag') && `:${one('tag')}`}`];
  switch (verb) {
    case 'commit':
      return buildCommand({ method: verb, tool: 'api', context: one('container'), tags: named });
    case 'import':
      return buildCommand({ method: verb, tool: 'api', context: one('fromSrc'), tags: named });
    case 'load':
      return buildCommand({ method: verb, tool: 'api', context: '-' });
    case 'build':
      return buildCommand({
        tool: 'api',
        context: one('remote'),
        file: one('dockerfile'),
        tags: parameters(row, 't'),
        noCache: /^(?:1|true)$/i.test(one('nocache')),
        network: one('networkmode'),
      });
    default:
      return buildCommand({ tool: 'api' });
  }
}

function builderOf({ verb, row }: ApiCall): Request['builder'] {
  if (verb === 'grpc' || verb === 'session') return 'buildkit';
  if (verb !== 'build') return 'unknown';
  const version = parameter(row, 'version');
  if (version === '2') return 'buildkit';
  return version === '1' || version === '' ? 'classic' : 'unknown';
}
