import type { ContainerEvents } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';
import { textsOf } from './json.js';
import { containerKey, isImageId } from './reference.js';

/** Two clocks tell of a container and of who named it: the engine's and the kernel's. */
const slack = 100_000;

const maxNames = 20;

/** What is known of a container, put together from its events. */
export interface Container {
  id: string;
  engine: string;
  /** Since when it was seen with each name, earliest first: it may be renamed. */
  names: { name: string; since: Micros }[];
  imageId: string;
  imageReference: string;
  command: string[];
  created: Micros | null;
  /** First start; null when it never ran as far as was seen. */
  started: Micros | null;
  died: Micros | null;
  destroyed: Micros | null;
  committed: Micros | null;
  exitCode: number | null;
  firstSeen: Micros;
  privileged: boolean | null;
  mounts: Json;
  networkMode: string;
  pidMode: string;
  ipcMode: string;
  addedCapabilities: string[];
  restartPolicy: string;
}

export class Containers {
  readonly #byId = new Map<string, Container>();

  constructor(readonly limit: number) {}

  /** By its id, however short a source cut it. */
  get(id: string): Container | undefined {
    return this.#byId.get(containerKey(id));
  }

  /**
   * As a client named it at a time: by its name, which one at a time has, or by the beginning of its id. Undefined where
   * several fit.
   */
  find(name: string, time: Micros): Container | undefined {
    if (name === '') return undefined;
    const all = [...this.#byId.values()];
    const named = all.filter((container) => hasBorne(container, name));
    if (named.length > 0) return bearer(named, name, time);
    const found = /^[0-9a-f]{4,64}$/.test(name) ? all.filter(({ id }) => id.startsWith(name)) : [];
    return found.length === 1 ? found[0] : undefined;
  }

  all(): Iterable<Container> {
    return this.#byId.values();
  }

  delete(id: string): void {
    this.#byId.delete(containerKey(id));
  }

  /** Undefined when the row names no container or says nothing new. */
  note(row: ContainerEvents): Container | undefined {
    const id = row.ContainerId ?? '';
    if (id === '') return undefined;
    const before = this.#byId.get(containerKey(id));
    const after = merge(before ?? emptyContainer(id, row.TimeGenerated), row);
    if (before && JSON.stringify(before) === JSON.stringify(after)) return undefined;
    this.#byId.set(containerKey(id), after);
    if (this.#byId.size > this.limit) {
      const oldest = this.#byId.keys().next().value;
      if (oldest !== undefined) this.#byId.delete(oldest);
    }
    return after;
  }
}

/** Whether it has or had that name. */
export const hasBorne = ({ names }: Container, name: string): boolean =>
  names.some((each) => each.name === name);

/** Of containers that have borne a name, the one that bore it then. */
function bearer(all: Container[], name: string, time: Micros): Container | undefined {
  if (all.length === 1) return all[0];
  const made = ({ created, firstSeen }: Container): Micros => created ?? firstSeen;
  return all
    .filter((container) => made(container) <= time + slack && nameAt(container, time) === name)
    .reduce<Container | undefined>(
      (last, container) => (last && made(last) > made(container) ? last : container),
      undefined,
    );
}

const nameAt = ({ names }: Container, time: Micros): string | undefined =>
  (names.findLast(({ since }) => since <= time + slack) ?? names[0])?.name;

function emptyContainer(id: string, firstSeen: Micros): Container {
  return {
    id,
    engine: '',
    names: [],
    imageId: '',
    imageReference: '',
    command: [],
    created: null,
    started: null,
    died: null,
    destroyed: null,
    committed: null,
    exitCode: null,
    firstSeen,
    privileged: null,
    mounts: null,
    networkMode: '',
    pidMode: '',
    ipcMode: '',
    addedCapabilities: [],
    restartPolicy: '',
  };
}

function merge(known: Container, row: ContainerEvents): Container {
  const time = row.TimeGenerated;
  const on = (action: string, before: Micros | null): Micros | null =>
    row.ActionType === action ? Math.min(before ?? time, time) : before;
  const observedRunning = row.ActionType === 'ContainerObserved' && row.ProcessId;
  const observedStart = observedRunning ? (row.ContainerCreationTime ?? time) : null;
  const command = textsOf(row.Command ?? null);
  const isExec = row.ActionType === 'ContainerExecuted';
  return {
    id: (row.ContainerId ?? '').length > known.id.length ? (row.ContainerId ?? '') : known.id,
    engine: known.engine || (row.EngineSocket ?? ''),
    names: withName(known.names, row),
    imageId: known.imageId || imageIdOf(row),
    imageReference: known.imageReference || (row.ImageReference ?? ''),
    command: known.command.length > 0 || isExec ? known.command : command,
    created: earliest(on('ContainerCreated', known.created), row.ContainerCreationTime ?? null),
    started: on('ContainerStarted', known.started) ?? observedStart,
    died: on('ContainerDied', known.died),
    destroyed: on('ContainerDestroyed', known.destroyed),
    committed: on('ContainerCommitted', known.committed),
    exitCode: known.exitCode ?? (isExec ? null : (row.ExitCode ?? null)),
    firstSeen: Math.min(known.firstSeen, time),
    privileged: known.privileged ?? row.IsPrivileged ?? null,
    mounts: known.mounts ?? row.Mounts ?? null,
    networkMode: known.networkMode || (row.NetworkMode ?? ''),
    pidMode: known.pidMode || (row.PidMode ?? ''),
    ipcMode: known.ipcMode || (row.IpcMode ?? ''),
    addedCapabilities:
      known.addedCapabilities.length > 0
        ? known.addedCapabilities
        : textsOf(row.AddedCapabilities ?? null),
    restartPolicy: known.restartPolicy || (row.RestartPolicy ?? ''),
  };
}

function withName(names: Container['names'], row: ContainerEvents): Container['names'] {
  const { ContainerName: name = '', TimeGenerated: time } = row;
  if (name === '' || names.some((each) => each.name === name && each.since <= time)) return names;
  return [...names.filter((each) => each.name !== name), { name, since: time }]
    .sort((a, b) => a.since - b.since)
    .slice(0, maxNames);
}

function imageIdOf(row: ContainerEvents): string {
  if (row.ImageId) return row.ImageId;
  return isImageId(row.ImageReference ?? '') ? (row.ImageReference ?? '') : '';
}

function earliest(a: Micros | null, b: Micros | null): Micros | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Whether the classic builder may have made it: it names images by their whole id, which people hardly do. */
export function mayBeStep({ imageReference, imageId, committed }: Container): boolean {
  return committed === null && isImageId(imageReference || imageId) && imageReference !== '';
}
