import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Built, buildAsAttacker, buildAsDeveloper, deploy } from '../attack.js';
import type { Builder } from '../docker-cli.js';
import type { PrivateEngine } from '../private-engine.js';

export interface LoadOptions {
  engine: PrivateEngine;
  /** Image that exists on the engine. */
  baseImage: string;
  /** What an attacker's build step downloads and runs. */
  url: string;
  /** Begins every tag, so that builds of this load can be told from others. */
  name: string;
  /** Programs run in a second, beside the builds. */
  execs?: number;
}

export interface Load {
  /** Tags of the attacker's builds that were asked for so far, and whether the engine made them. */
  attacks(): ReadonlyMap<string, boolean>;
  /** Lets what runs come to its end. */
  stop(): Promise<void>;
}

/**
 * What a busy build host does, again and again until it is stopped: an attacker's build with each builder in turn, every
 * other one run as a container, an ordinary build beside them, and short programs.
 */
export function startLoad(options: LoadOptions): Load {
  const { engine, baseImage, url, name } = options;
  const attacks = new Map<string, boolean>();
  const stopping = new AbortController();
  let count = 0;

  async function attackAndDevelop(): Promise<void> {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      const builder: Builder = turn % 2 === 0 ? 'classic' : 'buildkit';
      const tag = `${name}-bad-${(count += 1)}:1`;
      const fresh = ['--no-cache', '--label', `run=${tag}`];
      const common = { engine, baseImage, builder, args: fresh };
      attacks.set(tag, false);
      const [bad, good] = await Promise.all([
        buildAsAttacker({ ...common, tag, url }),
        buildAsDeveloper({ ...common, tag: `${name}-good-${count}:1` }),
      ]);
      attacks.set(tag, bad.image !== null);
      if (bad.image !== null && turn % 4 < 2) await run(tag);
      await clean(bad, good);
      await sleep(100);
    }
  }

  async function run(tag: string): Promise<void> {
    const { container } = await deploy(engine, tag);
    if (container !== null) await engine.docker(['rm', '-f', container]);
  }

  const building = attackAndDevelop();
  const rest = 1 / (options.execs ?? 50);
  // It ends with this process, however that ends.
  const turns = `while kill -0 $PPID; do busybox true ${name}; sleep ${rest}; done`;
  const shell = spawn('sh', ['-c', turns], { stdio: 'ignore' });
  return {
    attacks: () => attacks,
    stop: async () => {
      stopping.abort();
      shell.kill('SIGKILL');
      await building;
    },
  };
}

async function clean(...builds: Built[]): Promise<void> {
  for (const build of builds) await build.remove();
}
