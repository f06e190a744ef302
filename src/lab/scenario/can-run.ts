import { command } from '../command.js';
import { executables } from '../docker-cli.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

/** Why a scenario cannot run in the lab, in words; null when it can. */
export async function whyNot(scenario: Scenario, lab: Lab): Promise<string | null> {
  const { engine, tools } = scenario.requires;
  const major = Number(lab.engine.version.split('.')[0]);
  if (engine.from !== null && major < engine.from) {
    return `needs Engine ${engine.from} or later, and this is ${lab.engine.version}`;
  }
  if (engine.to !== null && major > engine.to) {
    return `needs Engine ${engine.to} or earlier, and this is ${lab.engine.version}`;
  }
  for (const tool of tools) {
    if (await isHere(tool, lab)) continue;
    return tool === 'privileged'
      ? 'needs privileged containers, which this engine cannot start here'
      : `needs ${tool}, which is not here`;
  }
  return null;
}

async function isHere(tool: string, lab: Lab): Promise<boolean> {
  switch (tool) {
    case 'buildx':
    case 'compose': {
      const [enter = '', ...inside] = lab.world.enter;
      const asked = await command(enter, [...inside, '/usr/bin/docker', tool, 'version']);
      return asked.code === 0;
    }
    case 'kaniko':
      return executables('executor').some((path) => path.startsWith('/kaniko/'));
    case 'privileged': {
      // An older engine asks for capabilities that its own surroundings may not have.
      const { base } = lab.variables;
      const asked = await lab.engine.docker(['run', '--rm', '--privileged', base, 'true']);
      return asked.code === 0;
    }
    default:
      return executables(tool).length > 0;
  }
}
