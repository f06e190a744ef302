import { rank } from '../dockerfile/finding.js';
import { rules } from '../dockerfile/rules/index.js';
import type { ImageBuildSteps, ImageBuilds } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { readText } from './behaviour.js';
import type { BuildDetails, ChainEntry } from './details.js';
import { dockerfileText } from './dockerfile-text.js';
import { isToldToRun, toldEnd } from './history-end.js';
import type { Image } from './images.js';
import { lastSign, type OpenBuild } from './open-build.js';
import type { Exit, Processes, Program } from './processes.js';
import { programName } from './program-name.js';
import { contextKind, contextPath, dockerfilePath, stateOf } from './request.js';
import type { Settings } from './settings.js';
import { type KnownStep, stepRows, stepsOf } from './step-rows.js';
import { exitCode } from './steps.js';

export interface BuildRows {
  build: ImageBuilds;
  steps: ImageBuildSteps[];
}

/** What the rows need beyond the build itself. */
export interface Surroundings {
  processes: Processes;
  /** The requester's chain; the longest that was ever known. */
  chain: ChainEntry[];
  now: Micros;
  settings: Settings;
  details: Pick<
    BuildDetails,
    | 'DockerfileWrites'
    | 'DaemonConnections'
    | 'OwnLayers'
    | 'Descendants'
    | 'Containers'
    | 'AlertIds'
    | 'Gaps'
    | 'Discovery'
    | 'Removals'
    | 'EngineContainerId'
    | 'EngineStart'
    | 'RequesterContainer'
    | 'SourceMounts'
    | 'Recorded'
  >;
}

const quiet = 60_000_000;
const maxAddresses = 200;
const maxUndecided = 50;
const maxFindings = 100;
const maxUnknown = 10;

export function buildRows(open: OpenBuild, around: Surroundings): BuildRows {
  const { device, request } = open;
  const all = stepsOf(open);
  const known = all.slice(0, around.settings.maxSteps);
  const steps = stepRows(open, known, around.processes);
  const image = mainImage(open);
  const { state, end, exit } = ending(open, around);
  const dockerfile = dockerfileText(open, image, around.settings);
  const sameDevice = { DeviceId: device.id, DeviceName: device.name };
  const containers = around.details.Containers;
  const details: BuildDetails = {
    ...requestDetails(open),
    ClientExitCode: exit ? exitCode(exit) : null,
    DockerfileTruncated: dockerfile.truncated,
    ClientDockerfile: dockerfile.other,
    ...historyDetails(open),
    ...findingsIn(dockerfile.text),
    ImageIds: imageIdsOf(open),
    MadeBy: '',
    UndecidedSteps: open.undecided
      .slice(0, maxUndecided)
      .map(({ containerId, start, command }) => ({
        ContainerId: containerId,
        Time: start,
        Command: command,
      })),
    StepsLeftOut:
      all.length -
      steps.length +
      open.histories.reduce((sum, { stepsLeftOut }) => sum + stepsLeftOut, 0),
    ...around.details,
  };
  const build: ImageBuilds = {
    TimeGenerated: open.start,
    ...sameDevice,
    BuildId: open.id,
    EngineSocket: request?.engine || image?.engine || open.histories[0]?.engine || '',
    Method: open.method,
    Builder: open.method === 'build' ? builderOf(open, image) : 'none',
    State: state,
    StartTime: open.start,
    EndTime: end,
    RequesterProcessId: request?.program?.processId ?? request?.processIds[0] ?? null,
    RequesterFileName: request?.fileName ?? '',
    RequesterSHA256: request?.program?.sha256 ?? '',
    RequesterIdentity: identityOf(request?.program),
    RequesterCommandLine: request?.commandLine ?? '',
    RequesterCurrentWorkingDirectory: request?.workingDirectory ?? '',
    RequesterProcessChain: around.chain,
    RequesterContainerId: request?.containerId ?? '',
    AccountName: request?.accountName ?? '',
    UserId: request?.userId ?? null,
    AuditUserId: request?.auditUserId ?? null,
    ContextPath: request ? contextPath(request) : '',
    DockerfilePath: open.dockerfile?.Path || (request ? dockerfilePath(request) : ''),
    Dockerfile: dockerfile.text,
    DockerfileSource: dockerfile.source,
    Tags: tagsOf(open),
    ImageId: image?.id ?? imageIdsOf(open)[0] ?? '',
    BaseImageId: baseOf(open),
    StepCount: steps.length,
    RemoteAddresses: addressesOf(known),
    ContainerIds: containers.flatMap(({ ContainerId }) => ContainerId || []),
    Attribution: attribution(open, image),
    AdditionalFields: details,
  };
  return { build, steps };
}

function parentName(program: Program | undefined): string {
  return program ? programName(program.parentFileName, program.parentCommandLine) : '';
}

/** As the column says it. */
function identityOf(program: Program | undefined): string {
  return program && program.identity !== ''
    ? `${program.identity} (by ${program.identityBasis})`
    : '';
}

function requestDetails({ request, commands }: OpenBuild) {
  return {
    RequestTool: request?.command.tool ?? '',
    ContextKind: request ? contextKind(request.command) : 'unknown',
    DockerfileArgument: request?.command.file ?? '',
    NoCache: request?.command.noCache ?? false,
    NetworkMode: request?.command.network ?? '',
    RequesterIsKnownTool: request ? request.isKnownTool : null,
    RequesterParentFileName: parentName(request?.program),
    RequesterRemoteIP: request?.remoteIP ?? '',
    RequesterRemotePort: request?.remotePort ?? null,
    RequesterTlsSubject: request?.tlsSubject ?? '',
    RequesterUserAgent: request?.userAgent ?? '',
    ApiRequest: request?.apiCall ?? '',
    RequestLabels: request?.labels ?? [],
    RequesterProcessIds: request?.processIds ?? [],
    DockerfileAddsUrl: commands?.addsUrl ?? false,
  };
}

function historyDetails({ histories }: OpenBuild) {
  return {
    HistoryRefs: histories.map(({ ref }) => ref),
    HistoryMissing: [...new Set(histories.flatMap(({ missing }) => missing))],
    BuildError: histories.find(({ error }) => error !== '')?.error.slice(0, 2000) ?? '',
    Materials: [...new Set(histories.flatMap(({ materials }) => materials))].slice(0, 50),
  };
}

/** Its images, as far as they are known from more than their ids, or else those ids. */
export function imageIdsOf({
  images,
  histories,
}: Pick<OpenBuild, 'images' | 'histories'>): string[] {
  const known = images.map(({ image: { id } }) => id).sort();
  return known.length > 0 ? known : histories.flatMap(({ imageIds }) => imageIds).sort();
}

/** How long after its last sign a build that nothing ends is taken to go on. */
export function patience(open: OpenBuild, settings: Settings): Micros {
  const { request, quietAfter } = open;
  if (request?.program && !request.viaApi) return quietAfter ?? settings.maxSilence;
  return isToldToRun(open) ? settings.maxSilence : quiet;
}

/** How far the build has come, and when it ended. */
export function ending(
  open: OpenBuild,
  { processes, now, settings }: Pick<Surroundings, 'processes' | 'now' | 'settings'>,
): { state: string; end: Micros | null; exit: Exit | undefined } {
  const program = open.request?.program;
  const exit = program && processes.end(program);
  const sign = lastSign(open);
  const told = toldEnd(open);
  // BuildKit knows better how a build ended than its client's exit status does; the client is there to its end.
  if (told && (exit || !program || open.request?.viaApi))
    return { state: told.state, end: exit && exit.time > told.end ? exit.time : told.end, exit };
  if (program && !open.request?.viaApi) {
    if (exit)
      return { state: wasBrokenOff(open, exit) ? 'canceled' : stateOf(exit), end: exit.time, exit };
    if (open.quietAfter !== null && (open.images.length > 0 || now > sign + open.quietAfter)) {
      return { state: open.images.length > 0 ? 'succeeded' : 'unknown', end: sign, exit };
    }
    // Its client left while nobody looked, and its image is there.
    if (open.images.length > 0 && open.unwatchedUntil >= sign) {
      return { state: 'succeeded', end: sign, exit };
    }
    if (open.request?.command.tool === 'compose' && open.images.length > 0 && now > sign + quiet) {
      return { state: 'succeeded', end: sign, exit };
    }
    return now > sign + settings.maxSilence
      ? { state: 'unknown', end: sign, exit }
      : { state: 'running', end: null, exit };
  }
  if (open.images.length > 0) return { state: 'succeeded', end: sign, exit };
  const over = exit !== undefined && exit.time >= sign;
  if (!over && now < sign + patience(open, settings)) return { state: 'running', end: null, exit };
  const failed = open.steps.some(({ step }) => step.exitCode !== null && step.exitCode !== 0);
  return { state: failed ? 'failed' : 'unknown', end: over ? exit.time : sign, exit };
}

/**
 * BuildKit's client answers an interrupt by an orderly end with status 1: what tells it from a failure is that the step
 * at work was killed. So is one that ran out of memory, which cannot be told apart.
 */
function wasBrokenOff({ steps }: OpenBuild, { code }: Exit): boolean {
  const last = steps
    .map(({ step }) => step)
    .sort((a, b) => a.start - b.start)
    .at(-1);
  return code === 1 && last?.kind === 'buildkit' && last.exitCode === 137;
}

/** The image that the build was for: the one it tagged last, or made last. */
export function mainImage(open: OpenBuild): Image | undefined {
  return open.images
    .map(({ image }) => image)
    .sort(
      (a, b) =>
        (a.tagged.at(-1)?.time ?? 0) - (b.tagged.at(-1)?.time ?? 0) ||
        (a.created ?? 0) - (b.created ?? 0) ||
        (a.id < b.id ? -1 : 1),
    )
    .at(-1);
}

function builderOf({ steps, request, histories }: OpenBuild, image: Image | undefined): string {
  const asked = request?.builder ?? 'unknown';
  if (histories.length > 0) return 'buildkit';
  if (['podman', 'buildah', 'kaniko', 'img'].includes(asked)) return asked;
  const ran = steps.find(({ step }) => step.kind !== 'unknown')?.step.kind;
  if (ran) return ran;
  if (image && image.builder !== 'unknown') return image.builder;
  return asked;
}

/** The names that it gave. */
export function tagsOf({ tags, images, histories }: OpenBuild): string[] {
  // An engine may tag without a word, as 20.10 does for buildx: then the names that the image was found with are its.
  const given = images.flatMap(({ image: { tagged, references } }) =>
    tagged.length > 0 ? tagged.map(({ reference }) => reference) : references,
  );
  const told = histories.flatMap(({ references }) => references);
  return [...new Set([...tags, ...given, ...told])].slice(0, 100);
}

function baseOf({ steps }: OpenBuild): string {
  return (
    steps.map(({ step }) => step).sort((a, b) => a.start - b.start)[0]?.container?.imageId ?? ''
  );
}

const order = ({ rule }: { rule: string }): number => rules.findIndex(({ id }) => id === rule);

function findingsIn(text: string): Pick<BuildDetails, 'DockerfileFindings' | 'DockerfileUnknown'> {
  const { findings, unknown } = readText(text);
  return {
    // What a version is pinned to is no matter of an incident.
    DockerfileFindings: findings
      .filter(({ severity }) => severity !== 'Informational')
      .sort((a, b) => rank(b) - rank(a) || order(a) - order(b))
      .slice(0, maxFindings)
      .sort((a, b) => a.line - b.line)
      .map(({ rule, severity, line, message }) => ({
        Rule: rule,
        Severity: severity,
        Line: line,
        Message: message,
      })),
    DockerfileUnknown: unknown
      .slice(0, maxUnknown)
      .map(({ line, message }) => `Line ${line}: ${message}`),
  };
}

function addressesOf(steps: KnownStep[]) {
  const found = new Map<
    string,
    {
      RemoteIP: string;
      RemotePort: number | null;
      RemoteUrl: string;
      StepIndex: number;
      FileName: string;
    }
  >();
  steps.forEach(({ seen }, index) => {
    const made = seen?.step.activity?.connections.items ?? [];
    for (const { RemoteIP, RemotePort, RemoteUrl, FileName } of made) {
      const key = `${RemoteIP} ${RemotePort} ${index} ${FileName}`;
      if (found.size < maxAddresses && !found.has(key)) {
        found.set(key, { RemoteIP, RemotePort, RemoteUrl, StepIndex: index, FileName });
      }
    }
  });
  return [...found.values()];
}

function attribution(open: OpenBuild, image: Image | undefined) {
  const { request, requesterBasis, historyBasis, steps, images } = open;
  const links: { Link: string; Basis: string; Confidence: string }[] = [];
  const own = request?.viaApi ? 'its request on the API' : 'its command line';
  if (request?.isIdentified) {
    links.push({
      Link: 'requester',
      Basis: requesterBasis?.basis ?? own,
      Confidence: requesterBasis?.confidence ?? 'High',
    });
  }
  if (historyBasis)
    links.push({ Link: 'history', Basis: historyBasis.basis, Confidence: historyBasis.confidence });
  const bases = [...new Set(steps.map(({ basis }) => basis))];
  for (const { basis, confidence } of bases) {
    if (!links.some((link) => link.Link === 'steps' && link.Basis === basis)) {
      links.push({ Link: 'steps', Basis: basis, Confidence: confidence });
    }
  }
  const imageBasis = images.find((held) => held.image.id === image?.id)?.basis;
  if (imageBasis)
    links.push({ Link: 'image', Basis: imageBasis.basis, Confidence: imageBasis.confidence });
  return links;
}
