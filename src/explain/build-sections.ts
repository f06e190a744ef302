import type { ImageBuildSteps, ImageBuilds } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import type { Lines } from './lines.js';
import { clock, duration, fineClock } from './moments.js';
import { objects, shortImage, texts } from './names.js';

const maxProcesses = 8;
const maxConnections = 8;
const maxDockerfileLines = 24;

export function requester(lines: Lines, build: ImageBuilds): void {
  lines.heading('Who');
  const details = fields(build);
  const uid = typeof build.UserId === 'number' ? ` (uid ${build.UserId})` : '';
  const login =
    typeof build.AuditUserId === 'number' ? `, logged in as uid ${build.AuditUserId}` : '';
  const remote = text(details['RequesterRemoteIP']);
  if (!build.RequesterCommandLine && !build.RequesterFileName && !remote) {
    lines.field('User', 'unknown: no client on this host accounts for the build');
    return;
  }
  lines.field(
    'User',
    build.AccountName ? `${build.AccountName}${uid}${login}` : `unknown${uid}${login}`,
  );
  lines.field('From', remote ? `${remote}, over the network` : '');
  lines.field('Container', shortImage(build.RequesterContainerId ?? ''));
  lines.field('Command', build.RequesterCommandLine ?? '');
  const chain = objects(build.RequesterProcessChain)
    .map((entry) => `${text(entry['FileName']) || '?'} (${String(entry['ProcessId'] ?? '?')})`)
    .reverse()
    .join(' → ');
  lines.field('Processes', chain);
  lines.field('Directory', build.RequesterCurrentWorkingDirectory ?? '');
}

export function context(lines: Lines, build: ImageBuilds): void {
  const { Dockerfile = '', DockerfileSource = '', DockerfilePath = '', ContextPath = '' } = build;
  lines.heading('With what');
  const kind = text(fields(build)['ContextKind']);
  lines.field('Context', ContextPath || (kind === 'unknown' ? 'unknown' : kind));
  lines.field('Dockerfile', DockerfilePath || (Dockerfile ? '' : 'its text could not be read'));
  if (!Dockerfile) return;
  const from: Record<string, string> = {
    client: "read from the client's disk when it started",
    history: "put together from the image's history, which its builder can forge",
  };
  lines.field('Text', from[DockerfileSource] ?? DockerfileSource);
  const all = Dockerfile.replace(/\n+$/, '').split('\n');
  for (const line of all.slice(0, maxDockerfileLines))
    lines.item(lines.style.palette.dim('│'), line, (t) => t, 3);
  if (all.length > maxDockerfileLines)
    lines.item(' ', `… ${all.length - maxDockerfileLines} more lines`);
}

export function stepList(lines: Lines, all: ImageBuildSteps[]): void {
  const steps = all
    .filter((step) => objects([step.AdditionalFields ?? null])[0]?.['Withdrawn'] !== true)
    .sort((a, b) => (a.StepIndex ?? 0) - (b.StepIndex ?? 0));
  lines.heading('Step by step', steps.length === 0 ? 'no step was seen to run anything' : '');
  for (const step of steps) {
    const { dim, bad } = lines.style.palette;
    const took =
      step.StartTime && step.EndTime ? duration(step.EndTime - step.StartTime) : 'end not seen';
    const code =
      typeof step.ExitCode === 'number' ? `exit ${step.ExitCode}` : 'exit status not seen';
    const failed = typeof step.ExitCode === 'number' && step.ExitCode !== 0;
    lines.item(
      `${String((step.StepIndex ?? 0) + 1).padStart(2)}.`,
      `${step.Instruction ?? ''} ${step.Command || '(command not seen)'}`,
      lines.style.palette.bold,
    );
    lines.raw(
      `      ${dim(`${clock(step.TimeGenerated)}, ${took},`)} ${failed ? bad(code) : dim(code)}`,
    );
    processesOf(lines, step);
    connectionsOf(lines, step);
  }
}

function processesOf(lines: Lines, step: ImageBuildSteps): void {
  const ran = objects(step.Processes).slice(1);
  for (const process of ran.slice(0, maxProcesses)) {
    lines.item(
      '    ran',
      text(process['CommandLine']) || text(process['FileName']),
      lines.style.palette.dim,
      2,
    );
  }
  const more = ran.length - maxProcesses + (leftOut(step, 'ProcessesLeftOut') ?? 0);
  if (more > 0) lines.item('       ', `… ${more} more processes`);
}

function connectionsOf(lines: Lines, step: ImageBuildSteps): void {
  const made = objects(step.Connections);
  for (const connection of made.slice(0, maxConnections)) {
    const address = text(connection['RemoteIP']);
    const host = address.includes(':') ? `[${address}]` : address;
    const port = typeof connection['RemotePort'] === 'number' ? `:${connection['RemotePort']}` : '';
    const name = text(connection['RemoteUrl']) ? ` (${text(connection['RemoteUrl'])})` : '';
    const by = text(connection['FileName']) ? ` by ${text(connection['FileName'])}` : '';
    const failed = connection['ActionType'] === 'ConnectionFailed' ? ', failed' : '';
    lines.item(
      '    →',
      `${host}${port}${name}${by}${failed}`,
      lines.style.palette.severity.Medium,
      2,
    );
  }
  const more = made.length - maxConnections + (leftOut(step, 'ConnectionsLeftOut') ?? 0);
  if (more > 0) lines.item('     ', `… ${more} more connections`);
}

function leftOut(step: ImageBuildSteps, name: string): number | undefined {
  const value = objects([step.AdditionalFields ?? null])[0]?.[name];
  return typeof value === 'number' ? value : undefined;
}

export function outcome(lines: Lines, build: ImageBuilds): void {
  lines.heading('What came out');
  const details = fields(build);
  const none = build.State === 'succeeded' ? 'the engine named none' : 'none';
  lines.field('Image', build.ImageId || none);
  lines.field('Tags', texts(build.Tags).join(', '));
  lines.field('Base', shortImage(build.BaseImageId ?? ''));
  const descendants = objects(details['Descendants']);
  lines.field(
    'Descendants',
    descendants
      .map((each) => `${shortImage(text(each['ImageId']))} (${text(each['Basis'])})`)
      .join(', '),
  );
  const containers = objects(details['Containers']);
  lines.heading('What ran', containers.length === 0 ? 'no container from it was seen' : '');
  for (const container of containers.slice(0, 10)) {
    const name = text(container['Name']) || shortImage(text(container['ContainerId']));
    const time =
      typeof container['StartTime'] === 'number' ? fineClock(container['StartTime']) : '';
    const powers = [
      container['IsPrivileged'] === true ? 'privileged' : '',
      ...texts(container['HostMounts']).map((mount) => `mounts ${mount}`),
      container['NetworkMode'] === 'host' ? "host's network" : '',
      container['PidMode'] === 'host' ? "host's processes" : '',
    ].filter((power) => power !== '');
    const rest = [text(container['Command']), ...powers].filter((part) => part !== '').join(', ');
    lines.item(
      '•',
      `${name} at ${time} from ${text(container['Basis']) || 'its image'}${rest ? `: ${rest}` : ''}`,
    );
    if (text(container['StartedBy']))
      lines.item('   by', text(container['StartedBy']), lines.style.palette.dim, 2);
  }
  if (containers.length > 10) lines.item(' ', `… ${containers.length - 10} more containers`);
}

function fields(build: ImageBuilds): { [key: string]: Json } {
  return objects([build.AdditionalFields ?? null])[0] ?? {};
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
