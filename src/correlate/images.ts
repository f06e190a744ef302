import { createHash } from 'node:crypto';
import type { ContainerImageEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { listOf, numberOf, objectOf, textOf, textsOf } from './json.js';
import { normalReference } from './reference.js';

/** What is known of an image, put together from its events. */
export interface Image {
  id: string;
  engine: string;
  parentId: string;
  /** Container that it was committed from. */
  buildContainerId: string;
  /** The builder's claim. */
  created: Micros | null;
  firstSeen: Micros;
  references: string[];
  /** When it was given a reference by this engine. */
  tagged: { reference: string; time: Micros }[];
  /** Commands of its history, oldest first; emptied once the builds of its time are closed. */
  commands: string[];
  /** Its history as Dockerfile lines, with the time that each claims; emptied likewise. */
  instructions: { created: Micros | null; text: string }[];
  /** Whether its history reads as if a Dockerfile builder wrote it; null when the history is not known. */
  byBuilder: boolean | null;
  builder: 'classic' | 'buildkit' | 'unknown';
  /** When its topmost layer was made, by the builder's claim: a layer older than a build is its base's. */
  topLayerCreated: Micros | null;
  /** Each layer together with all below it, as a short hash: two images share a prefix exactly if they share layers. */
  chain: string[];
  /** Ways in which it came here without a build. */
  arrivals: Arrival[];
}

/** `ImageLoaded`, `ImagePulled`, `ImageImported` or `ImageCommitted`. */
export interface Arrival {
  action: string;
  time: Micros;
}

/** The last time that something is known to have been done about it. */
export function latestOf({ created, tagged, arrivals: came }: Image): Micros {
  return Math.max(created ?? 0, tagged.at(-1)?.time ?? 0, came.at(-1)?.time ?? 0);
}

const maxArrivals = 10;

const arrivals = new Set(['ImageLoaded', 'ImagePulled', 'ImageImported', 'ImageCommitted']);

export class Images {
  readonly #byId = new Map<string, Image>();
  readonly #byLastLayer = new Map<string, Set<string>>();
  readonly #layers = new Map<string, number>();
  readonly #byReference = new Map<string, Set<string>>();

  constructor(readonly limit: number) {}

  get(id: string): Image | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Image> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The image and whether it is new knowledge; undefined when the row names no image. */
  note(row: ContainerImageEvents): { image: Image; changed: boolean } | undefined {
    const id = row.ImageId ?? '';
    if (id === '') return undefined;
    const before = this.#byId.get(id);
    const image = merge(before ?? emptyImage(id, row.TimeGenerated), row);
    const changed = !before || JSON.stringify(before) !== JSON.stringify(image);
    if (!changed) return { image: before, changed };
    if (!before) this.#makeRoom();
    this.#byId.set(id, image);
    for (const reference of image.references) {
      const named = this.#byReference.get(reference) ?? new Set();
      this.#byReference.set(reference, named.add(id));
    }
    if (image.chain.length > 0 && before?.chain.length !== image.chain.length) this.#index(image);
    return { image, changed };
  }

  /** The image that a name meant at a time, or an id's first digits mean; undefined where several could be meant. */
  named(name: string, time: Micros): Image | undefined {
    const reference = normalReference(name);
    const bearers = [...(this.#byReference.get(reference) ?? [])].flatMap(
      (id) => this.#byId.get(id) ?? [],
    );
    const since = (image: Image): Micros =>
      image.tagged.findLast((tag) => tag.reference === reference && tag.time <= time)?.time ?? 0;
    const latest = bearers.toSorted((one, other) => since(other) - since(one));
    const [first, second] = latest;
    if (first && (!second || since(first) > since(second))) return first;
    if (first || !/^[0-9a-f]{4,64}$/.test(name)) return undefined;
    const found = [...this.#byId.values()].filter(({ id }) => id.startsWith(`sha256:${name}`));
    return found.length === 1 ? found[0] : undefined;
  }

  /** How many images hold these layers at their bottom. */
  withLayers(link: string): number {
    return this.#layers.get(link) ?? 0;
  }

  /** Images whose layers are exactly these. */
  endingWith(link: string): string[] {
    return [...(this.#byLastLayer.get(link) ?? [])];
  }

  /** Drops the histories of images made before: nothing of their time is still being put together. */
  trim(before: Micros): void {
    for (const image of this.#byId.values()) {
      if (latestOf(image) >= before) continue;
      if (image.byBuilder === null) continue;
      image.commands = [];
      image.instructions = [];
    }
  }

  #index({ id, chain }: Image): void {
    const last = chain.at(-1) ?? '';
    const same = this.#byLastLayer.get(last) ?? new Set();
    same.add(id);
    this.#byLastLayer.set(last, same);
    for (const link of chain) this.#layers.set(link, (this.#layers.get(link) ?? 0) + 1);
  }

  #makeRoom(): void {
    if (this.#byId.size < this.limit) return;
    const oldest = this.#byId.values().next().value;
    if (!oldest) return;
    this.#byId.delete(oldest.id);
    this.#byLastLayer.get(oldest.chain.at(-1) ?? '')?.delete(oldest.id);
    for (const reference of oldest.references) {
      const named = this.#byReference.get(reference);
      named?.delete(oldest.id);
      if (named?.size === 0) this.#byReference.delete(reference);
    }
    for (const link of oldest.chain) {
      const left = (this.#layers.get(link) ?? 1) - 1;
      if (left > 0) this.#layers.set(link, left);
      else this.#layers.delete(link);
    }
  }
}

function emptyImage(id: string, firstSeen: Micros): Image {
  return {
    id,
    engine: '',
    parentId: '',
    buildContainerId: '',
    created: null,
    firstSeen,
    references: [],
    tagged: [],
    commands: [],
    instructions: [],
    byBuilder: null,
    builder: 'unknown',
    topLayerCreated: null,
    chain: [],
    arrivals: [],
  };
}

function merge(known: Image, row: ContainerImageEvents): Image {
  const tag = row.ActionType === 'ImageTagged' && row.ImageReference ? row.ImageReference : '';
  const history = listOf(row.History ?? null).map((entry) => objectOf(entry));
  const layers = textsOf(row.Layers ?? null);
  const told = [...textsOf(row.ImageReferences ?? null), ...(tag ? [tag] : [])].map(
    normalReference,
  );
  const isNewTag = tag !== '' && !known.tagged.some(({ time }) => time === row.TimeGenerated);
  return {
    id: known.id,
    engine: known.engine || (row.EngineSocket ?? ''),
    parentId: known.parentId || (row.ParentImageId ?? ''),
    buildContainerId: known.buildContainerId || (row.BuildContainerId ?? ''),
    created: known.created ?? row.ImageCreationTime ?? null,
    firstSeen: Math.min(known.firstSeen, row.TimeGenerated),
    references: [...new Set([...known.references, ...told])].sort().slice(0, 100),
    tagged: isNewTag
      ? [...known.tagged, { reference: normalReference(tag), time: row.TimeGenerated }]
          .sort((a, b) => a.time - b.time)
          .slice(-20)
      : known.tagged,
    commands: known.byBuilder === null ? history.flatMap(commandOf) : known.commands,
    instructions: known.byBuilder === null ? history.map(instructionOf) : known.instructions,
    byBuilder: known.byBuilder ?? (history.length > 0 ? isByBuilder(history) : null),
    builder: known.builder === 'unknown' ? builderOf(history) : known.builder,
    topLayerCreated: known.topLayerCreated ?? topLayerCreated(history),
    chain: known.chain.length > 0 ? known.chain : chainOf(layers),
    arrivals: arrivals.has(row.ActionType)
      ? withArrival(known.arrivals, { action: row.ActionType, time: row.TimeGenerated })
      : known.arrivals,
  };
}

function withArrival(known: Arrival[], arrival: Arrival): Arrival[] {
  if (known.some(({ action, time }) => action === arrival.action && time === arrival.time)) {
    return known;
  }
  return [...known, arrival]
    .sort((a, b) => a.time - b.time || (a.action < b.action ? -1 : 1))
    .slice(-maxArrivals);
}

function chainOf(layers: string[]): string[] {
  let last = '';
  return layers.map((layer) => {
    last = createHash('sha256').update(`${last} ${layer}`).digest('base64url').slice(0, 12);
    return last;
  });
}

function topLayerCreated(history: HistoryEntry[]): Micros | null {
  const top = history.findLast((entry) => entry['EmptyLayer'] !== true);
  return numberOf(top?.['Created']);
}

type HistoryEntry = ReturnType<typeof objectOf>;

/** BuildKit says behind each entry that it made it. */
function withoutMark(text: string): string {
  const mark = '# buildkit';
  return text.endsWith(mark) ? text.slice(0, -mark.length).trimEnd() : text;
}

/** The command of a RUN in either builder's history, without build arguments in front and the builder's mark behind. */
function commandOf(entry: HistoryEntry): string[] {
  const text = withoutMark(textOf(entry['CreatedBy']));
  const command =
    /^(?:RUN )?(?:\|\d+ [\s\S]*?)?(?:\/bin\/)?(?:ba|da|a)?sh (?:-[a-z]+ |-o \w+ )*-[a-z]*c (?!#\(nop\))([\s\S]+)$/.exec(
      text,
    )?.[1];
  return command ? [command.trim()] : [];
}

function instructionOf(entry: HistoryEntry): Image['instructions'][number] {
  const [command] = commandOf(entry);
  const text = withoutMark(textOf(entry['CreatedBy'])).replace(
    /^(?:\|\d+ .*? )?\/bin\/sh -c #\(nop\)\s*/s,
    '',
  );
  const created = numberOf(entry['Created']);
  return { created, text: command === undefined ? text : `RUN ${command}` };
}

function isByBuilder(history: HistoryEntry[]): boolean {
  const last = history.at(-1);
  if (!last) return false;
  return (
    builderOf([last]) !== 'unknown' ||
    (textOf(last['Comment']) === '' &&
      /^(?:\|\d+ .*)?\/bin\/sh -c /.test(textOf(last['CreatedBy'])))
  );
}

function builderOf(history: HistoryEntry[]): Image['builder'] {
  const last = history.at(-1);
  if (!last) return 'unknown';
  if (
    textOf(last['Comment']).startsWith('buildkit.') ||
    textOf(last['CreatedBy']).endsWith(' # buildkit')
  ) {
    return 'buildkit';
  }
  return textOf(last['CreatedBy']).includes('#(nop)') ? 'classic' : 'unknown';
}
