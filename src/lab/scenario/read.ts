import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readExpectations } from './expectations.js';
import { type Field, readFields, ScenarioError } from './fields.js';
import { type HostPlan, type Requires, type Scenario, type Step } from './scenario.js';
import { readService } from './service-plan.js';
import { labVariables } from './variables.js';

/** Every scenario below the directory, by number, then id. Throws a ScenarioError for a file that is not right. */
export function readScenarios(directory: string): Scenario[] {
  if (!existsSync(directory)) throw new ScenarioError(`${directory}: there is no such directory`);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (files.length === 0) throw new ScenarioError(`${directory}: there is no scenario in it`);
  const scenarios = files.map((name) => {
    const file = join(directory, name);
    return readScenario(readFileSync(file, 'utf8'), file);
  });
  for (const [index, { id, file }] of scenarios.entries()) {
    const other = scenarios.findIndex((each) => each.id === id);
    if (other < index)
      throw new ScenarioError(`${file}: ${scenarios[other]?.file} has id ${id} too`);
  }
  return scenarios.sort(
    (one, other) =>
      one.kind.localeCompare(other.kind) ||
      (one.number ?? 0) - (other.number ?? 0) ||
      one.id.localeCompare(other.id),
  );
}

/** Throws a ScenarioError that names the file and the line. */
export function readScenario(text: string, file: string): Scenario {
  const at = readFields(text, file).object([
    'id',
    'kind',
    'number',
    'title',
    'imitates',
    'requires',
    'hosts',
    'files',
    'setup',
    'run',
    'expect',
  ]);
  const id = at.get('id').text();
  if (id !== basename(file).replace(/\.ya?ml$/, '')) {
    at.get('id').fail(`id is ${JSON.stringify(id)}, and the file is not named so`);
  }
  const hosts = new Map(
    (at.maybe('hosts')?.entries() ?? []).map(([name, f]) => [name, host(name, f)]),
  );
  const steps = (key: string): Step[] =>
    at
      .maybe(key)
      ?.list()
      .map((each) => step(each, hosts)) ?? [];
  const setup = steps('setup');
  const run = steps('run');
  if (run.length === 0) at.get('run').fail('run has no steps');
  const kind = at.get('kind').oneOf(['attack', 'benign'] as const);
  return {
    file,
    id,
    kind,
    number: at.maybe('number')?.number() ?? null,
    title: at.get('title').text(),
    imitates: at.get('imitates').text(),
    requires: requires(at.maybe('requires')),
    hosts,
    files: new Map(
      (at.maybe('files')?.entries() ?? []).map(([path, f]) => [absolute(path, f), f.text()]),
    ),
    setup,
    run,
    expect: readExpectations(at.get('expect'), kind, [
      ...labVariables,
      ...[...hosts.keys()].flatMap((name) => [name, `${name}6`]),
      ...[...setup, ...run].flatMap(told),
    ]),
  };
}

function requires(f: Field | null): Requires {
  const at = f?.object(['engine', 'builder', 'tools']);
  const engine = at?.maybe('engine')?.object(['from', 'to']);
  return {
    engine: {
      from: engine?.maybe('from')?.number() ?? null,
      to: engine?.maybe('to')?.number() ?? null,
    },
    builder: at?.maybe('builder')?.oneOf(['classic', 'buildkit'] as const) ?? null,
    tools: at?.maybe('tools')?.list().map(tool) ?? [],
  };
}

function tool(f: Field): string {
  const name = f.text();
  return /^[\w][\w.-]*$/.test(name)
    ? name
    : f.fail(`no name of a program: ${JSON.stringify(name)}`);
}

function host(name: string, f: Field): HostPlan {
  if (!/^[a-z][a-z0-9]*$/.test(name))
    f.fail(`a host's name is a variable too: ${JSON.stringify(name)}`);
  const at = f.object(['names', 'network', 'serves']);
  return {
    names:
      at
        .maybe('names')
        ?.list()
        .map((each) => each.text()) ?? [],
    network: at.maybe('network')?.oneOf(['external', 'internal'] as const) ?? 'external',
    serves: at.maybe('serves')?.list().map(readService) ?? [],
  };
}

function step(f: Field, hosts: ReadonlyMap<string, HostPlan>): Step {
  if (f.isText()) return { do: f.oneOf(['restart-watcher'] as const) };
  const at = f.object(['as', 'on', 'container', 'under', 'script']);
  const on = at.maybe('on');
  if (on !== null && !hosts.has(on.text()))
    on.fail(`there is no host ${JSON.stringify(on.text())}`);
  const as = at.maybe('as');
  if (as !== null && !/^[a-z_][a-z0-9_-]{0,30}$/.test(as.text())) as.fail('as is no user name');
  return {
    do: 'script',
    as: as?.text() ?? 'root',
    host: on?.text() ?? null,
    container: at.maybe('container')?.text() ?? null,
    under:
      at
        .maybe('under')
        ?.list()
        .map((each) => each.text()) ?? [],
    script: at.get('script').text(),
  };
}

/** Names of the values that its script tells. */
function told(each: Step): string[] {
  if (each.do !== 'script') return [];
  return [...each.script.matchAll(/\bfact ([a-z][a-z0-9_]*) /g)].map(([, name = '']) => name);
}

function absolute(path: string, f: Field): string {
  if (!path.startsWith('/') || path.split('/').includes('..'))
    f.fail(`${path} is no absolute path`);
  return path;
}
