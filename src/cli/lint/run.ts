import { rank } from '../../dockerfile/finding.js';
import { type Lint, lint } from '../../dockerfile/lint.js';
import type { Rule } from '../../dockerfile/rule.js';
import { rules as shipped } from '../../dockerfile/rules/index.js';
import { severities } from '../../model/incident.js';
import { UsageError } from '../failure.js';
import { lintFilesOf } from './files.js';
import { json, listJson } from './output/json.js';
import { sarif } from './output/sarif.js';
import { listTable, table } from './output/table.js';

export interface LintOptions {
  output: 'table' | 'json' | 'sarif';
  failOn?: string;
  rule: string[];
  ignore: string[];
  list?: true;
}

/** A Dockerfile with what was found in it. */
export interface Linted extends Lint {
  path: string;
  text: string;
}

export async function lintFiles(paths: string[], options: LintOptions): Promise<void> {
  const rules = chosen(options);
  if (options.list) {
    process.stdout.write(options.output === 'json' ? listJson(rules) : listTable(rules));
    return;
  }
  if (paths.length === 0)
    throw new UsageError('name a Dockerfile, a directory, or - for standard input');
  const linted: Linted[] = [];
  for (const { path, text } of lintFilesOf(paths))
    linted.push({ path, text, ...lint(text, rules) });
  process.stdout.write({ table, json, sarif }[options.output](linted, rules));
  const limit = severities.findIndex((severity) => severity.toLowerCase() === options.failOn);
  const isBad = linted.some(({ findings }) => findings.some((finding) => rank(finding) >= limit));
  if (limit >= 0 && isBad) process.exitCode = 1;
}

function chosen({ rule, ignore }: LintOptions): Rule[] {
  const known = new Set(shipped.map(({ id }) => id));
  const unknown = [...rule, ...ignore].find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new UsageError(`there is no rule ${unknown}; keelwatch lint --list names all of them`);
  return shipped.filter(
    ({ id }) => (rule.length === 0 || rule.includes(id)) && !ignore.includes(id),
  );
}
