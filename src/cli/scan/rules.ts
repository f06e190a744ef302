import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledRule } from '../../detect/rule.js';
import { shippedRules } from '../../detect/shipped.js';
import { UsageError } from '../failure.js';

/**
 * The rules that were asked for: ids of shipped ones, directories of rules, or of one; without any all shipped ones.
 * Those are compiled already; the binder, which takes most of a second, is loaded for directories alone.
 */
export async function chosenRules(wanted: readonly string[]): Promise<CompiledRule[]> {
  if (wanted.length === 0) return shippedRules;
  const rules = new Map<string, CompiledRule>();
  for (const name of wanted)
    for (const rule of await rulesAt(name)) {
      const same = rules.get(rule.id);
      if (same !== undefined && same !== rule)
        throw new UsageError(`--rules ${name}: there is a rule ${rule.id} already`);
      rules.set(rule.id, rule);
    }
  return [...rules.values()];
}

async function rulesAt(name: string): Promise<CompiledRule[]> {
  const shipped = shippedRules.find(({ id }) => id === name);
  if (shipped) return [shipped];
  if (!existsSync(name) || !statSync(name).isDirectory())
    throw new UsageError(
      `--rules ${JSON.stringify(name)} is no directory, and no shipped rule: there are ${shippedRules.map(({ id }) => id).join(', ')}`,
    );
  const { loadRule, loadRules } = await import('../../detect/load.js');
  try {
    const rules = existsSync(join(name, 'rule.yaml')) ? [loadRule(name)] : loadRules(name);
    if (rules.length === 0) throw new UsageError(`--rules ${name}: there is no rule in it`);
    return rules;
  } catch (error) {
    if ((error as Error).name === 'RuleError') throw new UsageError((error as Error).message);
    throw error;
  }
}
