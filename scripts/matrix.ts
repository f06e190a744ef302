/**
 * `npm run matrix`: carries out the scenarios under matrix/ on real engines, and prints what Keelwatch knew of each
 * afterwards, beside the published rule on the same telemetry. docs/matrix.md tells how to write one. Exits 1 when an
 * answer is not right, or a build was told of twice.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { printable } from '../src/explain/printable.js';
import { table } from '../src/explain/table.js';
import { coverage } from '../src/lab/matrix/coverage.js';
import { publishedRule } from '../src/lab/matrix/published.js';
import { type Outcome, runScenario } from '../src/lab/matrix/run.js';
import { cells, figures, headings } from '../src/lab/matrix/table.js';
import { type Told, toldTwice } from '../src/lab/matrix/told-twice.js';
import { type LongWatcher, longWatcher, ownWatcher } from '../src/lab/matrix/watching.js';
import { ScenarioError } from '../src/lab/scenario/fields.js';
import { type Lab, startLab } from '../src/lab/scenario/lab.js';
import { readScenarios } from '../src/lab/scenario/read.js';
import type { Scenario } from '../src/lab/scenario/scenario.js';
import { usersOf } from '../src/lab/scenario/users.js';

interface Options {
  scenario: string[];
  engine: string[];
  from: string;
  repeat: number;
  json?: true;
  list?: true;
  write?: true;
  record?: string;
}

const root = resolve(import.meta.dirname, '..');
const main = resolve(root, 'dist/cli/main.js');

function times(text: string): number {
  const number = Number(text);
  if (!(Number.isInteger(number) && number > 0))
    throw new InvalidArgumentError('a whole number above 0 is meant.');
  return number;
}

const words = (text: string): string[] => text.split(',').filter(Boolean);
const options = new Command('matrix')
  .option('--scenario <id...>', 'only these: identifiers, or numbers of attacks', [])
  .addOption(new Option('--engine <versions>', 'engines').argParser(words).default(['20.10', '26']))
  .option('--from <directory>', 'scenario files kept elsewhere', resolve(root, 'matrix'))
  .addOption(
    new Option('--repeat <times>', 'each so often, as an attacker may come again')
      .argParser(times)
      .default(1),
  )
  .option('--json', 'JSON Lines instead of tables, with all that Keelwatch knew')
  .option('--list', 'name the scenarios and run none')
  .option('--record <directory>', 'keep the raw records of each run there, to replay them')
  .option('--write', 'write docs/coverage.md')
  .parse()
  .opts<Options>();

const all = scenariosIn(options.from);
const isAsked = (name: string, { id, kind, number }: Scenario): boolean =>
  id === name || (kind === 'attack' && String(number) === name);
const unknown = options.scenario.find((name) => !all.some((each) => isAsked(name, each)));
if (unknown !== undefined) refuse(`no scenario ${unknown}: --list names them`);
const wanted = all.filter(
  (each) => options.scenario.length === 0 || options.scenario.some((name) => isAsked(name, each)),
);

function refuse(why: string): never {
  process.stderr.write(`${printable(why)}\n`);
  process.exit(2);
}

function scenariosIn(directory: string): Scenario[] {
  try {
    return readScenarios(directory);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return refuse(error.message);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (options.repeat > 1 && (options.write || options.record !== undefined))
  refuse('--repeat goes with neither --write nor --record, which are of one run of each');

if (options.list) {
  for (const { kind, number, id, title } of wanted) {
    say(`${kind}  ${String(number ?? '').padStart(2)}  ${id}: ${title}`);
  }
} else {
  await runAll(wanted.flatMap((each) => Array<Scenario>(options.repeat).fill(each)));
}

async function runAll(scenarios: readonly Scenario[]): Promise<void> {
  const stopped = new AbortController();
  process.on('SIGINT', () => stopped.abort());
  process.on('SIGTERM', () => stopped.abort());
  const outcomes: Outcome[] = [];
  let twice = 0;
  for (const version of options.engine) {
    if (stopped.signal.aborted) break;
    const run = await runOn(version, scenarios, stopped.signal);
    outcomes.push(...run.outcomes);
    twice += run.twice;
  }
  if (!options.json) conclude(outcomes);
  if (options.write && !stopped.signal.aborted) {
    const path = resolve(root, 'docs/coverage.md');
    const notSeen = readFileSync(resolve(root, 'matrix/not-seen.md'), 'utf8');
    const machine = `${cpus().length} cores, Linux ${release()}, Node.js ${process.version}, on ${new Date().toISOString().slice(0, 10)}`;
    writeFileSync(path, coverage(outcomes, machine, notSeen));
    say(`Written: ${path}`);
  }
  const failed = twice > 0 || outcomes.some((outcome) => outcome.ran && !outcome.passed);
  process.exitCode = stopped.signal.aborted ? 130 : failed ? 1 : 0;
}

async function runOn(
  version: string,
  scenarios: readonly Scenario[],
  signal: AbortSignal,
): Promise<{ outcomes: Outcome[]; twice: number }> {
  const published = publishedRule(root);
  const { record } = options;
  const outcomes: Outcome[] = [];
  let twice: readonly Told[] = [];
  let lab: Lab | null = null;
  let long: LongWatcher | null = null;
  try {
    lab = await startLab(version, usersOf(scenarios));
    // A recording is of one scenario alone; else one watcher sees them all, as in earnest.
    long = record === undefined ? await longWatcher(main, lab) : null;
    const watch = long?.watch ?? ownWatcher(main, record ?? null);
    for (const scenario of scenarios) {
      if (signal.aborted) break;
      const outcome = await runScenario(scenario, lab, { watch, published, signal });
      if (!signal.aborted) outcomes.push(outcome);
      if (options.json) say(JSON.stringify(outcome));
      else tell(outcome);
    }
    if (long !== null) {
      twice = await toldTwice(long.data);
      const pairs = twice.map(
        ({ builds, method, tags }) => `; ${method} of ${tags.join(', ')}: ${builds.join(' and ')}`,
      );
      if (options.json) say(JSON.stringify({ engine: version, toldTwice: twice }));
      else say(printable(`Builds told of twice: ${twice.length}${pairs.join('')}`));
    }
  } catch (error) {
    // An engine that cannot be had: its scenarios are among those that were not run.
    const reason = (error as Error).message;
    for (const scenario of scenarios.slice(outcomes.length)) {
      outcomes.push({ scenario, engine: version, ran: false, reason });
    }
    if (options.json) say(JSON.stringify({ engine: version, ran: false, reason }));
    else say(`Engine ${version}: ${printable(reason)}`);
  } finally {
    await long?.stop();
    await lab?.stop();
  }
  return { outcomes, twice: twice.length };
}

function tell(outcome: Outcome): void {
  const { scenario, engine } = outcome;
  if (!outcome.ran) {
    say(`not run  ${scenario.id} on ${engine}: ${printable(outcome.reason)}`);
    return;
  }
  const { passed, severity, published } = outcome;
  say(
    `${passed ? 'right ' : 'WRONG '} ${scenario.id} on ${engine}: ${severity ?? 'no incident'}; published rule: ${published} rows; ${outcome.seconds.toFixed(0)} s`,
  );
  for (const { question, verdict, expected, said } of outcome.answers) {
    if (verdict === 'right') continue;
    say(
      `         ${question} ${verdict}: expected ${expected}, said ${printable(said.slice(0, 300)) || 'nothing'}`,
    );
  }
}

function conclude(outcomes: readonly Outcome[]): void {
  const columns = headings.map((title, index) => ({
    title,
    text: (row: readonly string[]) => row[index] ?? '',
    flexible: false,
  }));
  say('');
  for (const line of table(outcomes.map(cells), columns, 400, (text) => text)) say(line);
  say('');
  for (const line of figures(outcomes)) say(line);
}
