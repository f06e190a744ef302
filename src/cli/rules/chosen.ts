import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledRule } from '../../detect/rule.js';
import { RuleError } from '../../detect/rule-error.js';
import { shippedRules } from '../../detect/shipped.js';
import { packageDirectory } from '../../model/package.js';
import { UsageError } from '../failure.js';

/** The shipped rules as they were written. */
export const shippedDirectory = join(packageDirectory, 'detections');

/** Stands for all shipped rules, beside others. */
const allShipped = 'shipped';

/**
 * The rules that were asked for: ids of shipped ones, `shipped` for all of them, directories of rules or of one; without
 * any all shipped ones. Those are compiled already; the binder, which takes most of a second, is loaded for directories
 * alone.
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
  if (name === allShipped) return shippedRules;
  const shipped = shippedRules.find(({ id }) => id === name);
  if (shipped) return [shipped];
  requireDirectory(name);
  const { loadRules } = await import('../../detect/load.js');
  const rules = asUsage(() => loadRules(name));
  if (rules.length === 0) throw noRule(name);
  return rules;
}

/** A name that is neither a shipped rule nor a directory. */
export function requireDirectory(name: string): void {
  if (existsSync(name) && statSync(name).isDirectory()) return;
  throw new UsageError(
    `${JSON.stringify(name)} is no directory, and no shipped rule: there are ${shippedRules.map(({ id }) => id).join(', ')}`,
  );
}

export const noRule = (name: string): UsageError =>
  new UsageError(`${name}: there is no rule in it: a rule is a directory with a rule.yaml`);

/** What is wrong with rules that the user gave, as their mistake. */
function asUsage<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (error instanceof RuleError)
      throw new UsageError(error.problems.flatMap((problem) => problem.split('\n')));
    throw error;
  }
}
