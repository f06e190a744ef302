import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileRule } from './compile-rule.js';
import { parseMetadata, RuleError } from './metadata.js';
import type { CompiledRule } from './rule.js';

/** Reads and compiles the rule in a directory. Throws a RuleError that names the file and what is wrong with it. */
export function loadRule(directory: string): CompiledRule {
  const [metadata, query] = ['rule.yaml', 'query.kql'].map((name) => join(directory, name)) as [
    string,
    string,
  ];
  return compileRule(
    parseMetadata(read(metadata), metadata, basename(directory)),
    read(query),
    query,
  );
}

/** All rules below a directory, one directory each, by id. */
export function loadRules(directory: string): CompiledRule[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => loadRule(join(directory, entry.name)))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RuleError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
