import { comparable } from '../dockerfile/commands.js';
import type { ImageBuildSteps } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { isRuntimeNoise } from './activity.js';
import type { StepDetails, StepProcess } from './details.js';
import type { HistoryStep } from './histories.js';
import type { Basis, OpenBuild } from './open-build.js';
import type { Processes } from './processes.js';
import { isSameContainer } from './reference.js';
import { exitCode, type Step } from './steps.js';

/** A step of which something was seen to run, or that only BuildKit told of, or both. */
export interface KnownStep {
  id: string;
  start: Micros;
  seen: { step: Step; basis: Basis } | undefined;
  told: HistoryStep | undefined;
}

/** How long before its first process a step of BuildKit's may begin, and after it end. */
const slack = 500_000;
const maxText = 2000;

/** All steps of a build, in order. */
export function stepsOf(open: OpenBuild): KnownStep[] {
  const left = new Set(open.histories.flatMap(({ steps }) => steps));
  const seen: KnownStep[] = [...open.steps]
    .sort(
      (a, b) => a.step.start - b.step.start || (a.step.containerId < b.step.containerId ? -1 : 1),
    )
    .map((each) => {
      const told = counterpart(each.step, left);
      if (told) left.delete(told);
      return { id: each.step.containerId, start: each.step.start, seen: each, told };
    });
  const rest: KnownStep[] = [...left].map((told) => ({
    id: `step-${told.digest.replace(/^sha256:/, '').slice(0, 12)}`,
    start: told.start ?? open.start,
    seen: undefined,
    told,
  }));
  // Two builds of one client may share a step.
  const byId = new Map([...rest, ...seen].map((step) => [step.id, step]));
  return [...byId.values()].sort((a, b) => a.start - b.start || line(a) - line(b));
}

const line = ({ told }: KnownStep): number => told?.line ?? 0;

/** What BuildKit tells of a step that was seen to run: the same command, or else the only one at the time. */
function counterpart(step: Step, left: Set<HistoryStep>): HistoryStep | undefined {
  if (step.kind !== 'buildkit') return undefined;
  const ran = [...left].filter(({ isRun, isCached }) => isRun && !isCached);
  const wanted = comparable(step.command);
  const same = ran.filter(({ command }) => comparable(command) === wanted);
  const among = same.length > 0 ? same : ran;
  const then = among.filter(
    ({ start, end }) =>
      start !== null && step.start >= start - slack && (end === null || step.start <= end + slack),
  );
  return then.length === 1 ? then[0] : same[0];
}

export function stepRows(
  open: OpenBuild,
  steps: KnownStep[],
  processes: Processes,
): ImageBuildSteps[] {
  return steps.map(({ id, start, seen, told }, index) => {
    const activity = seen?.step.activity;
    const programs = activity?.programs.items.filter((program) => !isRuntimeNoise(program));
    const details: StepDetails = {
      Basis: seen?.basis.basis ?? "BuildKit's history",
      Confidence: seen?.basis.confidence ?? 'High',
      ProcessesLeftOut: activity?.programs.leftOut ?? 0,
      ConnectionsLeftOut: activity?.connections.leftOut ?? 0,
      LookupsLeftOut: activity?.lookups.leftOut ?? 0,
      Line: told?.line ?? null,
      IsCached: told?.isCached ?? null,
      Error: told?.error.slice(0, maxText) ?? '',
      Output: told?.output.slice(-maxText) ?? '',
    };
    return {
      TimeGenerated: start,
      DeviceId: open.device.id,
      DeviceName: open.device.name,
      BuildId: open.id,
      StepId: id,
      StepIndex: index,
      Instruction: seen?.step.instruction ?? told?.instruction ?? '',
      Command: seen?.step.command || (told?.command ?? ''),
      ContainerId: seen ? containerOf(id) : '',
      StartTime: seen?.step.start ?? told?.start ?? null,
      EndTime: seen?.step.end ?? told?.end ?? null,
      ExitCode: seen?.step.exitCode ?? told?.exitCode ?? null,
      Processes: (programs ?? []).map((program): StepProcess => {
        const exit = processes.end(program);
        return {
          ProcessId: program.processId,
          FileName: program.fileName,
          CommandLine: program.commandLine,
          StartTime: program.start,
          ExitCode: exit ? exitCode(exit) : null,
        };
      }),
      Connections: activity?.connections.items ?? [],
      Lookups: activity?.lookups.items ?? [],
      ImageId:
        open.images.find(({ image }) => isSameContainer(image.buildContainerId, id))?.image.id ??
        '',
      AdditionalFields: details,
    };
  });
}

/** The part of a step's name that is a container's, or an executor's. */
function containerOf(id: string): string {
  return /^(?:process|runtime|client|request)-/.test(id) ? '' : id.replace(/\/.*/s, '');
}
