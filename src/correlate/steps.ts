import type { Micros } from '../model/row.js';
import { type Activity, rootOf } from './activity.js';
import { type Container, mayBeStep } from './containers.js';
import type { Processes, Program } from './processes.js';
import { isBuildahId, isExecutorId } from './reference.js';

export type StepKind = 'classic' | 'buildkit' | 'buildah' | 'unknown';

/** Something that a build ran: not yet known for which. */
export interface Step {
  /**
   * Its container, BuildKit's or buildah's name of it, `process-…` where a builder needs none, or `runtime-…` where nothing
   * names the container that a runtime started.
   */
  containerId: string;
  kind: StepKind;
  instruction: 'RUN' | 'COPY' | 'ADD';
  start: Micros;
  end: Micros | null;
  exitCode: number | null;
  /** The command as the Dockerfile has it, as far as it is known. */
  command: string;
  root: Program | undefined;
  container: Container | undefined;
  activity: Activity | undefined;
  /** Known to be a build's, and not merely to look like one. */
  sure: boolean;
}

/** A step that its process tree alone shows: what BuildKit or buildah had a runtime start, or a daemonless builder itself. */
export function treeStep(activity: Activity, processes: Processes): Step | undefined {
  const kind = kindOf(activity.key);
  return kind && stepOf(activity, kind, true, processes);
}

/** A container of which the engine told nothing, and that ran a shell command: it may be a step of the classic builder. */
export function untoldStep(activity: Activity, processes: Processes): Step | undefined {
  const step = stepOf(activity, 'unknown', false, processes);
  return step?.root?.script === undefined ? undefined : step;
}

function kindOf(key: string): StepKind | undefined {
  if (isExecutorId(key)) return 'buildkit';
  if (isBuildahId(key)) return 'buildah';
  return key.startsWith('process-') ? 'unknown' : undefined;
}

function stepOf(
  activity: Activity,
  kind: StepKind,
  sure: boolean,
  processes: Processes,
): Step | undefined {
  const root = rootOf(activity);
  if (!root) return undefined;
  const exit = processes.end(root);
  return {
    containerId: activity.containerId || activity.key,
    kind,
    instruction: 'RUN',
    start: root.start,
    end: exit?.time ?? null,
    exitCode: exit ? exitCode(exit) : null,
    command: root.script ?? root.commandLine,
    root,
    container: undefined,
    activity,
    sure,
  };
}

/** A step of the classic builder: an ordinary container whose image is named by its whole id. */
export function classicStep(
  container: Container,
  activity: Activity | undefined,
  processes: Processes,
): Step | undefined {
  if (!mayBeStep(container) || container.started === null) return undefined;
  const root = activity && rootOf(activity);
  const exit = root && processes.end(root);
  return {
    containerId: container.id,
    kind: 'classic',
    instruction: 'RUN',
    start: container.created ?? container.started,
    end: container.died ?? exit?.time ?? null,
    exitCode: container.exitCode ?? (exit ? exitCode(exit) : null),
    command: scriptIn(container.command) ?? root?.script ?? root?.commandLine ?? '',
    root,
    container,
    activity,
    sure: false,
  };
}

export function exitCode({
  code,
  signal,
}: {
  code: number | null;
  signal: number | null;
}): number | null {
  return code ?? (signal === null ? null : 128 + signal);
}

function scriptIn(command: string[]): string | undefined {
  if (command.length === 0) return undefined;
  const at = command.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
  return at > 0 ? command[at + 1] : command.join(' ');
}
