import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCases } from './cases.js';
import { loadRule, loadRules, ruleDirectories } from './load.js';
import { portability } from './portable.js';
import { problemsOf } from './rule-error.js';
import { tryCase } from './try-case.js';

const shipped = 'detections/build-image-on-host';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keelwatch-rules-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A copy of a shipped rule under another name, with files changed. */
function rule(path: string, changes: Record<string, (text: string) => string> = {}): string {
  const directory = join(root, path);
  cpSync(shipped, directory, { recursive: true });
  const id = path.split('/').at(-1) ?? '';
  const all = { 'rule.yaml': (text: string) => text, ...changes };
  for (const [name, change] of Object.entries(all)) {
    const file = join(directory, name);
    const text = readFileSync(file, 'utf8').replace('id: build-image-on-host', `id: ${id}`);
    writeFileSync(file, change(text));
  }
  return directory;
}

describe('a directory of rules', { timeout: 30_000 }, () => {
  it('is looked through for rules, but not in what is hidden or a rule’s own', () => {
    const [one, two] = [rule('linux/one'), rule('two')];
    for (const other of ['.git/three', 'node_modules/four', 'two/five']) rule(other);
    mkdirSync(join(root, 'empty'));
    expect(ruleDirectories(root)).toEqual([one, two]);
    expect(loadRules(root).map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it('tells all that is wrong with its rules, each with its place', () => {
    rule('same');
    rule('other/same');
    rule('query', { 'query.kql': () => 'DeviceFileEvents\n| where Filename == ""' });
    rule('yaml', { 'rule.yaml': (text) => text.replace('severity: High', 'severity: Dire') });
    rule('mapped', { 'rule.yaml': (text) => text.replace(': DeviceName', ': Device') });
    mkdirSync(join(root, 'bare'));
    writeFileSync(join(root, 'bare', 'query.kql'), ' ');
    const problems = problemsOf(() => loadRules(root)).map((text) => text.split('\n')[0]);
    expect(problems).toEqual([
      `${root}/bare/rule.yaml: it is missing`,
      `${root}/bare/query.kql: there is no query in it`,
      expect.stringMatching(/\/mapped\/rule.yaml:1\d:5: the result has no column Device$/),
      expect.stringMatching(/\/query\/query.kql:2:9: .*'Filename'/),
      `${root}/same/rule.yaml:1:1: there is a rule same already, in ${root}/other/same`,
      expect.stringMatching(/\/yaml\/rule.yaml:7:11: severity: "Dire" is not one of/),
    ]);
  });
});

describe('cases', { timeout: 30_000 }, () => {
  const wrong = (file: string, change: (text: string) => string): string => {
    const directory = rule('cased', { [join('cases', file)]: change });
    return problemsOf(() => loadCases(directory))
      .join('\n')
      .replaceAll(`${directory}/cases/`, '');
  };
  const attack = 'attack/dropper-in-tmp.ndjson';

  it.each([
    ['cases.yaml', 'attack/none.ndjson: 1', /^cases.yaml:14:21: there is no file attack\/none/],
    ['cases.yaml', 'attack/none.ndjson 1', /^cases.yaml:14:1: /],
    [
      attack,
      '{"table":"Nothing"}',
      /^attack\/dropper-in-tmp.ndjson:6: there is no table "Nothing"/,
    ],
    [attack, '{"table":"Alerts","TimeGenerated":1}', /:6: AlertId is missing/],
    [attack, '{"table":"DeviceFileEvents"}', /:6: TimeGenerated is missing/],
    [attack, '{"table":"DeviceFileEvents","TimeGenerated":1,"Fil":""}', /:6: .* no column "Fil"/],
    [
      attack,
      '{"table":"DeviceFileEvents","TimeGenerated":1,"FileName":7}',
      /:6: .*FileName is a string/,
    ],
    [attack, '{"table":"DeviceFileEvents","TimeGenerated":"noon"}', /:6: "noon" is no time/],
    [attack, '{"table":', /:6: it is no JSON object/],
  ])('name the place: %s with %s', (file, line, message) => {
    expect(wrong(file, (text) => `${text}${line}\n`)).toMatch(message);
  });

  it('with a count that cannot be', () => {
    const change = (from: string, to: string) => (text: string) => text.replace(from, to);
    expect(wrong('cases.yaml', change(`${attack}: 4`, `${attack}: 0`))).toMatch(
      /^cases.yaml:2:\d+: attack\/dropper-in-tmp.ndjson cannot have 0 alerts$/,
    );
    expect(wrong('cases.yaml', change(`${attack}: 4`, `${attack}: many`))).toMatch(/has no count/);
  });

  it('of a rule on a schedule start each with a rule that has not run yet', async () => {
    const directory = rule('scheduled', {
      'query.kql': () =>
        'DeviceFileEvents | summarize TimeGenerated = max(TimeGenerated) by DeviceName, AccountName',
      'rule.yaml': (text) => text.replace(/ {2}- entityType: IP\n.*\n/, ''),
    });
    const scheduled = loadRule(directory);
    const cases = loadCases(directory).filter(({ name }) => name.includes('dropper'));
    for (const _ of [1, 2]) {
      const [tried] = await Promise.all(cases.map((each) => tryCase(scheduled, each)));
      expect(tried?.raised).toEqual([{ how: 'at once', count: 1 }]);
    }
  });
});

describe('portability', { timeout: 30_000 }, () => {
  it.each([
    ['DeviceProcessEvents | project FileName', ['DeviceProcessEvents'], 'both'],
    ['ImageBuilds | project BuildId', ['ImageBuilds'], 'keelwatch'],
    ['DeviceFileEvents | project AccountName', ['DeviceFileEvents'], 'neither'],
  ])('of %s', (kql, tables, where) => {
    expect(portability(kql, 'query.kql', tables).in).toBe(where);
  });
});
