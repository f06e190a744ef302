import { isEngine } from '../normalise/engine-name.js';
import { splitCommandLine } from './command-line.js';
import type { Processes, Program } from './processes.js';
import { containerKey, isExecutorId, isSameContainer } from './reference.js';
import { isHelper, type Role, roleOf } from './role.js';

// Where a process runs: in which container, or in which step of a builder that has no containers. Few sources say it of
// every process. What a runtime was told to start runs in the container that it was told to make, and what a daemonless
// builder starts is a step.

const maxDepth = 32;

/**
 * Works out where a program runs, from its ancestors where its row does not say. False while its parent may still come;
 * with `final` it is settled all the same.
 */
export function place(program: Program, processes: Processes, final: boolean, depth = 0): boolean {
  if (program.placed) return true;
  const parent = processes.parent(program);
  const known = parent
    ? depth >= maxDepth || place(parent, processes, final, depth + 1)
    : program.parentId === null || isExecutorId(program.containerId);
  const from = parent ? handedDown(parent, processes) : fromParentText(program);
  const isLoose = from.kind === 'nothing' || from.kind === 'unnamed';
  if (!known && !final && isLoose) return false;
  settle(program, from);
  program.placed = known || final || !isLoose;
  return program.placed;
}

/** What its children take over. */
type Origin =
  | { kind: 'started'; containerId: string }
  | { kind: 'built'; containerId: string }
  | { kind: 'same'; containerId: string; outerContainerId: string; stepId: string }
  /** A runtime started it, in a container that nothing names. */
  | { kind: 'unnamed' }
  | { kind: 'nothing' };

function handedDown(
  program: Program,
  processes: Processes,
  depth = 0,
  byMachinery = false,
): Origin {
  const { role, containerId, outerContainerId, stepId } = program;
  if (role.kind === 'runtime') return { kind: 'started', containerId: role.id };
  if (role.kind === 'builder' && stepId === '' && (role.isNamed || byMachinery))
    return { kind: 'built', containerId };
  const isNone = role.kind === 'builder' && !role.isNamed;
  if (isNone || (role.kind === 'ordinary' && !(isHelper(program) && stepId === ''))) {
    if (stepId === '' && containerId === '') return outside(program.fileName);
    return { kind: 'same', containerId, outerContainerId, stepId };
  }
  const parent = depth < maxDepth ? processes.parent(program) : undefined;
  const isInside = byMachinery || role.kind === 'internal';
  const from = parent
    ? handedDown(parent, processes, depth + 1, isInside)
    : fromParentText(program);
  return from.kind === 'nothing' && role.kind === 'internal' && role.isRuntime
    ? { kind: 'unnamed' }
    : from;
}

/** A parent that was not seen to start: its child's row may have its command line. */
function fromParentText({ parentFileName, parentCommandLine }: Program): Origin {
  if (parentCommandLine === '') return outside(parentFileName);
  const role: Role = roleOf({
    fileName: parentFileName,
    folderPath: '',
    args: splitCommandLine(parentCommandLine),
  });
  if (role.kind === 'runtime') return { kind: 'started', containerId: role.id };
  if (role.kind === 'builder' && role.isNamed) return { kind: 'built', containerId: '' };
  const isRuntime = role.kind === 'internal' && role.isRuntime;
  return isRuntime ? { kind: 'unnamed' } : outside(parentFileName);
}

/** Of what stands between an engine and what it starts, some sources tell nothing. */
const outside = (fileName: string): Origin => ({
  kind: isEngine(fileName) ? 'unnamed' : 'nothing',
});

function settle(program: Program, from: Origin): void {
  if (from.kind === 'nothing') return;
  const isOutside = program.role.kind === 'runtime' || program.role.kind === 'internal';
  if (from.kind === 'started') {
    if (isOutside) return;
    const own = program.containerId;
    const isLonger = isSameContainer(own, from.containerId) && own.length > from.containerId.length;
    if (!isLonger) enter(program, from.containerId, own);
    return;
  }
  if (from.kind === 'unnamed') {
    // What engines and runtimes start for themselves is no shell command.
    if (!isOutside && program.containerId === '' && program.script !== undefined)
      program.stepId = `runtime-${program.processId}-${program.start}`;
    return;
  }
  const isTheirs =
    from.kind === 'same' && isSameContainer(program.containerId, from.outerContainerId);
  if (isTheirs) enter(program, from.containerId, program.containerId);
  program.containerId ||= from.containerId;
  if (from.kind === 'same') program.stepId = from.stepId;
  if (from.kind === 'built' && program.role.kind === 'ordinary' && !isHelper(program)) {
    program.stepId = `process-${program.processId}-${program.start}`;
  }
}

/** Sources name the outermost container, or the one that they know. */
function enter(program: Program, inner: string, outer: string): void {
  program.containerId = inner;
  program.outerContainerId = outer;
}

/** What the processes of one container, or of one step, have in common. */
export function placeKey({ stepId, containerId }: Program): string {
  return stepId || containerKey(containerId);
}
