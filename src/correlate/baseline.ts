import type { BuildBaseline, ImageBuilds } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';
import { type BaselineKind, type BaselineValue, valuesOf } from './baseline-values.js';
import { booleanOf, listOf, numberOf, objectOf, textOf } from './json.js';
import { RecentBuilds } from './recent-builds.js';
import { defaultSettings, type Settings } from './settings.js';

/** How a build compares with those before it: what ImageBuilds.Baseline holds. */
export type BaselineView = {
  /** Builds of this host that began before it. */
  Builds: number;
  /** When the first of them began; null where there was none. */
  Since: Micros | null;
  /** Whether that is enough for "never seen before" to say anything. */
  IsEnough: boolean;
  NeverSeen: BaselineValue[];
  /** `FirstSeen` is null for what no build before it had to do with. */
  Values: (BaselineValue & { FirstSeen: Micros | null })[];
  /** Builds of the same requester that began within the time window before it. */
  Recent: number;
};

interface Entry {
  kind: string;
  value: string;
  /** Of builds that are closed. */
  first: Micros;
  last: Micros;
  count: number;
  /** Starts of builds that are still worked out from rows, and may yet turn out to have had nothing to do with it. */
  live: Map<string, Micros>;
  /** What was told of it last, so that only what changed is told again. */
  told: string;
}

/** The entry that counts all builds of the host. */
const host = { kind: 'host', value: 'builds' };
/** Starts kept to the exact time; of earlier builds only the number is kept. */
const maxStarts = 5000;

/**
 * What the builds of one host had to do with, since when, in how many. The same build counts once, in whatever order
 * its rows come: what an open build adds is taken back when its rows turn out to be another's.
 */
export class Baseline {
  readonly #entries = new Map<string, Entry>();
  readonly #values = new Map<string, BaselineValue[]>();
  /** Of closed builds, ascending. */
  #starts: Micros[] = [];
  readonly #recent: RecentBuilds;
  readonly #changed = new Set<string>();
  readonly #views = new Map<string, { version: number; view: BaselineView }>();
  /** Grows with every change. */
  #version = 0;

  constructor(readonly settings: Settings) {
    this.#recent = new RecentBuilds(settings.timeWindow);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What an open build has to do with now. */
  open(build: ImageBuilds, values: BaselineValue[]): void {
    const { BuildId: id, TimeGenerated: start } = build;
    if (this.#recent.note(build)) this.#version += 1;
    const before = new Set((this.#values.get(id) ?? []).map(keyOf));
    const after = new Set(values.map(keyOf));
    for (const value of this.#values.get(id) ?? [])
      if (!after.has(keyOf(value))) this.#drop(id, value.Kind, value.Value);
    for (const value of values)
      if (!before.has(keyOf(value))) this.#add(id, start, value.Kind, value.Value);
    if (!this.#values.has(id)) this.#add(id, start, host.kind, host.value);
    this.#values.set(id, values);
  }

  /** Builds that were open and are neither open nor closed were parts of others. */
  keep(open: Set<string>): void {
    for (const [id, values] of this.#values) {
      if (open.has(id)) continue;
      for (const value of values) this.#drop(id, value.Kind, value.Value);
      this.#drop(id, host.kind, host.value);
      this.#recent.forget(id);
      this.#values.delete(id);
      this.#views.delete(id);
    }
  }

  /** The build is closed: what it had to do with stays. */
  close(id: string): void {
    const own = (this.#values.get(id) ?? []).map(keyOf);
    for (const key of [...own, hostKey]) {
      const entry = this.#entries.get(key);
      const start = entry?.live.get(id);
      if (!entry || start === undefined) continue;
      entry.live.delete(id);
      settle(entry, start);
      if (key === hostKey) this.#began(start);
    }
    this.#values.delete(id);
    this.#views.delete(id);
    this.#makeRoom();
  }

  /** How an open build compares with those before it. */
  view({ BuildId: id, TimeGenerated: start }: ImageBuilds): BaselineView {
    const known = this.#views.get(id);
    if (known?.version === this.#version) return known.view;
    const view = this.#compare(id, start, this.#values.get(id) ?? []);
    this.#views.set(id, { version: this.#version, view });
    return view;
  }

  #compare(id: string, start: Micros, values: BaselineValue[]): BaselineView {
    const all = this.#entries.get(hostKey);
    const liveStarts = [...(all?.live ?? [])].filter(([other]) => other !== id).map(([, at]) => at);
    const later = this.#starts.length - countBefore(this.#starts, start);
    const builds =
      Math.max(0, (all?.count ?? 0) - later) + liveStarts.filter((at) => at < start).length;
    const since = Math.min(all?.first ?? Infinity, ...liveStarts);
    const isSince = builds > 0 && since < start;
    const { baselineBuilds, baselineSpan } = this.settings;
    const isEnough = builds >= baselineBuilds && isSince && start - since >= baselineSpan;
    const seen = values.map((value) => ({
      ...value,
      FirstSeen: this.#firstBefore(value, id, start),
    }));
    return {
      Builds: builds,
      Since: isSince ? since : null,
      IsEnough: isEnough,
      NeverSeen: isEnough
        ? seen
            .filter(({ FirstSeen }) => FirstSeen === null)
            .map(({ Kind, Value }) => ({ Kind, Value }))
        : [],
      Values: seen,
      Recent: this.#recent.before(id, start),
    };
  }

  /** Rows of what changed since the last call. */
  *changes(device: { id: string; name: string }, now: Micros): Generator<BuildBaseline> {
    for (const key of this.#changed) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      const live = [...entry.live.values()];
      const first = Math.min(entry.first, ...live);
      const last = Math.max(entry.last, ...live);
      const count = entry.count + live.length;
      const told = toldOf(first, last, count);
      if (count === 0) this.#entries.delete(key);
      if (told === entry.told) continue;
      entry.told = told;
      yield {
        TimeGenerated: count > 0 ? last : now,
        DeviceId: device.id,
        DeviceName: device.name,
        Kind: entry.kind,
        Value: entry.value,
        FirstSeen: count > 0 ? first : null,
        LastSeen: count > 0 ? last : null,
        Count: count,
        UpdatedTime: now,
      };
    }
    this.#changed.clear();
  }

  /**
   * Takes in what was stored. Builds that are open again count among the stored rows already, and are about to be told
   * anew: they are taken out. Without rows, as before they were kept, the closed builds tell.
   */
  restore(rows: BuildBaseline[], closed: ImageBuilds[], open: ImageBuilds[]): void {
    for (const { Kind = '', Value = '', FirstSeen, LastSeen, Count } of rows) {
      if (!FirstSeen || !LastSeen || !Count) continue;
      const entry = this.#entry(Kind, Value);
      const count = Number(Count);
      const told = toldOf(FirstSeen, LastSeen, count);
      Object.assign(entry, { first: FirstSeen, last: LastSeen, count, told });
    }
    for (const build of closed) {
      this.#began(build.TimeGenerated);
      this.#recent.note(build);
    }
    if (rows.length === 0) for (const build of closed) this.learn(build);
    else for (const build of open) this.#unlearn(build);
    this.#makeRoom();
  }

  /** A closed build of which nothing is known yet. */
  learn(build: ImageBuilds): void {
    for (const { Kind, Value } of [...valuesOf(build), hostValue]) {
      settle(this.#entry(Kind, Value), build.TimeGenerated);
      this.#changed.add(keyOf({ Kind, Value }));
    }
  }

  #unlearn(build: ImageBuilds): void {
    for (const value of [...valuesOf(build), hostValue]) {
      const entry = this.#entries.get(keyOf(value));
      if (!entry) continue;
      entry.count -= 1;
      if (entry.count === 0) Object.assign(entry, { first: Infinity, last: -Infinity });
      this.#changed.add(keyOf(value));
    }
  }

  #firstBefore(value: BaselineValue, id: string, start: Micros): Micros | null {
    const entry = this.#entries.get(keyOf(value));
    if (!entry) return null;
    const live = [...entry.live].filter(([other]) => other !== id).map(([, at]) => at);
    const first = Math.min(entry.first, ...live);
    return first < start ? first : null;
  }

  #entry(kind: string, value: string): Entry {
    const key = `${kind} ${value}`;
    const known = this.#entries.get(key);
    if (known) return known;
    const fresh = {
      kind,
      value,
      first: Infinity,
      last: -Infinity,
      count: 0,
      live: new Map(),
      told: '',
    };
    this.#entries.set(key, fresh);
    return fresh;
  }

  #add(id: string, start: Micros, kind: string, value: string): void {
    this.#version += 1;
    this.#entry(kind, value).live.set(id, start);
    this.#changed.add(`${kind} ${value}`);
  }

  #drop(id: string, kind: string, value: string): void {
    this.#version += 1;
    this.#entries.get(`${kind} ${value}`)?.live.delete(id);
    this.#changed.add(`${kind} ${value}`);
  }

  #began(start: Micros): void {
    this.#starts.splice(countBefore(this.#starts, start + 1), 0, start);
    if (this.#starts.length > maxStarts) this.#starts.shift();
  }

  /** What was seen longest ago goes first, a tenth at a time. */
  #makeRoom(): void {
    const { maxBaseline } = this.settings;
    if (this.#entries.size <= maxBaseline) return;
    const old = [...this.#entries]
      .filter(([key, { live }]) => live.size === 0 && key !== hostKey)
      .sort(([, a], [, b]) => a.last - b.last);
    for (const [key] of old.slice(0, Math.ceil(maxBaseline / 10))) {
      this.#entries.delete(key);
      this.#changed.delete(key);
    }
  }
}

/** What stored rows become by builds of one host that are not in them yet: the rows that change. */
export function learnBuilds(
  stored: BuildBaseline[],
  builds: readonly ImageBuilds[],
  now: Micros,
): BuildBaseline[] {
  const baseline = new Baseline(defaultSettings);
  baseline.restore(stored, [], []);
  for (const build of builds) baseline.learn(build);
  const [first] = builds;
  const device = { id: first?.DeviceId ?? '', name: first?.DeviceName ?? '' };
  return [...baseline.changes(device, now)];
}

const keyOf = ({ Kind, Value }: { Kind: string; Value: string }): string => `${Kind} ${Value}`;
const hostValue = { Kind: host.kind, Value: host.value };
const hostKey = keyOf(hostValue);

function toldOf(first: Micros, last: Micros, count: number): string {
  return count > 0 ? `${first} ${last} ${count}` : '';
}

function settle(entry: Entry, start: Micros): void {
  entry.first = Math.min(entry.first, start);
  entry.last = Math.max(entry.last, start);
  entry.count += 1;
}

/** How many of the times, ascending, lie before a time. */
function countBefore(times: readonly Micros[], time: Micros): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function readBaseline(json: Json | null | undefined): BaselineView {
  const o = objectOf(json ?? null);
  const values = (name: string): (BaselineValue & { FirstSeen: Micros | null })[] =>
    listOf(o[name]).map((item) => {
      const value = objectOf(item);
      return {
        Kind: textOf(value['Kind']) as BaselineKind,
        Value: textOf(value['Value']),
        FirstSeen: numberOf(value['FirstSeen']),
      };
    });
  return {
    Builds: numberOf(o['Builds']) ?? 0,
    Since: numberOf(o['Since']),
    IsEnough: booleanOf(o['IsEnough']) ?? false,
    NeverSeen: values('NeverSeen').map(({ Kind, Value }) => ({ Kind, Value })),
    Values: values('Values'),
    Recent: numberOf(o['Recent']) ?? 0,
  };
}
