import type { Batch } from '../model/batch.js';
import type { Alerts, ImageBuildSteps, ImageBuilds, Incidents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { buildNamedBy } from './alert-ties.js';
import { Baseline } from './baseline.js';
import { valuesOf } from './baseline-values.js';
import { type BuildRows, buildRows, ending, patience } from './build-rows.js';
import { derive } from './derive.js';
import { readBuildDetails, readChainEntry } from './details.js';
import { Emitted } from './emitted.js';
import { Facts } from './facts.js';
import { fingerprint } from './fingerprint.js';
import { judgeBuild } from './incident.js';
import { listOf, objectOf, textOf } from './json.js';
import { KnownAlerts } from './known-alerts.js';
import { type KnownBuild, KnownBuilds } from './known-builds.js';
import { lastSign, type OpenBuild } from './open-build.js';
import type { ClientDockerfile } from './request.js';
import type { Settings } from './settings.js';
import { type Memory, newMemory, surroundingsOf } from './surroundings.js';
import { Ties } from './ties.js';
import { ToldRuns } from './told-run.js';

type Out = Required<
  Pick<Batch, 'ImageBuilds' | 'ImageBuildSteps' | 'Incidents' | 'Alerts' | 'BuildBaseline'>
>;

/** What an open build came to, and from what: what has not changed is not worked out again. */
interface JudgedBuild {
  print: string;
  /** As the facts give them. */
  raw: BuildRows;
  view: string;
  rows: BuildRows;
  incident: Incidents | undefined;
}

const second = 1_000_000;
const forgetEvery = 10 * second;
const maxAlerts = 5000;

/** The correlator of one host. */
export class Host {
  readonly #facts: Facts;
  readonly #known: KnownBuilds;
  readonly #emitted = new Emitted();
  readonly #ties: Ties;
  readonly #toldRuns: ToldRuns;
  readonly #memories = new Map<string, Memory>();
  readonly #alerts = new KnownAlerts();
  /** The closed build that an alert was last held against in vain. */
  readonly #heldAgainst = new WeakMap<Alerts, string>();
  /** Builds of lone steps that were told of before the client was known: the client's build takes their name. */
  readonly #aliases = new Map<string, string>();
  /** Closed builds whose client still runs as far as is known, by the client's process. */
  readonly #running = new Map<number, string>();
  #rows = new Map<string, BuildRows>();
  readonly #judged = new Map<string, JudgedBuild>();
  readonly #baseline: Baseline;
  #deadline: Micros | undefined;
  #forgetAt = 0;

  constructor(readonly settings: Settings) {
    this.#facts = new Facts(settings);
    this.#known = new KnownBuilds(settings.maxKnownBuilds);
    this.#ties = new Ties(this.#facts, this.#known);
    this.#toldRuns = new ToldRuns(this.#facts, this.#known);
    this.#baseline = new Baseline(settings);
  }

  note(dockerfile: ClientDockerfile): void {
    this.#facts.note(dockerfile);
    this.#deadline = 0;
  }

  nextDeadline(): Micros | undefined {
    const waiting = this.#facts.waitsUntil;
    if (this.#deadline === undefined || waiting === undefined) return this.#deadline ?? waiting;
    return Math.min(this.#deadline, waiting);
  }

  /** What may be dropped from memory was dropped long ago: figures for tests and for `health`. */
  size(): Record<string, number> {
    return {
      processes: this.#facts.processes.size,
      images: this.#facts.images.size,
      activities: this.#facts.activities.size,
      builds: this.#known.size,
      openBuilds: this.#rows.size,
      alerts: this.#alerts.size,
      baseline: this.#baseline.size,
    };
  }

  restore(batch: Batch): void {
    const { from, until } = covered(batch);
    this.#facts.take(batch, until);
    for (const alert of batch.Alerts ?? []) this.#alerts.take(alert, []);
    const steps = new Map<string, Map<string, ImageBuildSteps>>();
    for (const step of batch.ImageBuildSteps ?? []) {
      const own = steps.get(step.BuildId) ?? new Map<string, ImageBuildSteps>();
      steps.set(step.BuildId, own.set(step.StepId, step));
    }
    const incidents = new Map((batch.Incidents ?? []).map((row) => [row.BuildId ?? '', row]));
    const builds = latest(batch.ImageBuilds ?? []);
    for (const build of builds) {
      const own = { build, steps: [...(steps.get(build.BuildId)?.values() ?? [])] };
      this.#restoreBuild(own, incidents.get(build.BuildId), from, until);
    }
    const isClosed = ({ BuildId }: ImageBuilds): boolean => this.#known.isArchived(BuildId);
    this.#facts.requests.close(builds.filter(isClosed));
    this.#baseline.restore(
      batch.BuildBaseline ?? [],
      builds.filter(isClosed),
      builds.filter((build) => !isClosed(build)),
    );
    this.#deadline = 0;
  }

  #restoreBuild(
    rows: BuildRows,
    incident: Incidents | undefined,
    from: Micros,
    until: Micros,
  ): void {
    const { build, steps } = rows;
    this.#known.restore(rows, incident);
    if (incident) this.#emitted.incidents.add(build.BuildId);
    const end = build.EndTime ?? null;
    const isOver = end !== null && end + this.settings.linger < until;
    if (build.TimeGenerated >= from && !isOver) {
      this.#emitted.took(rows, incident);
      const processId = build.RequesterProcessId;
      const { DockerfileTruncated, ClientDockerfile } = readBuildDetails(build.AdditionalFields);
      const client = build.DockerfileSource === 'client' ? build.Dockerfile : ClientDockerfile;
      if (client && typeof processId === 'number') {
        const [chain] = listOf(build.RequesterProcessChain ?? null).map(readChainEntry);
        this.#facts.note({
          ProcessId: processId,
          ProcessCreationTime: chain?.CreationTime ?? undefined,
          Path: build.DockerfilePath ?? '',
          Text: client,
          Truncated: DockerfileTruncated,
        });
      }
      return;
    }
    this.#known.archive(rows, incident);
    if (end === null && typeof build.RequesterProcessId === 'number') {
      this.#running.set(build.RequesterProcessId, build.BuildId);
    }
    for (const ref of readBuildDetails(build.AdditionalFields).HistoryRefs)
      this.#facts.histories.close(ref);
    for (const { ContainerId } of steps) if (ContainerId) this.#facts.closeStep(ContainerId);
  }

  fold(batch: Batch, alerts: Alerts[], now: Micros): Batch {
    const changed = this.#facts.take(batch, now);
    for (const alert of alerts) this.#alerts.take(alert, this.#rows.values());
    const out: Out = {
      ImageBuilds: [],
      ImageBuildSteps: [],
      Incidents: [],
      Alerts: [],
      BuildBaseline: [],
    };
    if (changed || alerts.length > 0 || (this.#deadline !== undefined && this.#deadline <= now)) {
      const touched = this.#closedRuns(batch);
      this.#derive(now, out, touched);
    }
    for (const alert of alerts) {
      if (!out.Alerts.some(({ AlertId }) => AlertId === alert.AlertId)) out.Alerts.push(alert);
    }
    if (this.#alerts.size > maxAlerts) this.#dropAlerts(now);
    return Object.fromEntries(Object.entries(out).filter(([, rows]) => rows.length > 0));
  }

  /** Closed builds whose client has now left. */
  #closedRuns({ ProcessExitEvents = [] }: Batch): Map<string, Partial<ImageBuilds>> {
    const touched = new Map<string, Partial<ImageBuilds>>();
    for (const row of ProcessExitEvents) {
      const id = this.#running.get(row.ProcessId ?? -1);
      if (id === undefined) continue;
      this.#running.delete(row.ProcessId ?? -1);
      const State = row.ExitCode === 0 ? 'succeeded' : row.ExitCode ? 'failed' : 'canceled';
      touched.set(id, { State, EndTime: row.TimeGenerated });
    }
    return touched;
  }

  #derive(now: Micros, out: Out, touched: Map<string, Partial<ImageBuilds>>): void {
    const facts = this.#facts;
    const { builds, stepContainers, settles } = derive(facts, now, {
      has: (id) => this.#known.isArchived(this.#aliases.get(id) ?? id),
      made: (imageId) => this.#ties.isClosedImage(imageId),
      tookIn: (imageId, method, time) => this.#ties.tookIn(imageId, method, time),
    });
    this.#name(builds);
    const ties = builds.map((build) => ({ build, known: this.#ties.tie(build) }));
    const archived = this.#ties.link(stepContainers, now);
    const told = this.#toldRuns.link(now);
    for (const { id } of told.news) if (this.#known.isArchived(id)) archived.add(id);
    if (told.waitsUntil !== undefined) settles.push(told.waitsUntil);
    this.#rows = new Map();
    const drafts = ties.map(({ build, known }) => this.#draft(build, known, now));
    this.#baseline.keep(new Set(builds.map(({ id }) => id)));
    for (const { build, known, print, raw } of drafts) {
      const { rows, incident } = this.#judge(build, print, raw, known, now, out);
      this.#rows.set(build.id, rows);
      const state = ending(build, { processes: facts.processes, now, settings: this.settings });
      if (state.end === null) {
        settles.push(lastSign(build) + patience(build, this.settings) + second);
      } else if (state.end + this.settings.linger <= now) {
        this.#close(build, rows, incident);
      } else {
        settles.push(state.end + this.settings.linger);
      }
    }
    out.BuildBaseline.push(...this.#baseline.changes(facts.device, now));
    for (const id of touched.keys()) archived.add(id);
    for (const alert of this.#alerts.loose()) this.#tieOld(alert, archived);
    for (const id of archived) this.#reopen(id, touched.get(id) ?? {}, now, out);
    this.#emitted.withdraw(
      new Set(this.#rows.keys()),
      (id) => this.#known.isArchived(id),
      now,
      out,
    );
    for (const id of this.#memories.keys()) {
      if (this.#rows.has(id)) continue;
      this.#memories.delete(id);
      this.#judged.delete(id);
      this.#alerts.closed(id);
    }
    // A clock that was set back does not keep anything longer.
    if (now >= this.#forgetAt || now < this.#forgetAt - forgetEvery) {
      const oldest = builds.reduce((least, { start }) => Math.min(least, start), now);
      facts.forget(Math.min(oldest, now - this.settings.linger) - 120 * second);
      this.#dropAlerts(now);
      this.#forgetAt = now + forgetEvery;
    }
    this.#deadline = settles.length > 0 ? settles.reduce((a, b) => Math.min(a, b)) : undefined;
  }

  /** The build's rows as the facts give them; what they have to do with is known to the baseline from then on. */
  #draft(build: OpenBuild, known: KnownBuild, now: Micros) {
    const around = surroundingsOf(build, known, this.#facts, this.#memory(build.id), now);
    const print = fingerprint(build, around, this.#alerts.version(build.id));
    const before = this.#judged.get(build.id);
    const raw = before?.print === print ? before.raw : buildRows(build, around);
    if (raw !== before?.raw) this.#baseline.open(raw.build, valuesOf(raw.build));
    return { build, known, print, raw };
  }

  #judge(
    build: OpenBuild,
    print: string,
    raw: BuildRows,
    known: KnownBuild,
    now: Micros,
    out: Out,
  ): JudgedBuild {
    const { id } = build;
    const before = this.#judged.get(id);
    const baseline = this.#baseline.view(raw.build);
    const maker = this.#ties.madeBy(build);
    const view = JSON.stringify([baseline, maker?.id, maker?.score]);
    if (before?.print === print && before.view === view) return before;
    const rows: BuildRows = { build: { ...raw.build, Baseline: baseline }, steps: raw.steps };
    const own = this.#tieAlerts(rows, out);
    const isKnown = this.#emitted.incidents.has(id);
    const judge = () => judgeBuild(rows.build, rows.steps, own, this.settings, isKnown);
    let judged = judge();
    const isTold = maker && maker.score >= (judged.incident?.Score ?? 0);
    if (isTold) {
      const fields = readBuildDetails(rows.build.AdditionalFields);
      rows.build.AdditionalFields = { ...fields, MadeBy: maker.id };
      judged = judge();
    }
    rows.build = judged.build;
    const { incident } = judged;
    this.#fillIncident(own, isTold ? maker.incidentId : incident?.IncidentId, out);
    this.#known.tell(known, incident);
    this.#emitted.emit(rows, incident, now, out);
    const fresh = { print, raw, view, rows, incident };
    this.#judged.set(id, fresh);
    return fresh;
  }

  /** A build of lone steps that turns out to be a client's keeps its name, so that it is told of once. */
  #name(builds: OpenBuild[]): void {
    for (const build of builds) {
      const alias = this.#aliases.get(build.id);
      if (alias !== undefined) {
        build.id = alias;
        continue;
      }
      if ((!build.request && build.histories.length === 0) || this.#emitted.has(build.id)) continue;
      const earlier = build.steps
        .map(({ step }) => this.#emitted.buildOfStep(step.containerId))
        .find(
          (id) => id !== undefined && id !== build.id && !builds.some((other) => other.id === id),
        );
      if (earlier === undefined) continue;
      if (this.#aliases.size > maxAlerts) this.#aliases.clear();
      this.#aliases.set(build.id, earlier);
      build.id = earlier;
    }
  }

  #memory(id: string): Memory {
    const known = this.#memories.get(id) ?? newMemory();
    this.#memories.set(id, known);
    return known;
  }

  /** The build's alerts; what is new about them goes out. */
  #tieAlerts(rows: BuildRows, out: { Alerts: Alerts[] }): Alerts[] {
    const own: Alerts[] = [];
    for (const alert of this.#alerts.of(rows)) {
      if (!alert.BuildId) this.#setAlert({ ...alert, BuildId: rows.build.BuildId }, out);
      own.push(this.#alerts.get(alert.AlertId) ?? alert);
    }
    const fields = readBuildDetails(rows.build.AdditionalFields);
    rows.build.AdditionalFields = { ...fields, AlertIds: own.map(({ AlertId }) => AlertId).sort() };
    return own;
  }

  #fillIncident(alerts: Alerts[], incidentId: string | undefined, out: { Alerts: Alerts[] }): void {
    if (!incidentId) return;
    for (const alert of alerts) {
      if (!alert.IncidentId) this.#setAlert({ ...alert, IncidentId: incidentId }, out);
    }
  }

  #setAlert(alert: Alerts, out: { Alerts: Alerts[] }): void {
    this.#alerts.set(alert);
    const at = out.Alerts.findIndex(({ AlertId }) => AlertId === alert.AlertId);
    if (at >= 0) out.Alerts[at] = alert;
    else out.Alerts.push(alert);
  }

  /** Ties an alert to a closed build that it names, or whose image it names. */
  #tieOld(alert: Alerts, news: Set<string>): void {
    const named = buildNamedBy(alert);
    const imageId = textOf(objectOf(alert.ResultRow ?? null)['ImageId']);
    const ids = named === '' ? this.#known.ofImage(imageId).map(({ id }) => id) : [named];
    const id = ids.findLast((each) => this.#known.isArchived(each));
    if (id === undefined || this.#heldAgainst.get(alert) === id) return;
    this.#heldAgainst.set(alert, id);
    news.add(id);
  }

  #close(build: OpenBuild, rows: BuildRows, incident: Incidents | undefined): void {
    this.#known.archive(rows, incident);
    this.#emitted.closed(build.id);
    this.#baseline.close(build.id);
    this.#memories.delete(build.id);
    this.#judged.delete(build.id);
    this.#alerts.closed(build.id);
    for (const { step } of build.steps) this.#facts.closeStep(step.containerId);
    const began = build.histories[0]?.created ?? build.steps[0]?.step.start;
    const isTold = build.request?.program !== undefined && !build.request.viaApi;
    if (began !== undefined && !isTold && rows.build.Builder === 'buildkit')
      this.#facts.requests.strangers.answered(began);
    for (const { ref } of build.histories) this.#facts.histories.close(ref);
  }

  /** Works a closed build out again from its rows, with the containers, images and alerts that came since. */
  #reopen(id: string, change: Partial<ImageBuilds>, now: Micros, out: Out): void {
    const stored = this.#known.unarchive(id);
    const known = this.#known.get(id);
    if (!stored || !known) return;
    const containers = [...known.containers.values()].sort((a, b) => a.StartTime - b.StartTime);
    const details = {
      ...readBuildDetails(stored.build.AdditionalFields),
      Containers: containers,
      Descendants: [...known.descendants.values()],
    };
    const rows: BuildRows = {
      build: {
        ...stored.build,
        ...change,
        ContainerIds: containers.flatMap(({ ContainerId }) => ContainerId || []),
        AdditionalFields: details,
      },
      steps: stored.steps,
    };
    const own = this.#tieAlerts(rows, out);
    const alertIds = [
      ...new Set([...details.AlertIds, ...own.map(({ AlertId }) => AlertId)]),
    ].sort();
    rows.build.AdditionalFields = { ...details, AlertIds: alertIds };
    const { build, incident } = judgeBuild(
      rows.build,
      rows.steps,
      own,
      this.settings,
      known.incidentId !== '',
    );
    rows.build = build;
    this.#fillIncident(own, incident?.IncidentId, out);
    this.#known.tell(known, incident);
    this.#known.archive(rows, incident);
    out.ImageBuilds.push({ ...rows.build, UpdatedTime: now });
    if (incident) out.Incidents.push({ ...incident, UpdatedTime: now });
  }

  #dropAlerts(now: Micros): void {
    const before = now - 2 * this.settings.maxSilence;
    this.#alerts.drop(
      ({ DetectedTime, TimeGenerated }) => (DetectedTime ?? TimeGenerated) < before,
      maxAlerts,
    );
  }
}

/**
 * The span for which everything was read back. Processes tell it best: they are many, and none is kept for longer than
 * the rest, as images may be.
 */
function covered({ DeviceProcessEvents = [], ContainerEvents = [] }: Batch): {
  from: Micros;
  until: Micros;
} {
  const first = DeviceProcessEvents.length > 0 ? DeviceProcessEvents : ContainerEvents;
  let from = Number.MAX_SAFE_INTEGER;
  let until = 0;
  for (const { TimeGenerated } of first) {
    from = Math.min(from, TimeGenerated);
    until = Math.max(until, TimeGenerated);
  }
  return { from, until };
}

/** The last version of each build, in the order of their starts. */
function latest(rows: ImageBuilds[]): ImageBuilds[] {
  const byId = new Map<string, ImageBuilds>();
  for (const row of rows) {
    const known = byId.get(row.BuildId);
    if (!known || (row.UpdatedTime ?? 0) >= (known.UpdatedTime ?? 0)) byId.set(row.BuildId, row);
  }
  return [...byId.values()].sort((a, b) => a.TimeGenerated - b.TimeGenerated);
}
