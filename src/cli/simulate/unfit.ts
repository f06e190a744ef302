import type { Lab } from '../../lab/scenario/lab.js';
import type { Scenario } from '../../lab/scenario/scenario.js';

/** Why a variant cannot be carried out on an engine that is somebody's; null when it can. */
export function unfit(scenario: Scenario, { engine }: Lab, ownWatcher: boolean): string | null {
  const steps = [...scenario.setup, ...scenario.run];
  if (!ownWatcher && steps.some((step) => step.do === 'restart-watcher'))
    return 'it would restart the watcher, and the one that runs here is yours';
  if (engine.own) return null;
  const scripts = steps.flatMap((step) => (step.do === 'script' ? [step.script] : []));
  if (scripts.some((text) => /\$\{?(exposed|watched)\b/.test(text)))
    return 'it needs an engine that listens on the network without TLS';
  const hosts = [...scenario.hosts.values()];
  if (hosts.some(({ names }) => names.length > 0))
    return 'it needs names that only an engine of its own would look up';
  if (hosts.some(({ serves }) => serves.some(({ protocol }) => protocol === 'registry')))
    return 'it needs a registry that only an engine of its own would trust';
  return null;
}
