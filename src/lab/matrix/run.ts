import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Severity } from '../../model/incident.js';
import { openReader } from '../../store/duckdb.js';
import { whyNot } from '../scenario/can-run.js';
import type { Lab } from '../scenario/lab.js';
import { type Performed, perform } from '../scenario/perform.js';
import type { Scenario } from '../scenario/scenario.js';
import { startWatcher, type Watcher, type WatchLine } from '../watcher.js';
import { type Answer, type Judgement, judge } from './judge.js';
import { type Known, readKnown } from './known.js';
import type { PublishedRule } from './published.js';

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
  /** The program `keelwatch`. */
  main: string;
  published: PublishedRule;
  /** Where recordings of each run are kept; null: nowhere. */
  record: string | null;
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
  const watching = await watchedBy(scenario, lab, options);
  const began = Date.now();
  try {
    const performed = await perform(scenario, lab, {
      restartWatcher: watching.restart,
      // What the set-up did is told of before the scenario begins.
      begin: () => sleep(scenario.setup.length > 0 ? 1500 : 0),
      timeoutMs: scriptMilliseconds,
      signal: options.signal,
    });
    if (performed.failure !== null) return { ...about, ran: false, reason: performed.failure };
    const result = await settled(scenario, lab, performed, watching, options);
    return { ...about, ran: true, ...result, seconds: (Date.now() - began) / 1000 };
  } catch (error) {
    return { ...about, ran: false, reason: (error as Error).message };
  } finally {
    await watching.stop();
    await clear(lab);
  }
}

interface Watching {
  data: string;
  lines(): WatchLine[];
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A watcher of its own for each scenario: what one leaves behind says nothing about the next. */
async function watchedBy(
  scenario: Scenario,
  lab: Lab,
  { main, record }: RunOptions,
): Promise<Watching> {
  const data = join(lab.world.directory, 'data', `${scenario.id}-${Date.now()}`);
  const program = lab.world.program('keelwatch', [process.execPath, main]);
  const past: WatchLine[] = [];
  let watcher: Watcher;
  const start = async (): Promise<void> => {
    const recording =
      record === null ? [] : ['--record', join(record, `${scenario.id}-${lab.version}.ndjson`)];
    if (record !== null) mkdirSync(record, { recursive: true });
    const args = ['--docker', lab.engine.endpoint, '--data', data, ...recording];
    watcher = await startWatcher(program, args);
  };
  await start();
  return {
    data,
    lines: () => [...past, ...watcher.lines],
    restart: async () => {
      await watcher.stop('SIGKILL');
      past.push(...watcher.lines);
      await start();
    },
    stop: async () => {
      await watcher.stop();
    },
  };
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
    engine: [lab.engine.endpoint, `tcp://${lab.engine.exposedAt}`],
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
          published: await published.hits(reader, stretch.from),
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

/** Leaves the engine as the lab made it, so that scenarios do not find what others built. */
async function clear({ engine, variables }: Lab): Promise<void> {
  const list = async (...args: string[]) =>
    (await engine.docker(args)).stdout.split('\n').filter(Boolean);
  const containers = await list('ps', '-aq');
  if (containers.length > 0) await engine.docker(['rm', '-f', '-v', ...containers]);
  const kept = new Set(
    await list(
      'image',
      'inspect',
      '--format',
      '{{.Id}}',
      variables['base'] ?? '',
      variables['tools'] ?? '',
    ),
  );
  const rest = async () =>
    [...new Set(await list('images', '-aq', '--no-trunc'))].filter((id) => !kept.has(id));
  for (let before = -1, images = await rest(); images.length > 0 && images.length !== before; ) {
    before = images.length;
    await engine.docker(['rmi', '-f', ...images]);
    images = await rest();
  }
  await engine.docker(['builder', 'prune', '-af']);
}
