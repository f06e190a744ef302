import type { Batch } from '../model/batch.js';
import type { ImageBuildSteps, ImageBuilds, Incidents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { BuildRows } from './build-rows.js';
import { incidentId } from './incident.js';

type Out = Required<Pick<Batch, 'ImageBuilds' | 'ImageBuildSteps' | 'Incidents'>>;

interface Told {
  build: string;
  steps: Map<string, string>;
  incident: string;
  rows: BuildRows;
}

/** What was told of open builds, so that only what changed is told again. */
export class Emitted {
  readonly #told = new Map<string, Told>();
  readonly #stepBuilds = new Map<string, string>();
  /** Builds with an incident. */
  readonly incidents = new Set<string>();

  has(buildId: string): boolean {
    return this.#told.has(buildId);
  }

  buildOfStep(containerId: string): string | undefined {
    return this.#stepBuilds.get(containerId);
  }

  /** Rows that were told before a restart. */
  took(rows: BuildRows, incident: Incidents | undefined): void {
    const steps = new Map(rows.steps.map((step) => [step.StepId, canonical(step)]));
    this.#told.set(rows.build.BuildId, {
      build: canonical(rows.build),
      steps,
      incident: incident ? canonical(incident) : '',
      rows,
    });
    for (const { StepId } of rows.steps) this.#stepBuilds.set(StepId, rows.build.BuildId);
  }

  emit(rows: BuildRows, incident: Incidents | undefined, now: Micros, out: Out): void {
    const id = rows.build.BuildId;
    const told = this.#told.get(id) ?? { build: '', steps: new Map(), incident: '', rows };
    told.rows = rows;
    this.#told.set(id, told);
    const build = canonical(rows.build);
    if (build !== told.build) out.ImageBuilds.push({ ...rows.build, UpdatedTime: now });
    told.build = build;
    this.#emitSteps(rows.steps, told, now, out);
    if (!incident) return;
    const text = canonical(incident);
    if (text !== told.incident) out.Incidents.push({ ...incident, UpdatedTime: now });
    told.incident = text;
    this.incidents.add(id);
  }

  #emitSteps(steps: ImageBuildSteps[], told: Told, now: Micros, out: Out): void {
    const current = new Set(steps.map(({ StepId }) => StepId));
    for (const StepId of [...told.steps.keys()].filter((id) => !current.has(id))) {
      const { build } = told.rows;
      out.ImageBuildSteps.push(movedStep(build, StepId, now));
      told.steps.delete(StepId);
    }
    for (const step of steps) {
      const text = canonical(step);
      if (told.steps.get(step.StepId) !== text)
        out.ImageBuildSteps.push({ ...step, UpdatedTime: now });
      told.steps.set(step.StepId, text);
      this.#stepBuilds.set(step.StepId, step.BuildId);
    }
  }

  /** The build is closed: nothing of it is worked out from events again. */
  closed(buildId: string): void {
    const told = this.#told.get(buildId);
    for (const id of told?.steps.keys() ?? []) this.#stepBuilds.delete(id);
    this.#told.delete(buildId);
    this.incidents.delete(buildId);
  }

  /** Takes back what was told of builds that turned out to be parts of others. */
  withdraw(current: Set<string>, isClosed: (id: string) => boolean, now: Micros, out: Out): void {
    for (const [id, { rows, steps, incident }] of this.#told) {
      if (current.has(id) || isClosed(id)) continue;
      for (const StepId of steps.keys())
        out.ImageBuildSteps.push(movedStep(rows.build, StepId, now));
      out.ImageBuilds.push({
        ...rows.build,
        State: 'unknown',
        EndTime: rows.build.EndTime ?? now,
        StepCount: 0,
        AdditionalFields: { Withdrawn: true },
        UpdatedTime: now,
      });
      if (incident !== '' || this.incidents.has(id)) out.Incidents.push(withdrawn(rows.build, now));
      this.#told.delete(id);
      this.incidents.delete(id);
    }
  }
}

/** Rows are never deleted: a step that belongs elsewhere is left empty, and says so. */
function movedStep(build: ImageBuilds, StepId: string, now: Micros): ImageBuildSteps {
  return {
    TimeGenerated: build.TimeGenerated,
    DeviceId: build.DeviceId,
    DeviceName: build.DeviceName,
    BuildId: build.BuildId,
    StepId,
    Command: '',
    AdditionalFields: { Withdrawn: true },
    UpdatedTime: now,
  };
}

function withdrawn(build: ImageBuilds, now: Micros): Incidents {
  return {
    TimeGenerated: build.TimeGenerated,
    DeviceId: build.DeviceId,
    DeviceName: build.DeviceName,
    IncidentId: incidentId(build.BuildId),
    Title: 'Withdrawn: what was seen belongs to another build',
    Status: 'Withdrawn',
    Severity: 'Informational',
    Confidence: 'Low',
    Score: 0,
    BuildId: build.BuildId,
    UpdatedTime: now,
  };
}

/** A row as text, the same before and after it was stored: there an unknown value comes back as null or ''. */
function canonical(row: object): string {
  const known = Object.entries(row)
    .filter(
      ([name, value]) =>
        name !== 'UpdatedTime' && value !== null && value !== '' && value !== undefined,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(known);
}
