import type { Micros } from '../model/row.js';
import { type Activity, rootOf } from './activity.js';
import { type Container, mayBeStep } from './containers.js';
import type { Processes, Program } from './processes.js';
import { isExecutorId } from './reference.js';

/** Something that a build ran: not yet known for which. */
export interface Step {
  containerId: string;
  kind: 'classic' | 'buildkit' | 'unknown';
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

/** A step of BuildKit: a process tree in a cgroup of BuildKit's own. */
export function buildkitStep(activity: Activity, processes: Processes): Step | undefined {
  const root = rootOf(activity);
  if (!root || !isExecutorId(activity.containerId)) return undefined;
  const exit = processes.end(root);
  return {
    containerId: activity.containerId,
    kind: 'buildkit',
    start: root.start,
    end: exit?.time ?? null,
    exitCode: exit ? exitCode(exit) : null,
    command: root.script ?? root.commandLine,
    root,
    container: undefined,
    activity,
    sure: true,
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
