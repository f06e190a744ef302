import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { comparable } from '../dockerfile/commands.js';
import type { ImageBuildSteps, ImageBuilds, Incidents } from '../model/generated/tables.js';
import type { BuildRows } from './build-rows.js';
import { type Descendant, type RunContainer, readBuildDetails } from './details.js';
import { textsOf } from './json.js';
import { localReference } from './reference.js';

/** What ties later images and containers to a build: kept for every build, for as long as there is room. */
export interface KnownBuild {
  id: string;
  /** `build`, `commit`, `import` or `load`. */
  method: string;
  start: number;
  /** Null while it runs, and where it is not known. */
  end: number | null;
  imageIds: string[];
  ownLayers: string[];
  /** References that it gave its images, as `localReference` has them. */
  tags: string[];
  /** What its steps ran, where no image of it is known: what makes one in an archive recognisable. */
  commands: string[];
  descendants: Map<string, Descendant>;
  containers: Map<string, RunContainer>;
  incidentId: string;
  /** Its incident's; 0 where there is none, or it was withdrawn. */
  score: number;
}

const maxContainersPerBuild = 500;
const maxCommandsPerBuild = 20;
const second = 1_000_000;
const hour = 3600 * second;

/** What builds are known by of their commands. */
const keysOf = (commands: string[]): string[] =>
  commands
    .map(comparable)
    .filter((text) => text !== '')
    .slice(0, maxCommandsPerBuild)
    .map(keyOf);

/** A command may be a long script, and many begin alike. */
const keyOf = (command: string): string =>
  command.length <= 100 ? command : createHash('sha256').update(command).digest('base64url');

/** What a build made. */
type Made = Pick<KnownBuild, 'imageIds' | 'ownLayers' | 'tags' | 'commands'>;

/**
 * The builds that are over: what ties things to them in the open, their rows deflated, since there may be many
 * thousands and hardly any is ever needed again.
 */
export class KnownBuilds {
  readonly #known = new Map<string, KnownBuild>();
  readonly #rows = new Map<string, Uint8Array>();
  readonly #byImage = new Map<string, Set<string>>();
  readonly #byLayer = new Map<string, Set<string>>();
  readonly #byTag = new Map<string, Set<string>>();
  readonly #byCommand = new Map<string, Set<string>>();

  constructor(readonly limit: number) {}

  get size(): number {
    return this.#known.size;
  }

  get(id: string): KnownBuild | undefined {
    return this.#known.get(id);
  }

  isArchived(id: string): boolean {
    return this.#rows.has(id);
  }

  /** The build's ties, made at first sight; its images, layers, tags and commands are taken over. */
  tie(id: string, start: number, given: Made): KnownBuild {
    const made = { ...given, commands: given.imageIds.length > 0 ? [] : keysOf(given.commands) };
    const known = this.#known.get(id) ?? empty(id, start);
    for (const [index, before, after] of [
      [this.#byImage, known.imageIds, made.imageIds],
      [this.#byLayer, known.ownLayers, made.ownLayers],
      [this.#byTag, known.tags, made.tags],
      [this.#byCommand, known.commands, made.commands],
    ] as const) {
      for (const key of before) if (!after.includes(key)) remove(index, key, id);
      for (const key of after) add(index, key, id);
    }
    Object.assign(known, made);
    this.#known.set(id, known);
    this.#makeRoom();
    return known;
  }

  ofImage(imageId: string): KnownBuild[] {
    return this.#resolve(this.#byImage.get(imageId));
  }

  ofLayer(link: string): KnownBuild[] {
    return this.#resolve(this.#byLayer.get(link));
  }

  /** The last build before a time that gave a reference. */
  ofTag(tag: string, time: number): KnownBuild | undefined {
    const before = this.#resolve(this.#byTag.get(tag)).filter(({ start }) => start <= time);
    return before.sort((a, b) => a.start - b.start).at(-1);
  }

  /**
   * The build of which no image was told that ran at a time and gave one of these references, or else ran one of these
   * commands: builders without an engine hand it their images as archives, or by way of a registry. Undefined where
   * several did.
   */
  madeUnseen(tags: string[], commands: string[], time: number): KnownBuild | undefined {
    const ran = (ids: (Set<string> | undefined)[]): KnownBuild[] =>
      [...new Set(ids.flatMap((each) => this.#resolve(each)))].filter(
        ({ imageIds, start, end }) =>
          imageIds.length === 0 && start - second <= time && time <= (end ?? start + hour) + second,
      );
    const named = ran(tags.map((tag) => this.#byTag.get(tag)));
    const keys = named.length > 0 || this.#byCommand.size === 0 ? [] : keysOf(commands);
    const [only, ...others] =
      named.length > 0 ? named : ran(keys.map((key) => this.#byCommand.get(key)));
    return others.length === 0 ? only : undefined;
  }

  /** Notes the incident that tells of it. */
  tell(build: KnownBuild, incident: Incidents | undefined): void {
    build.incidentId = incident?.IncidentId ?? '';
    build.score = incident && incident.Status !== 'Withdrawn' ? (incident.Score ?? 0) : 0;
  }

  /** Notes a container that ran of what a build made. Whether that is news. */
  ran(build: KnownBuild, container: RunContainer): boolean {
    const key = runKey(container);
    const before = build.containers.get(key);
    if (!before && build.containers.size >= maxContainersPerBuild) return false;
    if (before && JSON.stringify(before) === JSON.stringify(container)) return false;
    build.containers.set(key, container);
    return true;
  }

  descends(build: KnownBuild, descendant: Descendant): boolean {
    if (build.descendants.has(descendant.ImageId) || build.descendants.size >= 1000) return false;
    build.descendants.set(descendant.ImageId, descendant);
    add(this.#byImage, descendant.ImageId, build.id);
    return true;
  }

  archive({ build, steps }: BuildRows, incident: Incidents | undefined): void {
    const known = this.#known.get(build.BuildId);
    if (known) {
      known.method = build.Method ?? '';
      known.end = build.EndTime ?? null;
    }
    const json = JSON.stringify({ build, steps, incident });
    // What zlib returns is a part of 16 kB, all of which it would keep.
    this.#rows.set(build.BuildId, new Uint8Array(deflateRawSync(json, { level: 1 })));
  }

  unarchive(
    id: string,
  ): { build: ImageBuilds; steps: ImageBuildSteps[]; incident?: Incidents } | undefined {
    const rows = this.#rows.get(id);
    return rows ? JSON.parse(inflateRawSync(rows).toString()) : undefined;
  }

  restore(rows: BuildRows, incident: Incidents | undefined): void {
    const details = readBuildDetails(rows.build.AdditionalFields);
    const imageIds =
      details.ImageIds.length > 0 || !rows.build.ImageId ? details.ImageIds : [rows.build.ImageId];
    const tags = textsOf(rows.build.Tags ?? null).map(localReference);
    const commands = rows.steps.map(({ Command = '' }) => Command);
    const made = { imageIds, ownLayers: details.OwnLayers, tags, commands };
    const known = this.tie(rows.build.BuildId, rows.build.TimeGenerated, made);
    for (const descendant of details.Descendants) this.descends(known, descendant);
    for (const container of details.Containers) known.containers.set(runKey(container), container);
    this.tell(known, incident);
  }

  #resolve(ids: Set<string> | undefined): KnownBuild[] {
    return [...(ids ?? [])].flatMap((id) => this.#known.get(id) ?? []);
  }

  /** The oldest goes; one with an incident only when there is no other among the oldest hundred. */
  #makeRoom(): void {
    if (this.#known.size <= this.limit) return;
    const oldest = [...this.#known.values()].slice(0, 100);
    const goner = oldest.find(({ incidentId }) => incidentId === '') ?? oldest[0];
    if (!goner) return;
    for (const id of [...goner.imageIds, ...goner.descendants.keys()])
      remove(this.#byImage, id, goner.id);
    for (const link of goner.ownLayers) remove(this.#byLayer, link, goner.id);
    for (const tag of goner.tags) remove(this.#byTag, tag, goner.id);
    for (const command of goner.commands) remove(this.#byCommand, command, goner.id);
    this.#known.delete(goner.id);
    this.#rows.delete(goner.id);
  }
}

/** Identifies a container among those of a build: one whose id is not known by what its client said, and when. */
function runKey({ ContainerId, StartTime, StartedBy }: RunContainer): string {
  return ContainerId || `${StartTime} ${StartedBy}`;
}

function empty(id: string, start: number): KnownBuild {
  return {
    id,
    method: '',
    start,
    end: null,
    imageIds: [],
    ownLayers: [],
    tags: [],
    commands: [],
    descendants: new Map(),
    containers: new Map(),
    incidentId: '',
    score: 0,
  };
}

function add(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function remove(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
