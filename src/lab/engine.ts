import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type CommandOptions, command, type Finished } from './command.js';
import { type Builder, type DockerCli, dockerClis } from './docker-cli.js';
import { changeHolding, claim } from './holding.js';
import { release, sweep } from './release.js';
import { ensureWatchdog } from './watchdog.js';

/** A Docker Engine that the lab may use. */
export interface Engine {
  /** `unix:///…` */
  endpoint: string;
  /** Path of the unix socket. */
  socket: string;
  /** Whether it was started by the lab, so that nothing on it matters to anybody else. */
  own: boolean;
  version: string;
  clis: DockerCli[];
  /** Environment in which a client speaks with this engine, and the client for this builder comes first in PATH. */
  environment(builder?: Builder): NodeJS.ProcessEnv;
  /** Runs the client. Failing is a value. */
  docker(args: readonly string[], options?: CommandOptions): Promise<Finished>;
  /** Carried by the base images that the lab makes here, hence by all images and containers made from them. */
  label: string;
  /** Ends what the lab started. */
  stop(): Promise<void>;
}

const endpointFormat = /^unix:\/\/(\/.+)$/;

/** Speaks with the engine at that endpoint. Null when no client on this machine gets an answer. */
export async function connect(
  endpoint: string,
  holding: string,
  own: boolean,
): Promise<Engine | null> {
  const socket = endpointFormat.exec(endpoint)?.[1];
  if (socket === undefined) throw new Error(`not the address of a unix socket: ${endpoint}`);
  const config = `${holding}/client`;
  mkdirSync(config, { recursive: true });
  const base: NodeJS.ProcessEnv = { ...process.env, DOCKER_HOST: endpoint, DOCKER_CONFIG: config };
  for (const name of ['DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_BUILDKIT']) delete base[name];
  const clis = await dockerClis(base);
  const first = clis[0];
  if (first === undefined) return null;
  const asked = await command(first.path, ['version', '--format', '{{.Server.Version}}'], {
    env: base,
  });
  if (asked.code !== 0) return null;

  const label = `keelwatch.lab=${basename(holding)}-${process.pid}-${Date.now()}`;
  if (!own) changeHolding(holding, (held) => ({ ...held, labelled: { endpoint, label } }));
  const environment = (builder?: Builder): NodeJS.ProcessEnv => {
    if (builder === undefined) return withFirst(base, first);
    const cli = clis.find(({ builders }) => builders.includes(builder));
    if (cli === undefined) {
      throw new Error(`no docker client here can build with ${builder}: install docker-buildx`);
    }
    return { ...withFirst(base, cli), DOCKER_BUILDKIT: builder === 'buildkit' ? '1' : '0' };
  };
  return {
    endpoint,
    socket,
    own,
    version: asked.stdout.trim(),
    clis,
    environment,
    docker: (args, options = {}) => command(first.path, args, { env: base, ...options }),
    label,
    stop: () => release(holding),
  };
}

/**
 * The engine that runs on this host already, where there is one that answers. It belongs to somebody: `stop` removes
 * the images and containers made from the lab's base images, and leaves everything else. What BuildKit keeps to build
 * the same again faster stays until it needs the room.
 */
export async function useRunningEngine(
  endpoint = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock',
): Promise<Engine | null> {
  if (!endpointFormat.test(endpoint)) return null;
  await sweep();
  const { directory } = claim('client', () => ({}));
  ensureWatchdog();
  const engine = await connect(endpoint, directory, false);
  if (engine === null) await release(directory);
  return engine;
}

/** Throws when an engine that is not ours has an image of that name: it would lose its name to ours. */
export async function mustBeFree(engine: Engine, image: string): Promise<void> {
  if (engine.own) return;
  const { code } = await engine.docker(['image', 'inspect', '--format', '{{.Id}}', image]);
  if (code === 0) throw new Error(`the engine at ${engine.endpoint} has an image ${image} already`);
}

/** The client's own directory comes first in PATH, so that a shell's `docker` is that client. */
function withFirst(env: NodeJS.ProcessEnv, cli: DockerCli): NodeJS.ProcessEnv {
  const directory = cli.path.slice(0, cli.path.lastIndexOf('/'));
  const path = env.PATH ?? '';
  return path.split(':')[0] === directory ? env : { ...env, PATH: `${directory}:${path}` };
}
