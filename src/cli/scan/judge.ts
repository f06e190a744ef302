import { setImmediate } from 'node:timers/promises';
import type { Settings } from '../../correlate/correlator.js';
import type { CompiledRule } from '../../detect/rule.js';
import { type Swept, sweep } from '../../detect/sweep.js';
import type { Batch } from '../../model/batch.js';
import type { Alerts, TableName } from '../../model/generated/tables.js';
import type { Micros } from '../../model/row.js';
import type { Scratch } from '../../store/scratch.js';
import { StoreError } from '../../store/store.js';
import type { Imported, Span } from '../import-files.js';
import { merge } from '../pipeline.js';
import { type Chronicle, eventTables, type Told } from './chronicle.js';
import { foldHistory } from './fold-history.js';
import { type Noise, replayRule } from './replay.js';
import { tieAlerts } from './tie-alerts.js';

export interface JudgeOptions {
  rules: readonly CompiledRule[];
  /** What now() and ago() mean; undefined runs each rule over the span as its schedule would have. */
  now: Micros | undefined;
  /** Of the correlator; the defaults when absent. */
  settings?: Settings | undefined;
  /** Told what is being done, and of folding how many events are done. */
  progress?: (what: string, done?: number) => void;
  signal?: AbortSignal | undefined;
}

/** What a rule said. */
export interface RuleReport {
  rule: CompiledRule;
  alerts: number;
  /** More than `alerts` where there were too many to keep, or several of the same key. */
  results: number;
  /** Why it could not be run: what it would have found is not known. */
  failure?: string;
}

export interface Verdict {
  rules: RuleReport[];
  noise: Noise[];
  /** Identifiers of what was found, to be read from the store. */
  alerts: Set<string>;
  incidents: Set<string>;
  builds: Set<string>;
}

/** Alerts of one rule that are kept; its further results are counted. */
export const maxAlerts = 10_000;
/** Builds, incidents and alerts that wait to be stored together. */
const maxWaiting = 1000;

const made = new Set<string>([
  'BuildBaseline',
  'ImageBuilds',
  'ImageBuildSteps',
  'Incidents',
  'Alerts',
]);

/**
 * Judges what was imported into a store, and its events into a chronicle: rules on events, then builds and incidents, then rules on those. What is found
 * is put into the same store.
 */
export async function judge(
  scratch: Scratch,
  chronicle: Pick<Chronicle, 'events'>,
  { rows, span }: Pick<Imported, 'rows' | 'span'>,
  { rules, now, settings, progress, signal }: JudgeOptions,
): Promise<Verdict> {
  const verdict: Verdict = {
    rules: [],
    noise: [],
    alerts: new Set(),
    incidents: new Set(),
    builds: new Set(),
  };
  if (!span) return { ...verdict, rules: rules.map((rule) => ({ rule, alerts: 0, results: 0 })) };
  const counts: Partial<Record<TableName, number>> = { ...rows };
  const isLater = ({ query }: CompiledRule): boolean => query.tables.some((name) => made.has(name));

  const early = await runAll(
    rules.filter((rule) => !isLater(rule)),
    span,
  );
  await foldEvents(early);
  const late = await runAll(rules.filter(isLater), span);
  await store(await tieAlerts(scratch, late, settings));
  return verdict;

  async function runAll(some: CompiledRule[], over: Span): Promise<Alerts[]> {
    const alerts: Alerts[] = [];
    for (const rule of some) {
      signal?.throwIfAborted();
      progress?.(`rule ${rule.id}`);
      const report: RuleReport = { rule, alerts: 0, results: 0 };
      verdict.rules.push(report);
      if (cannotSpeak(rule, counts)) continue;
      try {
        const found = await run(rule, over);
        for (const alert of found.alerts) alerts.push(alert);
        report.alerts = found.alerts.length;
        report.results = found.results;
      } catch (error) {
        signal?.throwIfAborted();
        // A full disk is no fault of the rule's.
        if (error instanceof StoreError) throw error;
        report.failure = (error as Error).message;
      }
    }
    return alerts;
  }

  async function run(rule: CompiledRule, over: Span): Promise<Swept> {
    if (now !== undefined) return sweep(rule, scratch, now, maxAlerts);
    const { noise, ...found } = await replayRule(rule, scratch, over, maxAlerts);
    verdict.noise.push(...noise);
    return found;
  }

  async function foldEvents(alerts: readonly Alerts[]): Promise<void> {
    const present = eventTables.filter((name) => (rows[name] ?? 0) > 0);
    const total = present.reduce((sum, name) => sum + (rows[name] ?? 0), 0);
    progress?.('builds', 0);
    const events = counted(chronicle.events(), (done) => progress?.('builds', done / total));
    let waiting: Batch = {};
    let size = 0;
    for (const told of foldHistory(events, alerts, settings)) {
      // Nothing else here waits for anything: an interrupt has to be heard.
      await setImmediate();
      signal?.throwIfAborted();
      waiting = merge(waiting, told);
      size += Object.values(told).reduce((sum, each) => sum + each.length, 0);
      if (size < maxWaiting) continue;
      await store(waiting);
      waiting = {};
      size = 0;
    }
    await store(waiting);
  }

  async function store(batch: Batch): Promise<void> {
    for (const { AlertId } of batch.Alerts ?? []) verdict.alerts.add(AlertId);
    for (const { IncidentId } of batch.Incidents ?? []) verdict.incidents.add(IncidentId);
    for (const { BuildId } of batch.ImageBuilds ?? []) verdict.builds.add(BuildId);
    for (const [name, each] of Object.entries(batch))
      counts[name as TableName] = (counts[name as TableName] ?? 0) + each.length;
    await scratch.add(batch);
  }
}

/** Whether no row is there that could make it give a result: then it need not be planned. */
function cannotSpeak(rule: CompiledRule, counts: Partial<Record<TableName, number>>): boolean {
  if (rule.mode !== 'batch') return false;
  const driving = rule.newRowsOf.length > 0 ? rule.newRowsOf : rule.query.tables;
  return driving.every((name) => !counts[name as TableName]);
}

function* counted(events: Iterable<Told>, tell: (done: number) => void): Generator<Told> {
  let count = 0;
  for (const told of events) {
    count += 1;
    if (count % 5000 === 0) tell(count);
    yield told;
  }
}
