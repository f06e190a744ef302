import { basename, resolve } from 'node:path';
import { loadCases, type RuleCase } from '../../detect/cases.js';
import { loadRule } from '../../detect/load.js';
import type { CompiledRule } from '../../detect/rule.js';
import { problemsOf } from '../../detect/rule-error.js';
import { type Tried, tryCase } from '../../detect/try-case.js';
import { asciiJson } from '../ascii-json.js';
import { many } from '../many.js';
import { palette, print, printLines } from '../terminal.js';
import { directoriesOf } from './directories.js';

/** Alerts of a case with a wrong count that are shown. */
const maxShown = 5;

/** Runs rules on their cases; sets the exit status to 1 where a count is wrong or a rule or case cannot be used. */
export async function testRules(
  names: readonly string[],
  { json }: { json?: true },
): Promise<void> {
  let right = 0;
  let wrong = 0;
  for (const directory of directoriesOf(names)) {
    const id = basename(resolve(directory));
    let loaded: { rule: CompiledRule; cases: RuleCase[] } | undefined;
    const problems = problemsOf(() => {
      loaded = { rule: loadRule(directory), cases: loadCases(directory) };
    });
    if (!loaded) {
      wrong += 1;
      if (json) print(asciiJson({ rule: id, problems }));
      else {
        print(`${palette.bad('bad  ')}  ${palette.bold(id)}`);
        for (const problem of problems) printLines(problem, 7);
      }
      continue;
    }
    for (const each of loaded.cases) {
      const tried = await tryCase(loaded.rule, each);
      if (tried.isRight) right += 1;
      else wrong += 1;
      if (json) print(asciiJson({ rule: id, ...told(tried) }));
      else tell(id, tried);
    }
  }
  if (!json) print(`${many(right + wrong, 'case')}: ${right} right, ${wrong} wrong`);
  if (wrong > 0) process.exitCode = 1;
}

const told = ({ name, expected, raised, isRight }: Tried) => ({
  case: name,
  expected,
  raised: Object.fromEntries(raised.map(({ how, count }) => [how, count])),
  right: isRight,
});

function tell(id: string, { name, expected, raised, alerts, isRight }: Tried): void {
  const verdict = isRight ? palette.good('right') : palette.bad('wrong');
  printLines(`${id} ${name}: ${many(expected, 'alert')}`, 7, `${verdict}  `);
  if (isRight) return;
  for (const { how, count } of raised) printLines(`raised ${count} with its rows ${how}`, 7);
  for (const { Description, Detail } of alerts.slice(0, maxShown))
    printLines([Description, Detail].filter(Boolean).join(': '), 9);
  if (alerts.length > maxShown) print(`         and ${alerts.length - maxShown} more`);
}
