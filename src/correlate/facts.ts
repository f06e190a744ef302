import type { Batch } from '../model/batch.js';
import type { DeviceFileEvents, DeviceNetworkEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { isEngine } from '../normalise/engine-name.js';
import {
  type Activity,
  beginOf,
  type Connection,
  connectionKey,
  isRuntimeNoise,
  newActivity,
  toConnection,
} from './activity.js';
import { ConnectionAdditions, isAddition } from './connection-additions.js';
import { Containers, mayBeStep } from './containers.js';
import type { FileWrite } from './details.js';
import type { Gap } from './gaps.js';
import { Histories } from './histories.js';
import { type Image, Images, latestOf } from './images.js';
import { isLookup, lookupKey, toLookup } from './lookup.js';
import { place, placeKey } from './place.js';
import { Processes, type Program } from './processes.js';
import { containerKey, isBuildahId, isDockerfileName, isExecutorId } from './reference.js';
import type { ClientDockerfile } from './request.js';
import { isEnginePort, Requests } from './requests.js';
import type { Settings } from './settings.js';

const second = 1_000_000;
const maxFiles = 2000;
const noWrite = new Set(['FileDeleted', 'FilePermissionsModified']);
const maxOutside = 2000;
const maxLoose = 2000;
const maxIgnored = 10_000;
const maxGaps = 200;
const maxDockerfiles = 1000;
const maxUnplaced = 5000;
/** Characters of a Dockerfile that are read: the rest cannot be told from what was not in it. */
const maxDockerfileRead = 1_048_576;

/** What the rows of one host said, as far as builds still need it. Rows may come in any order, and twice. */
export class Facts {
  readonly processes: Processes;
  readonly requests = new Requests();
  readonly containers: Containers;
  readonly images: Images;
  readonly histories = new Histories();
  /** Images made or tagged lately, which a build that is still open may have made. */
  readonly recentImages = new Map<string, Image>();
  readonly activities = new Map<string, Activity>();
  readonly daemonConnections = new Map<string, Connection>();
  readonly #additions = new ConnectionAdditions();
  /** What clients, or helpers of theirs, connected to for what they build. */
  readonly fetches = new Map<string, { connection: Connection; client: Program }>();
  /** Of files that are named like Dockerfiles. */
  readonly fileWrites = new Map<string, FileWrite>();
  /** Of all others: `-f` may name any of them, but a busy host writes thousands. */
  readonly otherWrites = new Map<string, FileWrite>();
  readonly gaps = new Map<string, Gap>();
  readonly dockerfiles = new Map<string, ClientDockerfile>();
  device = { id: '', name: '' };
  /** Grows whenever more is known of images. */
  imagesVersion = 0;
  /** Containers and steps whose inside is of no interest: ordinary containers, and steps of builds that are closed. */
  readonly #ignored = new Set<string>();
  readonly #steps = new Set<string>();
  /** Processes whose end matters. */
  readonly #watched = new Set<number>();
  #loose: DeviceNetworkEvents[] = [];
  /** Programs of which an ancestor may still come. */
  #unplaced: Program[] = [];
  #waitsUntil: Micros | undefined;
  /** Tables of which a row came: of what no row ever came, nothing is known. */
  readonly seen = new Set<string>();

  constructor(readonly settings: Settings) {
    this.processes = new Processes(settings.maxProcesses);
    this.containers = new Containers(settings.maxContainers);
    this.images = new Images(settings.maxImages);
  }

  /** Whether anything that builds are made from changed. */
  take(batch: Batch, now: Micros): boolean {
    let changed = false;
    for (const [table, [row]] of Object.entries(batch)) {
      if (!row) continue;
      this.seen.add(table);
      this.#seen(row);
    }
    for (const row of batch.DeviceProcessEvents ?? []) {
      const program = this.processes.start(row);
      if (!program) continue;
      const isClient = this.requests.process(row, program);
      if (isClient) this.#watched.add(program.processId);
      changed = isClient || changed;
      this.#unplaced.push(program);
    }
    changed = this.#place(now) || changed;
    for (const row of batch.ProcessExitEvents ?? []) {
      const fresh = this.processes.exit(row);
      if (!fresh || !this.#watched.has(row.ProcessId ?? -1)) continue;
      this.#ended(row.ProcessId ?? -1, row.TimeGenerated);
      changed = true;
    }
    for (const row of batch.DockerApiEvents ?? []) changed = this.requests.api(row) || changed;
    for (const row of batch.ContainerEvents ?? []) {
      changed = this.containers.note(row) !== undefined || changed;
    }
    for (const row of batch.ContainerImageEvents ?? []) {
      const noted = this.images.note(row);
      if (!noted) continue;
      if (latestOf(noted.image) >= now - 2 * this.settings.maxSilence)
        this.recentImages.set(noted.image.id, noted.image);
      if (noted.changed) this.imagesVersion += 1;
      changed = noted.changed || changed;
    }
    for (const row of batch.BuildHistoryEvents ?? []) {
      changed = this.histories.note(row) || changed;
    }
    for (const row of batch.DeviceFileEvents ?? []) changed = this.#file(row) || changed;
    for (const row of batch.SensorEvents ?? []) {
      if (row.ActionType !== 'Gap') continue;
      const start = row.GapStart ?? row.TimeGenerated;
      this.gaps.set(`${row.Sensor} ${row.Source} ${start}`, {
        sensor: row.Sensor ?? '',
        start,
        end: row.GapEnd ?? null,
        reason: row.Reason ?? '',
        lost: row.LostEvents ?? null,
      });
      limit(this.gaps, maxGaps);
      changed = true;
    }
    const network = [...this.#loose, ...(batch.DeviceNetworkEvents ?? [])];
    this.#loose = [];
    for (const row of network) changed = this.#network(row, now) || changed;
    return changed;
  }

  note(dockerfile: ClientDockerfile): void {
    const { ProcessId, ProcessUniqueId, ProcessCreationTime, Text, Truncated } = dockerfile;
    this.dockerfiles.set(`${ProcessId} ${ProcessUniqueId || (ProcessCreationTime ?? '')}`, {
      ...dockerfile,
      Text: Text.slice(0, maxDockerfileRead),
      Truncated: Truncated || Text.length > maxDockerfileRead,
    });
    limit(this.dockerfiles, maxDockerfiles);
  }

  /** What the Dockerfile of a build's client held when it started; failing that, of a plugin that it ran. */
  dockerfileOf(programs: readonly Program[]): ClientDockerfile | undefined {
    const all = [...this.dockerfiles.values()];
    for (const program of programs) {
      const found = all.findLast((dockerfile) => isOf(dockerfile, program));
      if (found) return found;
    }
    return undefined;
  }

  /** Whether nobody watched at that moment. */
  wasAway(time: Micros): boolean {
    return [...this.gaps.values()].some(
      ({ sensor, start, end }) =>
        sensor === 'watcher' && start <= time && (end === null || time <= end),
    );
  }

  /** The container or executor was a step of a build that is closed. */
  closeStep(containerId: string): void {
    this.ignore(containerId);
    this.#steps.add(containerKey(containerId));
    limit(this.#steps, maxIgnored);
  }

  wasStep(containerId: string): boolean {
    return this.#steps.has(containerKey(containerId));
  }

  /** The inside of a container is of no interest from now on. */
  ignore(containerId: string): void {
    this.activities.delete(containerKey(containerId));
    this.#ignored.add(containerKey(containerId));
    limit(this.#ignored, maxIgnored);
  }

  isIgnored(containerId: string): boolean {
    return this.#ignored.has(containerKey(containerId));
  }

  /** Drops what no open build can need; `before` lies well before the start of the oldest. */
  forget(before: Micros): void {
    for (const [key, activity] of this.activities) {
      const container = this.containers.get(key);
      const first = beginOf(activity);
      const isOver = container
        ? (container.died ?? container.destroyed ?? before) < before
        : isContainerKey(key) && first < before;
      const ordinary = container ? !mayBeStep(container) && isOver : isOver;
      if (ordinary || first < before - 2 * this.settings.maxSilence) this.ignore(key);
    }
    for (const [id, image] of this.recentImages) {
      if (latestOf(image) < before) this.recentImages.delete(id);
    }
    for (const [key, { Time }] of this.daemonConnections)
      if (Time < before) this.daemonConnections.delete(key);
    for (const [key, { connection }] of this.fetches)
      if (connection.Time < before) this.fetches.delete(key);
    for (const [key, { Time }] of this.fileWrites) {
      if (Time < before - 3600 * second) this.fileWrites.delete(key);
    }
    for (const [key, { Time }] of this.otherWrites) if (Time < before) this.otherWrites.delete(key);
    for (const [key, { end }] of this.gaps) if (end !== null && end < before) this.gaps.delete(key);
    this.requests.forget(before, (program) => this.processes.end(program) === undefined);
    this.images.trim(before);
    this.histories.forget(before);
    if (this.#watched.size > this.settings.maxProcesses) this.#watched.clear();
  }

  /** Any row tells which host it is: what is made of the first one has to bear its name already. */
  #seen(row: { DeviceId?: string | undefined; DeviceName?: string | undefined }): void {
    const { id, name } = this.device;
    this.device = { id: row.DeviceId || id, name: row.DeviceName || name };
  }

  #activity(key: string): Activity | undefined {
    if (!isPlace(key) || this.#ignored.has(key)) return undefined;
    const known = this.activities.get(key);
    if (known) return known;
    const { maxProcessesPerStep, maxConnectionsPerStep } = this.settings;
    const fresh = newActivity(key, maxProcessesPerStep, maxConnectionsPerStep);
    this.activities.set(key, fresh);
    limit(this.activities, this.settings.maxActivities);
    return fresh;
  }

  /** When a program that waits for its parent will have waited long enough. */
  get waitsUntil(): Micros | undefined {
    return this.#waitsUntil;
  }

  /** Puts programs where they run; those whose parent is missing are tried again for as long as rows may be late. */
  #place(now: Micros): boolean {
    const waiting: Program[] = [];
    let changed = false;
    for (const program of this.#unplaced) {
      const final = program.start + this.settings.settle <= now;
      if (!place(program, this.processes, final)) waiting.push(program);
      else if (this.#inside(program)) {
        this.#watched.add(program.processId);
        changed = true;
      }
    }
    this.#unplaced = waiting.slice(-maxUnplaced);
    this.#waitsUntil = undefined;
    for (const { start } of this.#unplaced) {
      this.#waitsUntil = Math.min(this.#waitsUntil ?? start, start);
    }
    if (this.#waitsUntil !== undefined) this.#waitsUntil += this.settings.settle;
    return changed;
  }

  #inside(program: Program): boolean {
    const activity = this.#activity(placeKey(program));
    const key = `${program.processId} ${program.fileName}`;
    if (!activity?.programs.add(program.start, key, program)) return false;
    activity.version += 1;
    if (program.containerId.length > activity.containerId.length && program.stepId === '')
      activity.containerId = program.containerId;
    return this.#matters(activity.key);
  }

  /** What happens in an ordinary container is kept, in case an image is made of it, and makes no build anew. */
  #matters(key: string): boolean {
    const container = this.containers.get(key);
    return !container || mayBeStep(container) || container.committed !== null;
  }

  #ended(processId: number, time: Micros): void {
    const program = this.processes.at(processId, time);
    const activity = program && this.activities.get(placeKey(program));
    if (activity) activity.version += 1;
  }

  #network(row: DeviceNetworkEvents, now: Micros): boolean {
    if (row.ActionType === 'InboundConnectionAccepted') return this.requests.accepted(row);
    if (isAddition(row)) return this.#added(row);
    if (!isLookup(row)) this.requests.connected(row);
    const connection = toConnection(row);
    this.#additions.complete(connection);
    const processId = row.InitiatingProcessId ?? -1;
    const program = this.processes.at(processId, row.TimeGenerated, second);
    const key = (program && placeKey(program)) || containerKey(row.ContainerId ?? '');
    const isSettled = row.TimeGenerated + this.settings.settle <= now;
    // The row's container may be the one around a step: which it is, the process tells.
    if ((!program || program.placed) && (key !== '' || isSettled)) {
      const activity = this.#activity(key);
      if (activity) {
        const lookup = toLookup(row);
        const isNew = isLookup(row)
          ? activity.lookups.add(lookup.Time, lookupKey(lookup), lookup)
          : activity.connections.add(connection.Time, connectionKey(connection), connection);
        if (!isNew) return false;
        activity.version += 1;
        return this.#matters(key);
      }
      if (key !== '') return false;
    }
    if (isLookup(row)) return this.#keep(row, now);
    const client = program && !isEnginePort(connection.RemotePort) && this.#fetcher(program);
    const moment = `${connection.Time} ${connectionKey(connection)}`;
    if (client) return keepOutside(this.fetches, moment, { connection, client });
    if (isEngine(connection.FileName) || (program && this.#isEnginesErrand(program)))
      return keepOutside(this.daemonConnections, moment, connection);
    return this.#keep(row, now);
  }

  /** Of a row that belongs nowhere so far, the process may come yet. */
  #keep(row: DeviceNetworkEvents, now: Micros): boolean {
    const mayComeYet = row.TimeGenerated > now - this.settings.settle;
    if (mayComeYet && this.#loose.length < maxLoose) this.#loose.push(row);
    return false;
  }

  /** A connection that was told of before, or comes yet, is known better. */
  #added(row: DeviceNetworkEvents): boolean {
    if (!this.#additions.note(row)) return false;
    const complete = (connection: Connection): boolean =>
      connection.ProcessId === (row.InitiatingProcessId ?? null) &&
      this.#additions.complete(connection);
    const fetched = [...this.fetches.values()].map(({ connection }) => connection);
    const isDaemons = [...this.daemonConnections.values(), ...fetched].map(complete).includes(true);
    const program = this.processes.at(row.InitiatingProcessId ?? -1, row.TimeGenerated, second);
    const key = (program && placeKey(program)) || containerKey(row.ContainerId ?? '');
    const activity = this.activities.get(key);
    if (!activity?.connections.items.map(complete).includes(true)) return isDaemons;
    activity.version += 1;
    return isDaemons || this.#matters(key);
  }

  /** The client that fetches what it builds from, where it is that or a helper of its own. */
  #fetcher(program: Program): Program | undefined {
    return this.processes.chain(program).find((each) => this.requests.fetchesForItself(each));
  }

  /** Whether an engine started it for itself, as it does git to fetch a context. */
  #isEnginesErrand(program: Program): boolean {
    if (program.containerId !== '' || program.fileName === 'docker-proxy') return false;
    const chain = this.processes.chain(program);
    const top = chain.findIndex(({ parentFileName }) => isEngine(parentFileName));
    return top >= 0 && !chain.slice(0, top + 1).some(isRuntimeNoise);
  }

  #file(row: DeviceFileEvents): boolean {
    const path = row.FolderPath ?? '';
    // A path inside a container is another file than the same path outside.
    if (path === '' || noWrite.has(row.ActionType) || row.ContainerId) return false;
    const isNamed = isDockerfileName(path);
    const writes = isNamed ? this.fileWrites : this.otherWrites;
    const key = `${row.TimeGenerated} ${path}`;
    if (writes.has(key)) return false;
    writes.set(key, {
      Time: row.TimeGenerated,
      ActionType: row.ActionType,
      FolderPath: path,
      AccountName: row.InitiatingProcessAccountName || row.AccountName || '',
      CommandLine: (row.InitiatingProcessCommandLine ?? '').slice(0, 1000),
    });
    limit(writes, maxFiles);
    return isNamed;
  }
}

function isContainerKey(key: string): boolean {
  return /^[0-9a-f]{12}$/.test(key);
}

/** Keeps a connection that no step made. Whether it is new. */
function keepOutside<T>(connections: Map<string, T>, moment: string, connection: T): boolean {
  if (connections.has(moment)) return false;
  connections.set(moment, connection);
  limit(connections, maxOutside);
  return true;
}

function isPlace(key: string): boolean {
  return (
    isContainerKey(key) ||
    isExecutorId(key) ||
    isBuildahId(key) ||
    /^(?:process|runtime)-\d+-\d+$/.test(key)
  );
}

function isOf(
  { ProcessId, ProcessUniqueId, ProcessCreationTime }: ClientDockerfile,
  { processId, uniqueId, start }: Program,
): boolean {
  if (ProcessUniqueId && uniqueId !== '') return ProcessUniqueId === uniqueId;
  const isItsTime = ProcessCreationTime === undefined || ProcessCreationTime === start;
  return ProcessId === processId && isItsTime;
}

function limit(collection: Map<string, unknown> | Set<string>, most: number): void {
  if (collection.size <= most) return;
  const first = collection.keys().next().value;
  if (first !== undefined) collection.delete(first);
}
