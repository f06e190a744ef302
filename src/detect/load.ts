import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { lowerText } from '../kql/index.js';
import { dictionary } from '../model/dictionary.js';
import { compileRule, located } from './compile-rule.js';
import { type Described, parseMetadata } from './metadata.js';
import type { CompiledRule } from './rule.js';
import { problemsOf, RuleError } from './rule-error.js';

/** Names of the files of a rule's directory. */
const parts = ['rule.yaml', 'query.kql'] as const;

/** Reads and compiles the rule in a directory. Throws a RuleError with everything that is wrong with it. */
export function loadRule(directory: string): CompiledRule {
  const [file, query] = parts.map((name) => join(directory, name)) as [string, string];
  let described: Described | undefined;
  let kql = '';
  const problems = problemsOf(
    () => {
      described = parseMetadata(read(file), file, basename(resolve(directory)));
    },
    () => {
      kql = read(query);
      if (kql.trim() === '') throw new RuleError(`${query}: there is no query in it`);
    },
  );
  if (described && problems.length === 0)
    return compileRule(described.metadata, kql, query, described.at);
  if (kql.trim() !== '') {
    const lowered = lowerText(kql);
    if ('diagnostics' in lowered) problems.push(...located(kql, query, lowered.diagnostics));
  }
  throw new RuleError(problems);
}

/** All rules below a directory, by id. Throws a RuleError with everything that is wrong with any. */
export function loadRules(directory: string): CompiledRule[] {
  const rules = new Map<string, { rule: CompiledRule; from: string }>();
  const problems = ruleDirectories(directory).flatMap((from) =>
    problemsOf(() => {
      const rule = loadRule(from);
      const other = rules.get(rule.id);
      if (other) throw duplicate(rule.id, from, other.from);
      rules.set(rule.id, { rule, from });
    }),
  );
  if (problems.length > 0) throw new RuleError(problems);
  return [...rules.values()]
    .map(({ rule }) => rule)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Two rules of one id. */
export const duplicate = (id: string, from: string, other: string): RuleError =>
  new RuleError(`${join(from, parts[0])}:1:1: there is a rule ${id} already, in ${other}`);

/**
 * The directories of rules at or below one: those that hold a rule.yaml or a query.kql. Hidden directories, and what
 * lies inside a rule's own, are not looked at. Throws a RuleError for one that cannot be read.
 */
export function ruleDirectories(directory: string): string[] {
  if (parts.some((name) => existsSync(join(directory, name)))) return [directory];
  return entries(directory)
    .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
    .flatMap(({ name }) => ruleDirectories(join(directory, name)))
    .sort();
}

function entries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw unreadable(directory, error);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

const reasons: Record<string, string> = dictionary({
  ENOENT: 'it is missing',
  EACCES: 'there is no permission to read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'it is no directory',
});

/** A file of a rule that cannot be read. */
export function unreadable(file: string, error: unknown): RuleError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new RuleError(`${file}: ${reasons[code] ?? message}`);
}
