import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { executables } from '../../src/lab/docker-cli.js';
import {
  type EngineRelease,
  engineReleases,
  fetchEngine,
  releaseDockerd,
} from '../../src/lab/engine-release.js';
import { labDirectory } from '../../src/lab/holding.js';

export interface EngineChoice {
  name: string;
  dockerd: string;
}

/**
 * The engines to test on: this machine's, and those of other releases of Debian that KEELWATCH_ENGINES names, as in
 * `KEELWATCH_ENGINES=trixie,sid`.
 */
export async function enginesToTest(): Promise<EngineChoice[]> {
  const own = executables('dockerd')[0];
  if (own === undefined) throw new Error('dockerd is not installed');
  const choices = [{ name: "this machine's engine", dockerd: own }];
  for (const name of (process.env.KEELWATCH_ENGINES ?? '').split(',').filter(Boolean)) {
    if (!Object.hasOwn(engineReleases, name))
      throw new Error(`KEELWATCH_ENGINES: no release ${name}`);
    const root = await fetchEngine(name as EngineRelease);
    mkdirSync(labDirectory, { recursive: true, mode: 0o711 });
    const dockerd = releaseDockerd(root, join(labDirectory, `.dockerd-${name}`));
    choices.push({ name: `the engine of Debian ${name}`, dockerd });
  }
  return choices;
}
