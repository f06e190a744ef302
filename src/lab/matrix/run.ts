import { realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Severity } from '../../model/incident.js';
import { openReader } from '../../store/duckdb.js';
import { whyNot } from '../scenario/can-run.js';
import { clear } from '../scenario/clear.js';
import type { Lab } from '../scenario/lab.js';
import { type Performed, perform } from '../scenario/perform.js';
import type { Scenario } from '../scenario/scenario.js';
import type { WatchLine } from '../watcher.js';
import { type Answer, type Judgement, judge } from './judge.js';
import { type Known, readKnown } from './known.js';
import type { PublishedRule } from './published.js';
import type { Watch, Watching } from './watching.js';

/** What one scenario came to on one engine. */
export type Outcome = {
  scenario: Scenario;
  /** The engine's version. */
  engine: string;
} & ({ ran: false; reason: string } | ({ ran: true } & Result));

export interface Result {
  /** Whether all that was expected is so. */
  passed: boolean;
  seen: boolean;
  severity: Severity | null;
  answers: Answer[];
  /** Rows that the published rule gives on the same telemetry. */
  published: number;
  /** Seconds from the container's start, or the build's end, until the incident told of it; null where none did. */
  latency: number | null;
  incidentId: string | null;
  buildId: string | null;
  seconds: number;
  /** What Keelwatch knows, for a look at what is missing. */
  known: Known;
}

export interface RunOptions {
  watch: Watch;
  /** Null where nobody asks for a comparison with it. */
  published: PublishedRule | null;
  signal: AbortSignal;
}

const scriptMilliseconds = 120_000;
/** What is not known this long after the last command is taken for not known. */
const settleMilliseconds = 9000;
/** Nothing may have happened for this long before it is believed that nothing will. */
const quietMilliseconds = 3500;

export async function runScenario(
  scenario: Scenario,
  lab: Lab,
  options: RunOptions,
): Promise<Outcome> {
  const about = { scenario, engine: lab.engine.version };
  const reason = await whyNot(scenario, lab);
  if (reason !== null) return { ...about, ran: false, reason };
  const began = Date.now();
  let watching: Watching | null = null;
  try {
    watching = await options.watch(scenario, lab);
    const { restart } = watching;
    const performed = await perform(scenario, lab, {
      restartWatcher: restart,
      // What the set-up did is told of before the scenario begins.
      begin: () => sleep(scenario.setup.length > 0 ? 1500 : 0),
      timeoutMs: scriptMilliseconds,
      signal: options.signal,
    });
    if (performed.failure !== null) return { ...about, ran: false, reason: performed.failure };
    const result = await settled(scenario, lab, performed, watching, options);
    return { ...about, ran: true, ...result, seconds: (Date.now() - began) / 1000 };
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    return { ...about, ran: false, reason: message };
  } finally {
    await watching?.stop();
    await clear(lab, scenario);
  }
}

async function settled(
  scenario: Scenario,
  lab: Lab,
  performed: Performed,
  watching: Watching,
  { published, signal }: RunOptions,
): Promise<Omit<Result, 'seconds'>> {
  const reader = await openReader(watching.data);
  const stretch = {
    from: performed.started * 1000,
    engine: addressesOf(lab),
    told: Object.values(performed.variables),
  };
  try {
    for (;;) {
      const known = await readKnown(reader, stretch);
      const judgement = judge(scenario.expect, known, performed.variables);
      const passed = judgement.answers.every(({ verdict }) => verdict === 'right');
      const waited = Date.now() - performed.ended;
      // What must not come is waited for; what has come need not be.
      const enough = scenario.kind === 'attack' && passed ? 1000 : quietMilliseconds;
      if (signal.aborted || waited > settleMilliseconds || (passed && waited > enough)) {
        return {
          passed,
          ...judgement,
          published: (await published?.hits(reader, stretch.from)) ?? 0,
          latency: await latency(lab, performed, judgement, watching.lines(), scenario),
          known,
        };
      }
      await sleep(300);
    }
  } finally {
    await reader.close();
  }
}

/** The engine's, as rows may name it: a socket's path may lead through links, as /var/run does. */
function addressesOf({ engine }: Lab): string[] {
  const tcp = engine.exposedAt === null ? [] : [`tcp://${engine.exposedAt}`];
  return [engine.endpoint, `unix://${realpathSync(engine.socket)}`, ...tcp];
}

/** From the engine's own word on when the container started, else from when the script was done with its build. */
async function latency(
  lab: Lab,
  performed: Performed,
  judgement: Judgement,
  lines: readonly WatchLine[],
  scenario: Scenario,
): Promise<number | null> {
  if (judgement.incidentId === null) return null;
  const [name] = scenario.expect.containers.map((text) => text.replace(/^\$\{|\}$/g, ''));
  const container = name === undefined ? undefined : performed.variables[name];
  const told = lines.find(
    ({ kind, row }) =>
      kind === 'incident' &&
      row['IncidentId'] === judgement.incidentId &&
      (container === undefined || (row['ContainerIds'] as string[] | null)?.includes(container)),
  );
  if (told === undefined) return null;
  let since = performed.told['built'] ?? performed.ended;
  if (container !== undefined) {
    since = performed.told[name ?? ''] ?? since;
    const asked = await lab.engine.docker(['inspect', '-f', '{{.State.StartedAt}}', container]);
    const started = Date.parse(asked.stdout.trim());
    if (asked.code === 0 && !Number.isNaN(started)) since = started;
  }
  return Math.max(0, (told.arrived - since) / 1000);
}
