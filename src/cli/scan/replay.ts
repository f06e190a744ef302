import type { CompiledRule } from '../../detect/rule.js';
import { type Swept, sweep } from '../../detect/sweep.js';
import type { Alerts, TableName } from '../../model/generated/tables.js';
import type { Micros } from '../../model/row.js';
import type { Scratch } from '../../store/scratch.js';

const day = 86_400e6;
/** What is told of the last rows comes a moment after them. */
const afterwards: Micros = 60e6;
/** Hourly for a year: a single wrong date in the data asks for many times as many. */
const maxRuns = 10_000;

/** How often a rule would have spoken on one day, in UTC. */
export interface Noise {
  ruleId: string;
  /** When the day began. */
  day: Micros;
  /** Times at which the rule ran on rows. */
  runs: number;
  alerts: number;
  /** Results that an earlier run had found already: Keelwatch is silent on them, Sentinel alerts again. */
  repeated: number;
}

/**
 * Runs a rule over a span as its schedule would have: every queryFrequency, at whole multiples of it since the epoch,
 * each time on the rows of the queryPeriod before, with no row of later. Runs that would have seen no row are left out.
 */
export async function replayRule(
  rule: CompiledRule,
  scratch: Scratch,
  span: { from: Micros; until: Micros },
  most: number,
): Promise<Swept & { noise: Noise[] }> {
  const known = new Map<string, Alerts>();
  const noise = new Map<Micros, Noise>();
  const times = await runTimes(rule, scratch, span);
  let results = 0;
  try {
    for (const time of times) {
      await scratch.limit({ until: time });
      const found = await sweep(rule, scratch, time, most);
      const at = Math.floor((time - 1) / day) * day;
      const today = noise.get(at) ?? { ruleId: rule.id, day: at, runs: 0, alerts: 0, repeated: 0 };
      noise.set(at, today);
      today.runs += 1;
      // Of results beyond what is made alerts it is not known whether they are new.
      let fresh = found.alerts.length > 0 ? Math.max(0, found.results - most) : 0;
      for (const alert of found.alerts) {
        if (known.has(alert.AlertId)) {
          today.repeated += 1;
          continue;
        }
        if (known.size < most) known.set(alert.AlertId, alert);
        fresh += 1;
      }
      today.alerts += fresh;
      results += fresh;
    }
  } finally {
    await scratch.limit({});
  }
  return { alerts: [...known.values()], results, noise: [...noise.values()] };
}

async function runTimes(
  rule: CompiledRule,
  scratch: Scratch,
  { from, until }: { from: Micros; until: Micros },
): Promise<Micros[]> {
  const step = rule.queryFrequency;
  const first = Math.ceil(from / step) * step;
  const last = Math.ceil((until + afterwards) / step) * step;
  const buckets = await activeBuckets(rule, scratch);
  // So many runs see a row.
  const reach = Math.ceil(rule.queryPeriod / step) + 1;
  const speaksOfNothing = rule.triggerOperator !== 'gt';
  if (speaksOfNothing) {
    if ((last - first) / step >= maxRuns) throw tooMany((last - first) / step);
    return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
  }
  const times = new Set<Micros>();
  for (const bucket of buckets)
    for (let index = 0; index < reach; index += 1) {
      const time = (bucket + index) * step;
      if (time <= last) times.add(time);
      if (times.size > maxRuns) throw tooMany(times.size);
    }
  return [...times].sort((a, b) => a - b);
}

const tooMany = (runs: number): Error =>
  new Error(
    `its schedule would have run it ${runs > maxRuns ? `${Math.round(runs)}` : `more than ${maxRuns}`} times in the span of the data, ${maxRuns} at most are replayed: scan a part of the data`,
  );

/** The runs, by number, before which rows came that the rule looks at. */
async function activeBuckets(rule: CompiledRule, scratch: Scratch): Promise<number[]> {
  const driving = rule.newRowsOf.length > 0 ? rule.newRowsOf : rule.query.tables;
  const buckets = new Set<number>();
  for (const table of driving as TableName[]) {
    const time =
      table === 'ImageBuilds' || table === 'ImageBuildSteps' || table === 'Incidents'
        ? 'coalesce("UpdatedTime", "TimeGenerated")'
        : '"TimeGenerated"';
    const { rows } = await scratch.query({
      sql: `SELECT DISTINCT CAST(ceil(epoch_us(${time}) / $step) AS BIGINT) FROM main."${table}" LIMIT ${maxRuns + 1}`,
      parameters: { step: rule.queryFrequency },
      columns: [{ name: 'Bucket', type: 'long' }],
      tables: [table],
    });
    for (const [bucket] of rows) buckets.add(Number(bucket));
  }
  return [...buckets];
}
