/**
 * Runs a file of KQL queries with the rows that Kusto gave for them. Prints each wrong one with both results, what was
 * refused and why, and equal, refused and wrong by operator and by function. Exits 1 when one is wrong.
 */
import { readFileSync, statSync } from 'node:fs';
import { readCases } from '../src/kql/conformance/cases.js';
import { judge, type Verdict } from '../src/kql/conformance/judge.js';
import { openMemory } from '../src/store/duckdb.js';
import { onePath, run, UsageError } from './command-line.js';
import { functionsIn } from './functions-in.js';

const usage = `usage: npm run conformance -- PATH.json
Runs the queries of a file of cases and compares columns, types and rows with those that Kusto gave.
Prints every wrong one with both results; then what was refused, and the counts by operator and by function.
Exits 1 when a result is wrong, 2 when the file cannot be read.`;

type Counts = Record<Verdict['kind'], number>;
const nothing = (): Counts => ({ equal: 0, refused: 0, wrong: 0, unchecked: 0 });

function casesOf(path: string) {
  if (statSync(path).isDirectory())
    throw new UsageError(`${path}: a directory is no file of cases`);
  try {
    return readCases(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message.split('\n')[0]}`);
  }
}

class Tally {
  readonly #counts = new Map<string, Counts>();

  add(names: Iterable<string>, kind: Verdict['kind']): void {
    for (const name of new Set(names)) {
      const found = this.#counts.get(name) ?? nothing();
      found[kind] += 1;
      this.#counts.set(name, found);
    }
  }

  table(title: string): string {
    const kinds = ['equal', 'refused', 'wrong', 'unchecked'] as const;
    const names = [...this.#counts.keys()].sort();
    const width = Math.max(title.length, ...names.map((name) => name.length));
    const line = (name: string, cells: (string | number)[]): string =>
      `${name.padEnd(width)} ${cells.map((cell) => `${cell}`.padStart(10)).join('')}\n`;
    const rows = names.map((name) => {
      const counts = this.#counts.get(name) ?? nothing();
      return line(
        name,
        kinds.map((kind) => counts[kind]),
      );
    });
    return `${line(title, [...kinds])}${rows.join('')}`;
  }
}

await run(async () => {
  const cases = casesOf(onePath(usage));
  const writer = await openMemory();
  const counts = nothing();
  const reasons = new Map<string, number>();
  const [operators, functions] = [new Tally(), new Tally()];
  for (const one of cases) {
    const verdict = await judge(one, writer);
    counts[verdict.kind] += 1;
    operators.add(one.operators, verdict.kind);
    functions.add(functionsIn(one.kql), verdict.kind);
    if (verdict.kind === 'refused') {
      const reason = verdict.reason.slice(0, 120);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    if (verdict.kind === 'wrong') {
      process.stdout.write(
        `WRONG ${one.id}\n${one.kql}\n  expected ${verdict.expected}\n  got      ${verdict.got}\n\n`,
      );
    }
  }
  await writer.close();
  const ranked = [...reasons].sort((one, other) => other[1] - one[1]);
  for (const [reason, count] of ranked) process.stdout.write(`${count} refused: ${reason}\n`);
  process.stdout.write(`\n${operators.table('operator')}\n${functions.table('function')}\n`);
  const { equal, refused, wrong, unchecked } = counts;
  process.stdout.write(
    `${equal} equal, ${refused} refused, ${wrong} wrong, ${unchecked} unchecked of ${cases.length}\n`,
  );
  if (wrong > 0) process.exitCode = 1;
});
