import { endMarked } from '../release.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

/** Leaves the engine as the lab made it, so that scenarios do not find what others built, nor what they left running. */
export async function clear(lab: Lab, scenario: Scenario): Promise<void> {
  endMarked(lab.world.directory);
  await (lab.engine.own ? clearAll(lab) : clearOurs(lab, scenario));
}

async function clearAll({ engine, variables }: Lab): Promise<void> {
  const list = lister(engine);
  const containers = await list('ps', '-aq');
  if (containers.length > 0) await engine.docker(['rm', '-f', '-v', ...containers]);
  const kept = new Set(await idsOfBases({ engine, variables }));
  await removeImages(engine, async () =>
    (await list('images', '-aq', '--no-trunc')).filter((id) => !kept.has(id)),
  );
  await engine.docker(['builder', 'prune', '-af']);
}

/**
 * On an engine that belongs to somebody: what carries the label of the lab's base images, and what has a name that the
 * scenario gave, which nothing had before. BuildKit's cache stays, for it cannot be told whose it is.
 */
async function clearOurs(lab: Lab, scenario: Scenario): Promise<void> {
  const { engine } = lab;
  const list = lister(engine);
  const labelled = ['--filter', `label=${engine.label}`];
  const named: string[] = [];
  for (const tag of tagsOf(scenario)) {
    named.push(...(await list('image', 'inspect', '--format', '{{.Id}}', tag)));
  }
  const containers = await list('ps', '-aq', '--no-trunc', ...labelled);
  for (const id of named) {
    containers.push(...(await list('ps', '-aq', '--no-trunc', '--filter', `ancestor=${id}`)));
  }
  if (containers.length > 0) await engine.docker(['rm', '-f', '-v', ...new Set(containers)]);
  const kept = new Set(await idsOfBases(lab));
  await removeImages(engine, async () => {
    const present = new Set(await list('images', '-aq', '--no-trunc'));
    const ours = await list('images', '-aq', '--no-trunc', ...labelled);
    return [...ours, ...named].filter((id) => present.has(id) && !kept.has(id));
  });
}

/** An image that others are made from goes only after them. */
async function removeImages(engine: Lab['engine'], rest: () => Promise<string[]>): Promise<void> {
  for (let before = -1, images = await rest(); images.length > 0 && images.length !== before; ) {
    before = images.length;
    await engine.docker(['rmi', '-f', ...new Set(images)]);
    images = await rest();
  }
}

function idsOfBases({ engine, variables }: Pick<Lab, 'engine' | 'variables'>): Promise<string[]> {
  const { base = '', tools = '' } = variables;
  return lister(engine)('image', 'inspect', '--format', '{{.Id}}', base, tools);
}

function lister(engine: Lab['engine']) {
  return async (...args: string[]): Promise<string[]> =>
    [...new Set((await engine.docker(args)).stdout.split('\n'))].filter(Boolean);
}

const naming =
  /(?:(?:^|\s)(?:-t|--tag)[= ]|[?&](?:t|tag|repo)=|\bdocker (?:image )?(?:commit|import|tag)\s+\S+\s+)["']?([a-z0-9][\w./:-]*)/g;

/** Names that the scenario gives to images, as far as they can be read in its text. */
export function tagsOf({ expect, setup, run }: Scenario): string[] {
  const scripts = [...setup, ...run].flatMap((step) => (step.do === 'script' ? step.script : []));
  const read = scripts.flatMap((text) => [...text.matchAll(naming)].map(([, name = '']) => name));
  const all = [...expect.tags, ...expect.quiet, ...read];
  return [...new Set(all)].filter((name) => !/[$]/.test(name));
}
