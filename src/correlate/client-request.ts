import type { Likeness } from './clients/renamed.js';
import type { BuildCommand, ClientCommand } from './command.js';
import type { Program } from './processes.js';
import type { Request } from './request.js';

/** A process that asks a container engine for something, judging by its arguments. */
export interface Client {
  program: Program;
  command: ClientCommand;
  /** Whether its name is a known tool's, or its file is; otherwise how much its arguments look like one's. */
  likeness: 'known' | 'identified' | Likeness;
  commandLine: string;
  workingDirectory: string;
  device: { id: string; name: string };
  /** The client that it was found to work for, as a plugin does for docker: it may be forgotten first. Empty for none. */
  partOf: string;
}

/** A client whose command is of a kind. */
export type ClientOf<K extends ClientCommand['kind']> = Client & {
  command: Extract<ClientCommand, { kind: K }>;
};

/** What a plugin knows and its parent does not say, as when compose runs `docker build` for each service. */
export function absorb(request: Request, { program, command }: Client): void {
  request.programs.push(program);
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

export function engineOf({ command }: Request, connected: string): string {
  if (connected !== '') return connected;
  return /^(?:unix|tcp|ssh|npipe|fd):\/\//.test(command.host) ? command.host : '';
}

export function fromClient(client: Client): Request {
  const { program, commandLine, workingDirectory, device, likeness } = client;
  const command = client.command as BuildCommand;
  return {
    key: [device.id, 'process', program.processId, program.start],
    time: program.start,
    end: null,
    command: { ...command },
    program,
    programs: [program],
    processIds: [program.processId],
    commandLine,
    fileName: program.fileName,
    workingDirectory,
    accountName: program.accountName,
    userId: program.userId,
    auditUserId: program.auditUserId,
    containerId: program.containerId,
    remoteIP: '',
    remotePort: null,
    tlsSubject: '',
    userAgent: '',
    labels: [],
    apiCall: '',
    isKnownTool: likeness === 'known',
    viaApi: false,
    isIdentified: true,
    basis: undefined,
    engine: '',
    sent: undefined,
    builder: command.method === 'build' ? builderOf(command.tool) : 'unknown',
    device,
  };
}

/** nerdctl hands builds to buildkitd; docker may to either builder. */
function builderOf(tool: string): Request['builder'] {
  if (tool === 'buildx' || tool === 'buildctl' || tool === 'nerdctl') return 'buildkit';
  return tool === 'buildah' || tool === 'podman' || tool === 'kaniko' || tool === 'img'
    ? tool
    : 'unknown';
}
