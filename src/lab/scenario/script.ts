/** Runs a scenario's scripts as the users, in the places and below the processes that it names. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../command.js';
import { changeHolding, claim } from '../holding.js';
import { identify, markOf } from '../processes.js';
import { release } from '../release.js';
import type { Step } from './scenario.js';
import { shellToCopy, type World } from './world.js';

export type Script = Extract<Step, { do: 'script' }>;

export interface Place {
  world: World;
  environment: Readonly<Record<string, string>>;
  /** Network namespace; null is the machine's. */
  namespace: string | null;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Ran {
  code: number | null;
  output: string;
  /** Milliseconds since the epoch. */
  ended: number;
  /** Values that the script told with `fact NAME VALUE`, and when. */
  facts: Map<string, { value: string; time: number }>;
}

/** What every script finds defined. */
const prelude = `
fact() { printf '%s\\t%s\\t%s\\n' "$(date +%s%3N)" "$1" "$2" >>"$keelwatch_facts"; }
`;

/**
 * The top of the process tree: all that a scenario starts descends from a service manager, as on a server, and from
 * nothing of this program, whose own ancestors (a continuous integration's, say) would say something about the build.
 */
const top = '/usr/lib/systemd/systemd';

export async function runScript(script: Script, place: Place): Promise<Ran> {
  const { directory } = claim('script', () => ({}));
  try {
    return await runIn(directory, script, place);
  } finally {
    await release(directory);
  }
}

async function runIn(directory: string, script: Script, place: Place): Promise<Ran> {
  const { world } = place;
  const account = world.account(script.as);
  chmodSync(directory, 0o711);
  const file = (name: string) => join(directory, name);
  const write = (name: string, text: string, mode = 0o755) => {
    writeFileSync(file(name), text);
    chmodSync(file(name), mode);
    return file(name);
  };
  const facts = write('facts', '', 0o666);
  const body = write('run.sh', `${prelude}${script.script}`);

  const environment = {
    ...place.environment,
    HOME: account.home,
    USER: script.as,
    keelwatch_facts: facts,
  };
  const exports = [...Object.entries(environment), markOf(world.directory)].map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  );
  // Each level is a copy of a shell under its program's name, which waits for the next.
  const under = script.under.map((line) => line.trim().split(/\s+/));
  let next = write('0.sh', `cd ${quoted(account.home)} || cd /\nbash ${body}\nexit $?\n`);
  for (const [index, [program = '', ...args]] of [...under].reverse().entries()) {
    const words = ['-c', `. ${next}`, ...args].map(quoted).join(' ');
    next = write(`${index + 1}.sh`, `${quoted(program)} ${words}\nexit $?\n`);
  }
  const drop = `setpriv --reuid ${account.uid} --regid ${account.gid} --groups ${account.gid},${world.dockerGroup}`;
  const away = place.namespace === null ? '' : `ip netns exec ${place.namespace} `;
  const start = write(
    'start.sh',
    [
      'echo $$ >"$0/pid"',
      ...exports,
      `${away}${drop} sh ${next} >"$0/output" 2>&1 </dev/null`,
      'echo $? >"$0/code.new"; mv "$0/code.new" "$0/code"',
      'exit 0',
    ].join('\n'),
  );
  const copies = [top, ...under.map(([program = '']) => program)];
  const copy = copies
    .map(
      (path) =>
        `mkdir -p "$(dirname ${quoted(path)})" && cp --remove-destination ${quoted(shellToCopy())} ${quoted(path)}${toOwner(path)}`,
    )
    .join(' && ');
  const [enter = '', ...inside] = world.enter;
  const started = await command(enter, [
    ...inside,
    'sh',
    '-c',
    `${copy} && exec setsid --fork ${top} -c '. ${start}' ${directory}`,
  ]);
  if (started.code !== 0) throw new Error(`a script could not be started: ${started.stderr}`);
  return finished(directory, place);
}

/** What lies in a home is its user's. */
function toOwner(path: string): string {
  const [, home, name] = /^(\/home\/[^/]+)\/([^/]+)/.exec(path) ?? [];
  if (home === undefined) return '';
  return ` && chown -R --reference=${quoted(home)} ${quoted(`${home}/${name}`)}`;
}

async function finished(directory: string, { timeoutMs, signal }: Place): Promise<Ran> {
  const text = (name: string): string => {
    const path = join(directory, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const end = Date.now() + timeoutMs;
  let held = false;
  while (!existsSync(join(directory, 'code')) && Date.now() < end && !signal.aborted) {
    const leader = held || text('pid') === '' ? null : identify(Number(text('pid')));
    if (leader !== null) {
      changeHolding(directory, (holding) => ({ ...holding, processes: [leader] }));
      held = true;
    }
    await sleep(25);
  }
  const code = text('code').trim();
  const lines = text('facts').split('\n').filter(Boolean);
  return {
    code: code === '' ? null : Number(code),
    output: text('output'),
    ended: Date.now(),
    facts: new Map(
      lines.map((line) => {
        const [time, name = '', ...value] = line.split('\t');
        return [name, { value: value.join('\t'), time: Number(time) }];
      }),
    ),
  };
}

/** A word as a shell reads it back. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
