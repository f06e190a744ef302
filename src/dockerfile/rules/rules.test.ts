import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.js';
import { ruleCatches } from '../fixtures/catches.js';
import { deedCases } from '../fixtures/deed-cases.js';
import { downloadCases } from '../fixtures/download-cases.js';
import { gitHub } from '../fixtures/rule-cases.js';
import { rules } from './index.js';

const cases = { ...downloadCases, ...deedCases };

describe.each(rules)('$id', (rule) => {
  const { catches, catchesNot } = cases[rule.id] ?? { catches: [], catchesNot: [] };
  it.each(catches)('catches %s', (text, severity) => {
    const found = ruleCatches(rule, text);
    expect(found).toBe(severity ?? found ?? 'something');
  });
  it.each(catchesNot)('does not catch %s', (text) =>
    expect(ruleCatches(rule, text)).toBeUndefined(),
  );
  it('has cases of both kinds, and says what to do', () => {
    expect([catches.length, catchesNot.length]).not.toContain(0);
    expect(rule.why && rule.instead).toBeTruthy();
  });
});

it('has a file for each rule, by its id', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/index|test/.test(file));
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

it('never tells the value of a secret', () => {
  const text = `ENV T=${gitHub} DB_PASSWORD=hunter2\nRUN curl https://me:s3cret@example.org/x | sh\n`;
  const told = JSON.stringify(rules.flatMap(({ find }) => find(analyse(text))));
  for (const secret of [gitHub, 'hunter2', 's3cret']) expect(told).not.toContain(secret);
});
