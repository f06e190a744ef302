import { type Correlator, createCorrelator, type Settings } from '../../correlate/correlator.js';
import type { Batch, TableRow } from '../../model/batch.js';
import type { Alerts, TableName } from '../../model/generated/tables.js';
import type { Micros } from '../../model/row.js';
import { hostOf, type Told } from './chronicle.js';

/** Rows are folded together up to here: the correlator drops some kinds when more come at once. */
const together = { rows: 1000, span: 10e6 };
/** Long enough after the last row for what waits for time alone. */
const afterwards: Micros = 30e6;
/** More than builds have deadlines between two rows. */
const maxDeadlines = 1000;

/**
 * Folds recorded events into builds and incidents as a watcher would have while they happened: each host by a correlator
 * of its own, whose clock is the time of the rows, and alerts when that happened which they are about. No more is held
 * than one host's correlator remembers. Yields what each fold tells, which mostly is nothing, alerts among it, with the build and the incident that
 * they belong to; alerts about hosts without events are yielded as they are.
 */
export function* foldHistory(
  events: Iterable<Told>,
  alerts: readonly Alerts[],
  settings?: Settings,
): Generator<Batch> {
  const waiting = byHost(alerts);
  let current: { host: string; folding: HostFolding } | undefined;
  for (const told of events) {
    if (told.host !== current?.host) {
      if (current) yield* current.folding.end();
      current = {
        host: told.host,
        folding: new HostFolding(waiting.get(told.host) ?? [], settings),
      };
      waiting.delete(told.host);
    }
    yield* current.folding.take(told);
  }
  if (current) yield* current.folding.end();
  for (const Alerts of waiting.values()) yield { Alerts };
}

class HostFolding {
  readonly #correlator: Correlator;
  readonly #detected = new Map<string, Micros | null>();
  readonly #alerts: Alerts[];
  #rows: TableRow[] = [];
  #now: Micros = 0;

  constructor(alerts: readonly Alerts[], settings: Settings | undefined) {
    this.#correlator = createCorrelator(settings);
    this.#alerts = alerts.toSorted((a, b) => b.TimeGenerated - a.TimeGenerated);
    for (const { AlertId, DetectedTime } of alerts)
      this.#detected.set(AlertId, DetectedTime ?? null);
  }

  *take(told: Told): Generator<Batch> {
    const time = told.row.TimeGenerated;
    const first = this.#rows[0]?.row.TimeGenerated ?? time;
    if (this.#rows.length >= together.rows || time - first > together.span) yield* this.#fold();
    if (this.#rows.length === 0) yield* this.#pass(time);
    this.#rows.push(told);
    this.#now = Math.max(this.#now, time);
  }

  *end(): Generator<Batch> {
    yield* this.#fold();
    this.#now += afterwards;
    yield* this.#pass(this.#now);
    this.#now = Math.max(this.#now, this.#alerts[0]?.TimeGenerated ?? 0);
    yield* this.#fold();
  }

  /** Lets what waits for time alone happen when it would have. */
  *#pass(until: Micros): Generator<Batch> {
    for (let count = 0; count < maxDeadlines; count += 1) {
      const deadline = this.#correlator.nextDeadline();
      if (deadline === undefined || deadline >= until || deadline <= this.#now) return;
      this.#now = deadline;
      yield* this.#fold();
    }
  }

  *#fold(): Generator<Batch> {
    const batch: Partial<Record<TableName, unknown[]>> = {};
    for (const { table, row } of this.#rows) (batch[table] ??= []).push(row);
    this.#rows = [];
    const told = this.#correlator.fold(batch as Batch, this.#due(), this.#now);
    const alerts = told.Alerts?.map((alert) => ({
      ...alert,
      DetectedTime: this.#detected.get(alert.AlertId) ?? null,
    }));
    yield alerts ? { ...told, Alerts: alerts } : told;
  }

  /** A correlator forgets alerts by when they were detected: here, when they would have been. */
  #due(): Alerts[] {
    const due: Alerts[] = [];
    for (;;) {
      const next = this.#alerts.at(-1);
      if (!next || next.TimeGenerated > this.#now) return due;
      this.#alerts.pop();
      due.push({ ...next, DetectedTime: next.TimeGenerated });
    }
  }
}

function byHost(alerts: readonly Alerts[]): Map<string, Alerts[]> {
  const parts = new Map<string, Alerts[]>();
  for (const alert of alerts) {
    const part = parts.get(hostOf(alert));
    if (part) part.push(alert);
    else parts.set(hostOf(alert), [alert]);
  }
  return parts;
}
