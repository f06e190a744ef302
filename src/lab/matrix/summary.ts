import type { Outcome } from './run.js';

export interface Summary {
  /** Of the attacks that ran. */
  attacks: number;
  seen: number;
  seenByPublished: number;
  benign: number;
  /** Benign doings that have a severe incident. */
  alarms: number;
  /** Benign doings that the published rule tells of. */
  alarmsByPublished: number;
  /** Severe incidents that are attacks, of all that are severe; null where there are none. */
  precision: number | null;
  precisionOfPublished: number | null;
  medianLatency: number | null;
  p99Latency: number | null;
  passed: number;
  ran: number;
  notRun: number;
}

/** Pure. */
export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const ran = outcomes.flatMap((outcome) => (outcome.ran ? [outcome] : []));
  const attacks = ran.filter(({ scenario }) => scenario.kind === 'attack');
  const benign = ran.filter(({ scenario }) => scenario.kind === 'benign');
  const severe = ran.filter(({ severity }) => severity === 'High' || severity === 'Critical');
  const severeAttacks = severe.filter(({ scenario }) => scenario.kind === 'attack').length;
  const told = ran.filter(({ published }) => published > 0);
  const toldAttacks = told.filter(({ scenario }) => scenario.kind === 'attack').length;
  const latencies = attacks.flatMap(({ latency }) => (latency === null ? [] : [latency]));
  return {
    attacks: attacks.length,
    seen: attacks.filter(({ seen }) => seen).length,
    seenByPublished: toldAttacks,
    benign: benign.length,
    alarms: severe.length - severeAttacks,
    alarmsByPublished: told.length - toldAttacks,
    precision: ratio(severeAttacks, severe.length),
    precisionOfPublished: ratio(toldAttacks, told.length),
    medianLatency: quantile(latencies, 0.5),
    p99Latency: quantile(latencies, 0.99),
    passed: ran.filter(({ passed }) => passed).length,
    ran: ran.length,
    notRun: outcomes.length - ran.length,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The nearest rank; null of nothing. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}
