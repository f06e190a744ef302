/**
 * `npm run fuzz -- [--minutes N] [--target NAME] [--seed N]`: gives everything that reads what an attacker wrote
 * inputs that it ought not to bear well, for an hour in all unless told otherwise. Each target has a process of its own
 * with bounds on time and memory. Prints the seed, and of what is not borne the smallest input; exits 1 then.
 */
import { parseArgs } from 'node:util';
import { supervise } from '../test/fuzz/supervise.js';
import { targets } from '../test/fuzz/targets/index.js';
import { run, UsageError } from './command-line.js';

const usage = `usage: npm run fuzz -- [--minutes N] [--target NAME] [--seed N] [--case N]
Targets: ${Object.keys(targets).join(', ')}.
--minutes is for all targets together (60); --case N is where to begin, of one seed.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function options() {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { minutes: text, target: text, seed: text, case: text, help: { type: 'boolean' } },
  });
  const numbers = {
    minutes: Number(values.minutes ?? 60),
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    from: Number(values.case ?? 0),
  };
  const names = values.target === undefined ? Object.keys(targets) : [values.target];
  if (values.help) say(usage);
  else if (!(numbers.minutes > 0) || !Number.isInteger(numbers.seed + numbers.from))
    throw new UsageError('--minutes is a number above 0, --seed and --case are whole numbers');
  else if (names.some((name) => !(name in targets)))
    throw new UsageError(`there is no target ${JSON.stringify(values.target)}: ${usage}`);
  return { ...numbers, names: values.help ? [] : names };
}

await run(async () => {
  const { minutes, seed, from, names } = options();
  let sum = 0;
  for (const name of names) {
    const { cases, failure } = await supervise(name, seed, from, (minutes * 60) / names.length);
    sum += cases;
    say(`${name}: ${cases} cases with seed ${seed}${failure ? '' : ', all borne'}`);
    if (failure === undefined) continue;
    process.exitCode = 1;
    const input = Buffer.from(failure.input, 'base64');
    say(`  case ${failure.index} is not borne: ${failure.why.split('\n').join('\n  ')}`);
    say(`  smallest input, ${input.length} bytes: ${JSON.stringify(input.toString('latin1'))}`);
    say(`  again: npm run fuzz -- --target ${name} --seed ${seed} --case ${failure.index}`);
  }
  if (names.length > 1) say(`${sum} cases in all`);
});
