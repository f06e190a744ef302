import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from './command.js';

export type Builder = 'classic' | 'buildkit';

/** A `docker` client on this machine. */
export interface DockerCli {
  path: string;
  /** Its own version, such as `20.10.24+dfsg1`. */
  version: string;
  builders: Builder[];
}

const usual = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Executables of that name in PATH and where distributions put them, in that order, each once. */
export function executables(name: string, path = process.env.PATH ?? ''): string[] {
  const found = new Map<string, string>();
  for (const directory of [...path.split(delimiter).filter(Boolean), ...usual]) {
    const file = join(directory, name);
    try {
      accessSync(file, constants.X_OK);
      const real = realpathSync(file);
      if (!found.has(real)) found.set(real, file);
    } catch {
      // Not here.
    }
  }
  return [...found.values()];
}

/** The clients on this machine that can speak with the engine: from 29 on, a client refuses an engine before 25. */
export async function dockerClis(env: NodeJS.ProcessEnv): Promise<DockerCli[]> {
  const usable: DockerCli[] = [];
  for (const path of executables('docker')) {
    const asked = await command(path, ['version', '--format', '{{.Client.Version}}'], { env });
    if (asked.code !== 0) continue;
    const version = asked.stdout.trim();
    usable.push({ path, version, builders: await builders(path, version, env) });
  }
  return usable;
}

/**
 * What a client can build with, asked without an engine. Clients before 23 have a BuildKit client of their own; later
 * ones need the buildx plugin for it.
 */
export async function builders(
  path: string,
  version: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Builder[]> {
  if (Number(version.split('.')[0]) < 23) return ['classic', 'buildkit'];
  const buildx = await command(path, ['buildx', 'version'], { env });
  return buildx.code === 0 ? ['classic', 'buildkit'] : ['classic'];
}
