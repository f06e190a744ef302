import { join } from 'node:path';
import { ruleDirectories } from '../../detect/load.js';
import { shippedRules } from '../../detect/shipped.js';
import { noRule, requireDirectory, shippedDirectory } from './chosen.js';

/** Directories of the rules that were asked for, each once; without any those of all shipped ones. */
export function directoriesOf(names: readonly string[]): string[] {
  if (names.length === 0) return ruleDirectories(shippedDirectory);
  const found = names.flatMap((name) => {
    if (name === 'shipped') return ruleDirectories(shippedDirectory);
    if (shippedRules.some(({ id }) => id === name)) return [join(shippedDirectory, name)];
    requireDirectory(name);
    const below = ruleDirectories(name);
    if (below.length === 0) throw noRule(name);
    return below;
  });
  return [...new Set(found)];
}
