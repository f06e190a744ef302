/**
 * Runs a file of KQL queries with the rows that Kusto gave for them: `npm run conformance -- PATH.json`. Prints how many
 * are equal, refused or wrong, each wrong one with both results, and what was refused most. Exits 1 when one is wrong.
 */
import { readFileSync } from 'node:fs';
import { type Case, judge, type Verdict } from '../src/kql/conformance/judge.js';
import { openMemory } from '../src/store/duckdb.js';

const path = process.argv[2];
if (path === undefined) throw new Error('give the path of a file of cases');
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };
const writer = await openMemory();
const counts: Record<Verdict['kind'], number> = { equal: 0, refused: 0, wrong: 0, unchecked: 0 };
const reasons = new Map<string, number>();
const byOperator = new Map<string, Record<Verdict['kind'], number>>();
for (const one of cases) {
  const verdict = await judge(one, writer);
  counts[verdict.kind] += 1;
  for (const operator of one.operators) {
    const found = byOperator.get(operator) ?? { equal: 0, refused: 0, wrong: 0, unchecked: 0 };
    found[verdict.kind] += 1;
    byOperator.set(operator, found);
  }
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
for (const [operator, found] of [...byOperator].sort()) {
  process.stdout.write(`${operator}: ${JSON.stringify(found)}\n`);
}
process.stdout.write(`${JSON.stringify(counts)} of ${cases.length}\n`);
if (counts.wrong > 0) process.exitCode = 1;
