import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../lab/command.js';
import { executables } from '../../lab/docker-cli.js';
import { type Engine, useRunningEngine } from '../../lab/engine.js';
import { type Outcome, runScenario } from '../../lab/matrix/run.js';
import { ownWatcher, runningWatcher, type Watch } from '../../lab/matrix/watching.js';
import { missingRequirements, neededByDemo } from '../../lab/requirements.js';
import { tagsOf } from '../../lab/scenario/clear.js';
import { ScenarioError } from '../../lab/scenario/fields.js';
import { type Lab, labOn, startLab } from '../../lab/scenario/lab.js';
import { readScenarios } from '../../lab/scenario/read.js';
import type { Scenario } from '../../lab/scenario/scenario.js';
import { packageDirectory } from '../../model/package.js';
import { isBeingWritten } from '../../store/duckdb.js';
import { UsageError } from '../failure.js';
import { print, say } from '../terminal.js';
import { untilStopped } from '../until-stopped.js';
import { planOf } from './plan.js';
import { isGood, outcomeLines } from './tell.js';
import { unfit } from './unfit.js';

export interface SimulateOptions {
  data: string;
  docker?: string;
  private?: true;
  besideOthers?: true;
  from?: string;
  list?: true;
  dryRun?: true;
  json?: true;
}

const shipped = join(packageDirectory, 'matrix');
const main = join(packageDirectory, 'dist/cli/main.js');

/** Exit status: 0 when the watcher did what it is there for, 1 when it did not. */
export async function simulate(wanted: readonly string[], options: SimulateOptions): Promise<void> {
  const scenarios = choose(read(options.from ?? shipped), wanted);
  if (options.list) {
    for (const { kind, number, id, title } of scenarios)
      print(`${kind}  ${String(number ?? '').padStart(2)}  ${id}: ${title}`);
    return;
  }
  if (options.dryRun) {
    print(scenarios.flatMap(planOf).join('\n'));
    return;
  }
  if (process.getuid?.() !== 0)
    throw new UsageError('carrying attacks out needs root; --dry-run shows what would be done');
  const missing = await missingRequirements([...neededByDemo, 'curl', 'openssl']);
  if (missing.length > 0)
    throw new UsageError(
      `missing here: ${missing.map(({ purpose, package: name }) => `${purpose} (${name})`).join(', ')}`,
    );
  await carryOut(scenarios, options);
}

function read(directory: string): Scenario[] {
  try {
    return readScenarios(directory);
  } catch (error) {
    const expected = error instanceof ScenarioError || (error as NodeJS.ErrnoException).code;
    if (expected) throw new UsageError((error as Error).message);
    throw error;
  }
}

function choose(all: readonly Scenario[], wanted: readonly string[]): Scenario[] {
  if (wanted.length === 0) return all.filter(({ kind }) => kind === 'attack');
  return wanted.flatMap((name) => {
    const found = all.filter(
      ({ id, kind, number }) => id === name || (kind === 'attack' && String(number) === name),
    );
    if (found.length === 0)
      throw new UsageError(`there is no variant ${JSON.stringify(name)}: see simulate --list`);
    return found;
  });
}

async function carryOut(scenarios: readonly Scenario[], options: SimulateOptions): Promise<void> {
  const stopped = untilStopped();
  const users = scenarios
    .flatMap(({ setup, run }) => [...setup, ...run])
    .flatMap((step) => (step.do === 'script' ? [step.as] : []));
  const isWatched = !options.private && (await isBeingWritten(options.data));
  const outcomes: Outcome[] = [];
  const lab = await aLab([...new Set(users)], options);
  try {
    const watch: Watch = isWatched ? runningWatcher(options.data) : ownWatcher(main, null);
    if (!options.json) announce(lab, isWatched ? options.data : null);
    for (const scenario of scenarios) {
      if (stopped.aborted) break;
      const reason = unfit(scenario, lab, !isWatched) ?? (await taken(scenario, lab));
      const outcome: Outcome =
        reason === null
          ? await runScenario(scenario, lab, { watch, published: null, signal: stopped })
          : { scenario, engine: lab.engine.version, ran: false, reason };
      if (stopped.aborted) break;
      outcomes.push(outcome);
      if (options.json) print(JSON.stringify(jsonOf(outcome)));
      else print(outcomeLines(outcome).join('\n'));
    }
  } finally {
    if (!options.json) print('Cleaning up.');
    await lab.stop();
  }
  if (!options.json) print(conclusion(outcomes));
  if (stopped.aborted) process.exitCode = 130;
  else if (!outcomes.every(isGood)) process.exitCode = 1;
}

async function aLab(users: readonly string[], options: SimulateOptions): Promise<Lab> {
  if (options.private && options.docker)
    throw new UsageError('--private starts an engine of its own: it takes no --docker');
  const running = options.private ? null : await theirs(options.docker);
  if (running === null) return startLab(await ownVersion(), users);
  try {
    if (!options.besideOthers) await mustBeAlone(running);
    return await labOn(running, users);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function theirs(endpoint: string | undefined): Promise<Engine | null> {
  if (endpoint !== undefined && !/^unix:\/\/\/./.test(endpoint))
    throw new UsageError(`${JSON.stringify(endpoint)} is no unix:///path of an engine's socket`);
  const engine = await useRunningEngine(endpoint);
  if (engine === null && endpoint !== undefined)
    throw new UsageError(`no Docker Engine answers at ${endpoint}`);
  return engine;
}

/** Containers of others could be hurt by a mistake of ours, and what they do could be taken for the attack's. */
async function mustBeAlone(engine: Engine): Promise<void> {
  const { stdout } = await engine.docker(['ps', '-a', '--format', '{{.Names}}']);
  const names = stdout.split('\n').filter(Boolean);
  if (names.length === 0) return;
  throw new UsageError(
    `the engine at ${engine.endpoint} has containers of others (${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}): give --beside-others to go on beside them, or --private for an engine of its own`,
  );
}

async function ownVersion(): Promise<string> {
  const [dockerd = ''] = executables('dockerd');
  const { stdout } = await command(dockerd, ['--version']);
  return /version ([\d.]+)/.exec(stdout)?.[1] ?? '';
}

/** A name that somebody's image has would go over to the variant's. */
async function taken(scenario: Scenario, { engine }: Lab): Promise<string | null> {
  if (engine.own) return null;
  for (const tag of tagsOf(scenario)) {
    const { code } = await engine.docker(['image', 'inspect', '--format', '{{.Id}}', tag]);
    if (code === 0) return `this engine has an image ${tag} already`;
  }
  return null;
}

function announce({ engine }: Lab, data: string | null): void {
  const whose = engine.own ? 'a private Docker Engine' : 'Docker Engine';
  print(`On ${whose} ${engine.version} at ${engine.endpoint}.`);
  print(
    data === null
      ? 'No watcher runs here: each variant gets one of its own.'
      : `Asked is the watcher that stores in ${realpathSync(data)}.`,
  );
  if (engine.own) return;
  say("what BuildKit keeps of these builds in the engine's cache stays there");
}

function conclusion(outcomes: readonly Outcome[]): string {
  const ran = outcomes.filter((outcome) => outcome.ran);
  const attacks = ran.filter(({ scenario }) => scenario.kind === 'attack');
  const benign = ran.length - attacks.length;
  const parts = [
    attacks.length > 0 ? `${attacks.filter(isGood).length} of ${attacks.length} attacks seen` : '',
    benign > 0
      ? `${ran.filter((each) => each.scenario.kind === 'benign' && isGood(each)).length} of ${benign} look-alikes quiet`
      : '',
    `${outcomes.length - ran.length} not run`,
  ];
  return parts.filter(Boolean).join(', ');
}

function jsonOf(outcome: Outcome) {
  const { scenario, engine } = outcome;
  const about = { id: scenario.id, kind: scenario.kind, number: scenario.number, engine };
  if (!outcome.ran) return { ...about, ran: false, reason: outcome.reason };
  const { seen, severity, incidentId, buildId, latency, seconds, answers } = outcome;
  return { ...about, ran: true, seen, severity, incidentId, buildId, latency, seconds, answers };
}
