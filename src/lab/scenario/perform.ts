import { startHosts } from './hosts.js';
import type { Lab } from './lab.js';
import type { Scenario, Step } from './scenario.js';
import { quoted, type Ran, runScript } from './script.js';
import { expand } from './variables.js';

export interface Performed {
  /** Milliseconds since the epoch at which its set-up was done. */
  started: number;
  ended: number;
  variables: Record<string, string>;
  /** When the scripts told of each value, in milliseconds since the epoch. */
  told: Record<string, number>;
  /** What could not be done; null when all of it was. */
  failure: string | null;
  /** What the scripts wrote. */
  output: string;
}

export interface PerformOptions {
  restartWatcher(): Promise<void>;
  /** Called when the set-up is done. */
  begin(): Promise<void>;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Sets a scenario up, carries it out and ends its hosts again. What it did to the engine stays. */
export async function perform(
  scenario: Scenario,
  lab: Lab,
  options: PerformOptions,
): Promise<Performed> {
  const hosts = await startHosts(scenario.hosts, lab.names, lab.authority, (text, more) =>
    expand(text, { ...lab.variables, ...more }),
  );
  const variables: Record<string, string> = { ...lab.variables, ...hosts.variables };
  const told: Record<string, number> = {};
  let output = '';
  let started = Date.now();

  const one = async (step: Step): Promise<string | null> => {
    if (step.do === 'restart-watcher') {
      await options.restartWatcher();
      return null;
    }
    const inContainer = step.container !== null;
    const script = inContainer
      ? {
          ...step,
          script: `docker exec -i ${quoted(step.container ?? '')} sh -c ${quoted(step.script)}`,
        }
      : step;
    const ran = await runScript(script, {
      world: lab.world,
      environment: { ...variables, ...environmentOf(lab, scenario, step.host) },
      namespace: step.host === null ? null : (hosts.namespaces.get(step.host) ?? null),
      timeoutMs: options.timeoutMs,
      signal: options.signal,
    });
    take(ran);
    if (ran.code === 0) return null;
    if (ran.code === null) return `a script did not end: ${step.script.slice(0, 60)}`;
    return `a script ended with ${ran.code}: ${ran.output.trim().split('\n').slice(-3).join(' | ')}`;
  };
  const take = ({ facts, output: text }: Ran): void => {
    output += text;
    for (const [name, { value, time }] of facts) {
      variables[name] = value;
      told[name] = time;
    }
  };

  try {
    let failure: string | null = null;
    await writeFiles(scenario, lab, variables);
    for (const step of scenario.setup) failure ??= await one(step);
    if (failure !== null) failure = `set-up: ${failure}`;
    await options.begin();
    started = Date.now();
    for (const step of scenario.run) failure ??= await one(step);
    return { started, ended: Date.now(), variables, told, failure, output };
  } finally {
    await hosts.stop();
  }
}

/** The clients of the watched machine speak to its engine; other hosts have to say to which. */
function environmentOf(lab: Lab, scenario: Scenario, host: string | null): Record<string, string> {
  const path = { PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' };
  if (host !== null) return path;
  const builder = scenario.requires.builder;
  return {
    ...path,
    DOCKER_HOST: lab.engine.endpoint,
    ...(builder === null ? {} : { DOCKER_BUILDKIT: builder === 'buildkit' ? '1' : '0' }),
  };
}

/** As if they had been there for long: in the view of the machine that scenarios have. */
async function writeFiles(
  scenario: Scenario,
  lab: Lab,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  if (scenario.files.size === 0) return;
  const lines = [...scenario.files].flatMap(([path, text]) => [
    `mkdir -p "$(dirname ${quoted(path)})"`,
    `printf %s ${quoted(expand(text, variables))} >${quoted(path)}`,
    // A home's files are its owner's.
    `case ${quoted(path)} in /home/*) chown -R --reference="/home/$(echo ${quoted(path)} | cut -d/ -f3)" "/home/$(echo ${quoted(path)} | cut -d/ -f3)";; esac`,
  ]);
  const ran = await runScript(
    { do: 'script', as: 'root', host: null, container: null, under: [], script: lines.join('\n') },
    {
      world: lab.world,
      environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      namespace: null,
      timeoutMs: 20_000,
      signal: AbortSignal.timeout(20_000),
    },
  );
  if (ran.code !== 0) throw new Error(`the scenario's files: ${ran.output.trim()}`);
}
