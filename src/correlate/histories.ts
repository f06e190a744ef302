import type { BuildHistoryEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { listOf, numberOf, objectOf, textOf, textsOf } from './json.js';
import { scriptOf } from './processes.js';
import { normalReference } from './reference.js';

/** A build as BuildKit's own history tells of it, put together from its rows. */
export interface History {
  ref: string;
  engine: string;
  device: { id: string; name: string };
  created: Micros;
  completed: Micros | null;
  /** `running`, `succeeded`, `failed` or `canceled`. */
  state: string;
  error: string;
  imageIds: string[];
  references: string[];
  dockerfile: { name: string; text: string; isTruncated: boolean };
  materials: string[];
  steps: HistoryStep[];
  stepsLeftOut: number;
  /** What of it could not be read. */
  missing: string[];
  /** When its record was removed, where the builder does not do so by itself; else null. */
  removed: Micros | null;
  version: number;
}

export interface HistoryStep {
  digest: string;
  /** `RUN`, `COPY`, …; empty where the name tells none. */
  instruction: string;
  /** Without the instruction; of a RUN what the shell was given, where that is known. */
  command: string;
  /** Whether something was run. */
  isRun: boolean;
  line: number | null;
  isCached: boolean;
  start: Micros | null;
  end: Micros | null;
  error: string;
  exitCode: number | null;
  output: string;
}

const maxHistories = 2000;
const maxSteps = 500;
/** The builder keeps this many by default, and clears the oldest away first. */
const kept = 50;
const hour = 3_600_000_000;

/** The builds of one host's engines that BuildKit told of. Rows may come in any order, and twice. */
export class Histories {
  readonly #byRef = new Map<string, History>();
  /** Of builds that are closed. */
  readonly #closed = new Set<string>();
  /** Removals that came before what they are about. */
  readonly #removed = new Map<string, BuildHistoryEvents>();

  /** Whether it is new knowledge. */
  note(row: BuildHistoryEvents): boolean {
    const ref = row.BuildRef ?? '';
    if (ref === '' || this.#closed.has(ref)) return false;
    const known = this.#byRef.get(ref);
    if (row.ActionType === 'BuildRecordDeleted') {
      if (known === undefined) limited(this.#removed.set(ref, row), maxHistories);
      else if (known.removed === null) return this.#remove(known, row);
      return false;
    }
    // What was told when it was over holds all that was told before.
    if (known && (known.completed !== null || row.ActionType === 'BuildStarted')) return false;
    const history = read(ref, row, (known?.version ?? 0) + 1);
    this.#byRef.set(ref, history);
    limited(this.#byRef, maxHistories);
    const removal = this.#removed.get(ref);
    if (removal && history.completed !== null) this.#remove(history, removal);
    return true;
  }

  /** In the order in which they began. */
  all(): History[] {
    return [...this.#byRef.values()].sort(
      (a, b) => a.created - b.created || (a.ref < b.ref ? -1 : 1),
    );
  }

  /** Its build is closed: nothing more is made of it. */
  close(ref: string): void {
    this.#byRef.delete(ref);
    this.#closed.add(ref);
    limited(this.#closed, 10 * maxHistories);
  }

  forget(before: Micros): void {
    for (const [ref, { completed, created }] of this.#byRef) {
      if ((completed ?? created + hour) < before) this.#byRef.delete(ref);
    }
  }

  #remove(history: History, row: BuildHistoryEvents): boolean {
    const { Records, OlderRecords } = objectOf(row.AdditionalFields);
    const isYoung = row.TimeGenerated - (history.completed ?? history.created) < hour;
    const isNoneOfTheOldest = (numberOf(OlderRecords) ?? 0) > 0;
    const isRoomLeft = (numberOf(Records) ?? kept) < kept - 1;
    if (!isYoung || !(isNoneOfTheOldest || isRoomLeft)) return false;
    history.removed = row.TimeGenerated;
    history.version += 1;
    return true;
  }
}

function read(ref: string, row: BuildHistoryEvents, version: number): History {
  const more = objectOf(row.AdditionalFields);
  return {
    ref,
    engine: row.EngineSocket ?? '',
    device: { id: row.DeviceId ?? '', name: row.DeviceName ?? '' },
    created: row.CreatedTime ?? row.TimeGenerated,
    completed:
      row.ActionType === 'BuildCompleted' ? (row.CompletedTime ?? row.TimeGenerated) : null,
    state: row.State ?? '',
    error: row.Error ?? '',
    imageIds: textsOf(row.ImageIds),
    references: textsOf(row.ImageReferences).map(normalReference),
    dockerfile: {
      name: row.DockerfileName ?? '',
      text: row.Dockerfile ?? '',
      isTruncated: more['DockerfileTruncated'] === true,
    },
    materials: listOf(row.Materials).map((item) => textOf(objectOf(item)['Uri'])),
    steps: listOf(row.Steps).slice(0, maxSteps).flatMap(readStep),
    stepsLeftOut:
      (numberOf(more['StepsLeftOut']) ?? 0) + Math.max(0, listOf(row.Steps).length - maxSteps),
    missing: textsOf(more['Missing']),
    removed: null,
    version,
  };
}

/** None for a step that never began. */
function readStep(item: unknown): HistoryStep[] {
  const told = objectOf(item as never);
  const start = numberOf(told['StartTime']);
  const isCached = told['IsCached'] === true;
  if (start === null && !isCached) return [];
  const [, instruction = '', rest = ''] =
    /^(?:\[[^\]]*\] )?([A-Z]+)(?: ([\s\S]*))?$/.exec(textOf(told['Name'])) ?? [];
  const words = textsOf(told['Command']);
  const command = words.length > 0 ? (scriptOf(words) ?? words.join(' ')) : rest;
  const error = textOf(told['Error']);
  const end = numberOf(told['EndTime']);
  const isRun = instruction === 'RUN' || words.length > 0;
  return [
    {
      digest: textOf(told['Digest']),
      instruction: instruction || (isRun ? 'RUN' : ''),
      command: instruction === '' && words.length === 0 ? textOf(told['Name']) : command,
      isRun,
      line: numberOf(told['FirstLine']),
      isCached,
      start,
      end,
      error,
      exitCode: exitCode(error, isRun && end !== null && !isCached),
      output: textOf(told['Output']),
    },
  ];
}

function exitCode(error: string, hasRun: boolean): number | null {
  const [, told] = /\bexit code: (\d{1,3})\b/.exec(error) ?? [];
  if (told !== undefined) return Number(told);
  return hasRun && error === '' ? 0 : null;
}

function limited(collection: Map<string, unknown> | Set<string>, most: number): void {
  if (collection.size <= most) return;
  const first = collection.keys().next().value;
  if (first !== undefined) collection.delete(first);
}
