import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { loadCases } from '../../detect/cases.js';
import { duplicate, loadRule } from '../../detect/load.js';
import { type Portability, portability } from '../../detect/portable.js';
import type { CompiledRule } from '../../detect/rule.js';
import { problemsOf } from '../../detect/rule-error.js';
import { asciiJson } from '../ascii-json.js';
import { many } from '../many.js';
import { palette, print, printLines } from '../terminal.js';
import { directoriesOf } from './directories.js';

interface CheckOptions {
  sentinel?: true;
  json?: true;
}

interface Checked {
  id: string;
  directory: string;
  rule: CompiledRule | undefined;
  /** Where it runs besides; undefined where it does not run here. */
  runs: Portability | undefined;
  problems: string[];
}

/** Tells of each rule whether it can be used; sets the exit status to 1 where one cannot. */
export function checkRules(names: readonly string[], options: CheckOptions): void {
  const seen = new Map<string, string>();
  const all = directoriesOf(names).map((directory) => {
    const checked = check(directory, options);
    const other = seen.get(checked.id);
    if (other !== undefined) checked.problems.push(duplicate(checked.id, directory, other).message);
    seen.set(checked.id, directory);
    return checked;
  });
  for (const each of all) (options.json ? tellJson : tell)(each);
  const wrong = all.filter(({ problems }) => problems.length > 0).length;
  if (!options.json) print(`${many(all.length, 'rule')}: ${all.length - wrong} good, ${wrong} bad`);
  if (wrong > 0) process.exitCode = 1;
}

function check(directory: string, { sentinel }: CheckOptions): Checked {
  const id = basename(resolve(directory));
  const made: Checked = { id, directory, rule: undefined, runs: undefined, problems: [] };
  const file = join(directory, 'query.kql');
  made.problems = problemsOf(
    () => {
      const rule = loadRule(directory);
      made.rule = rule;
      made.runs = portability(readFileSync(file, 'utf8'), file, rule.query.tables);
    },
    () => loadCases(directory),
  );
  if (sentinel && made.runs?.in === 'keelwatch')
    made.problems.push(`${file}: it reads ${made.runs.tables.join(', ')}, which Sentinel has not`);
  if (sentinel && made.runs?.in === 'neither') made.problems.push(...made.runs.problems);
  return made;
}

function tell({ id, rule, runs, problems }: Checked): void {
  if (problems.length > 0) {
    print(`${palette.bad('bad ')}  ${palette.bold(id)}`);
    for (const problem of problems) printLines(problem, 6);
    return;
  }
  const mode = rule?.mode === 'batch' ? 'runs on each batch' : 'runs on a schedule';
  print(`${palette.good('good')}  ${palette.bold(id)}  ${mode}; ${elsewhere(runs)}`);
  if (runs?.in === 'neither') for (const each of runs.problems) printLines(each, 6);
}

function elsewhere(runs: Portability | undefined): string {
  if (runs?.in === 'both') return 'binds on Microsoft’s tables too';
  if (runs?.in === 'keelwatch') return `reads ${runs.tables.join(', ')}, which are Keelwatch’s own`;
  return 'does not bind on Microsoft’s tables:';
}

function tellJson({ id, directory, rule, runs, problems }: Checked): void {
  print(
    asciiJson({
      rule: id,
      directory,
      good: problems.length === 0,
      mode: rule?.mode ?? null,
      binds: runs ? (runs.in === 'both' ? 'keelwatch and sentinel' : 'keelwatch') : null,
      notInSentinel: runs?.in === 'neither' ? runs.problems : [],
      problems,
    }),
  );
}
