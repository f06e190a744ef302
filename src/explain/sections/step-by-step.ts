import {
  isWithdrawn,
  readConnection,
  readProcess,
  readStepDetails,
  type StepDetails,
} from '../../correlate/details.js';
import { listOf } from '../../correlate/json.js';
import { type Lookup, readLookups } from '../../correlate/lookup.js';
import { isMachinery } from '../../correlate/role.js';
import { dictionary } from '../../model/dictionary.js';
import type { DeviceFileEvents, ImageBuildSteps } from '../../model/generated/tables.js';
import type { Item, Section } from '../document.js';
import { clock, duration } from '../moments.js';
import { first, type Limits, more, type Told } from '../parts.js';
import { type Contacts, contactsOf } from './contacts.js';

/** What each step ran, what it started, whom it spoke to, what it left on disk. */
export function stepByStep(subject: Told, limits: Limits): Section {
  const { steps, fileEvents, details } = subject;
  const contacts = contactsOf(subject, limits);
  const all = steps
    .filter((step) => !isWithdrawn(step))
    .sort((a, b) => (a.StepIndex ?? 0) - (b.StepIndex ?? 0));
  const title = 'Step by step';
  const chosen = limits.isBrief ? ofInterest(all, limits.steps) : all.slice(0, limits.steps);
  const items = chosen.map((step) => stepItem(step, filesOf(step, fileEvents), contacts, limits));
  const left = all.length - chosen.length + details.StepsLeftOut;
  if (left > 0) items.push({ mark: '…', text: more(left, 'step'), tone: 'dim' });
  const daemon = contacts(details.DaemonConnections, 0);
  if (daemon.length > 0) {
    items.push({
      mark: '•',
      text: 'Outside of the steps, by the engine or the client',
      tone: 'dim',
      items: daemon,
    });
  }
  if (items.length === 0) return { title, note: 'no step was seen to run anything', blocks: [] };
  return { title, blocks: [{ kind: 'items', items }] };
}

/** Those that spoke to somebody or failed, then the others, in their order. */
function ofInterest(steps: ImageBuildSteps[], most: number): ImageBuildSteps[] {
  if (steps.length <= most) return steps;
  const isOfInterest = (step: ImageBuildSteps) =>
    listOf(step.Connections ?? null).length > 0 || (step.ExitCode ?? 0) !== 0;
  const ranked = [...steps.filter(isOfInterest), ...steps.filter((step) => !isOfInterest(step))];
  const kept = new Set(ranked.slice(0, most));
  return steps.filter((step) => kept.has(step));
}

function stepItem(
  step: ImageBuildSteps,
  files: DeviceFileEvents[],
  contacts: Contacts,
  limits: Limits,
): Item {
  const details = readStepDetails(step.AdditionalFields);
  const code = step.ExitCode ?? null;
  const made = listOf(step.Connections ?? null).map(readConnection);
  const inner: Item[] = [
    { text: outcome(step, details, limits), tone: code === null || code === 0 ? 'dim' : 'bad' },
    ...processItems(step, details, limits),
    ...contacts(made, details.ConnectionsLeftOut),
    ...lookupItems(step, details, limits),
    ...first(files, Math.max(1, limits.processes)).kept.map(fileItem),
  ];
  if (details.Error) inner.push({ mark: 'error', text: details.Error, tone: 'bad' });
  if (details.Output && !limits.isBrief)
    inner.push({ mark: 'output', text: details.Output, tone: 'dim' });
  return {
    mark: `${String((step.StepIndex ?? 0) + 1).padStart(2)}.`,
    text: `${step.Instruction ?? ''} ${step.Command || '(command not seen)'}`.trim(),
    tone: 'strong',
    items: inner,
  };
}

function outcome(step: ImageBuildSteps, details: StepDetails, limits: Limits): string {
  const { IsCached, Line, ProcessesLeftOut } = details;
  const line = Line === null ? '' : `, line ${Line}`;
  if (IsCached === true) return `${clock(step.TimeGenerated)}, taken from the cache${line}`;
  const took =
    step.StartTime && step.EndTime ? duration(step.EndTime - step.StartTime) : 'end not seen';
  const code = step.ExitCode ?? null;
  const ended = code === null ? 'exit status not seen' : `exit ${code}`;
  const processes = listOf(step.Processes ?? null).length + ProcessesLeftOut;
  const ran = limits.processes > 0 || processes < 2 ? '' : `, ${processes} processes`;
  return `${clock(step.TimeGenerated)}, ${took}, ${ended}${line}${ran}`;
}

function processItems(step: ImageBuildSteps, details: StepDetails, limits: Limits): Item[] {
  if (limits.processes === 0) return [];
  const all = listOf(step.Processes ?? null).map(readProcess);
  // The first is the step's own command, which stands above.
  const { kept, left } = first(all.slice(1), limits.processes);
  const items: Item[] = kept.map(({ CommandLine, FileName, ExitCode }) => {
    const code = ExitCode === null || ExitCode === 0 ? '' : `, exit ${ExitCode}`;
    return { mark: 'ran', text: `${CommandLine || FileName || 'a process'}${code}`, tone: 'dim' };
  });
  const hidden = left + details.ProcessesLeftOut;
  if (hidden > 0)
    items.push({ mark: '…', text: more(hidden, 'process', 'processes'), tone: 'dim' });
  return items;
}

/** Names that led to no connection that stands above, each once. */
function lookupItems(step: ImageBuildSteps, details: StepDetails, limits: Limits): Item[] {
  const reached = new Set(
    listOf(step.Connections ?? null).map((connection) => readConnection(connection).RemoteUrl),
  );
  const names = new Map<string, Lookup>();
  for (const lookup of readLookups(step.Lookups)) {
    const known = names.get(lookup.Name);
    if (reached.has(lookup.Name) || (known && lookup.Answers.length === 0)) continue;
    names.set(lookup.Name, lookup);
  }
  const { kept, left } = first([...names.values()], limits.connections);
  const items: Item[] = kept.map(({ Name, FileName, Answers }) => {
    const by = FileName ? ` by ${FileName}` : '';
    const answer = Answers.join(', ') || 'no address';
    return { mark: '?', text: `looked up ${Name}${by}: ${answer}`, tone: 'dim' };
  });
  const hidden = left + details.LookupsLeftOut;
  if (hidden > 0)
    items.push({ mark: '…', text: more(hidden, 'name looked up', 'names looked up'), tone: 'dim' });
  return items;
}

const fileDeeds: Record<string, string> = dictionary({
  FileCreated: 'wrote',
  FileModified: 'changed',
  FileRenamed: 'renamed',
  FileDeleted: 'removed',
  FilePermissionsModified: 'made executable:',
});

function fileItem(row: DeviceFileEvents): Item {
  const by = row.InitiatingProcessFileName ? ` by ${row.InitiatingProcessFileName}` : '';
  return {
    mark: 'file',
    text: `${fileDeeds[row.ActionType] ?? row.ActionType} ${row.FolderPath || row.FileName}${by}`,
    tone: 'dim',
  };
}

/** What the step did, without what the runtime did to begin it. */
function filesOf(step: ImageBuildSteps, all: DeviceFileEvents[]): DeviceFileEvents[] {
  const container = step.ContainerId ?? '';
  return container === ''
    ? []
    : all.filter((row) => row.ContainerId === container && !isRuntimes(row));
}

function isRuntimes(row: DeviceFileEvents): boolean {
  return isMachinery({
    fileName: row.InitiatingProcessFileName ?? '',
    folderPath: row.InitiatingProcessFolderPath ?? '',
    args: (row.InitiatingProcessCommandLine ?? '').split(' '),
  });
}
