import { existsSync } from 'node:fs';
import { command } from '../command.js';
import { executables } from '../docker-cli.js';
import {
  type EngineRelease,
  engineReleases,
  fetchEngine,
  releaseDockerd,
  releaseRoot,
} from '../engine-release.js';

/** An engine that scenarios may run on. */
export interface EngineChoice {
  /** As asked for: `20.10`, `26`. */
  name: string;
  /** Where its docker client and plugins are found, best first. */
  clients: string[];
  /** The dockerd to run; may be written to this path. */
  dockerd(path: string, shared: readonly string[]): string;
}

/**
 * The engine of that version: this machine's where it is one, else that of a release of Debian, fetched when it is not
 * there yet. Throws for a version that no release has.
 */
export async function chooseEngine(version: string): Promise<EngineChoice> {
  const plugins = releases().map(releaseRoot).filter(existsSync);
  for (const own of executables('dockerd')) {
    const { stdout } = await command(own, ['--version']);
    const found = /version ([\d.]+)/.exec(stdout)?.[1] ?? '';
    if (isOf(found, version))
      return { name: version, clients: ['', ...plugins], dockerd: () => own };
  }
  const release = releases().find((each) => isOf(engineReleases[each], version));
  if (release === undefined) {
    const known = Object.values(engineReleases).join(', ');
    throw new Error(`no engine ${version} can be had here: there are ${known}`);
  }
  const root = await fetchEngine(release);
  return {
    name: version,
    clients: [root, ...plugins],
    dockerd: (path, shared) => releaseDockerd(root, path, shared),
  };
}

function releases(): EngineRelease[] {
  return Object.keys(engineReleases) as EngineRelease[];
}

function isOf(found: string, version: string): boolean {
  return found === version || found.startsWith(`${version}.`);
}
