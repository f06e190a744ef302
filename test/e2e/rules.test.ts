import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'rules-test-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function keelwatch(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: work,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const change = (file: string, from: string, to: string): void => {
  const text = readFileSync(join(work, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(work, file), text.replace(from, to));
};

describe('keelwatch rules', () => {
  it('lists, checks and tests the shipped ones', () => {
    expect(keelwatch('rules', 'list').stdout).toMatch(/build-image-on-host +High +Medium +T1612/);
    const lines = keelwatch('rules', 'check', '--json').stdout.trim().split('\n');
    const checked = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(checked.filter(({ good }) => good !== true)).toEqual([]);
    const bindings = new Map(checked.map(({ rule, binds }) => [rule, binds]));
    expect(bindings.get('build-image-on-host')).toBe('keelwatch and sentinel');
    expect(bindings.get('build-then-deploy')).toBe('keelwatch');
    const tested = keelwatch('rules', 'test', 'build-image-on-host');
    expect(tested).toMatchObject({ status: 0, stdout: expect.stringMatching(/ 0 wrong\n$/) });
  });

  it('writes a rule that is good as it stands, and never over one', () => {
    expect(keelwatch('rules', 'new', 'mine/my-rule').status).toBe(0);
    expect(keelwatch('rules', 'check', '--sentinel', 'mine').status).toBe(0);
    expect(keelwatch('rules', 'test', 'mine').stdout).toMatch(/2 cases: 2 right, 0 wrong\n$/);
    expect(keelwatch('rules', 'new', 'mine/my-rule')).toMatchObject({
      status: 2,
      stderr: 'keelwatch: mine/my-rule is there already\n',
    });
    expect(keelwatch('rules', 'new', 'mine/My Rule').status).toBe(2);
  });

  it('says with file and line what is wrong with one, and a scan says the same', () => {
    expect(keelwatch('rules', 'new', 'bad/rule').status).toBe(0);
    change('bad/rule/rule.yaml', 'severity: Medium', 'severity: Grave');
    change('bad/rule/query.kql', 'where FileName', 'where Filename');
    const checked = keelwatch('rules', 'check', 'bad');
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain('bad/rule/rule.yaml:5:11: severity: "Grave" is not one of');
    expect(checked.stdout).toContain("bad/rule/query.kql:3:9: The name 'Filename'");
    expect(checked.stdout).toContain('did you mean FileName?');
    const scanned = keelwatch('scan', '--rules', 'bad', main);
    expect(scanned.status).toBe(2);
    expect(scanned.stderr).toContain("bad/rule/query.kql:3:9: The name 'Filename'");
    expect(keelwatch('rules', 'test', 'bad').status).toBe(1);
  });

  it('fails a rule that raises another number of alerts than its cases say', () => {
    expect(keelwatch('rules', 'new', 'wrong/rule').status).toBe(0);
    change('wrong/rule/cases/cases.yaml', 'tmp.ndjson: 1', 'tmp.ndjson: 2');
    const tested = keelwatch('rules', 'test', 'wrong');
    expect(tested.status).toBe(1);
    expect(tested.stdout).toMatch(
      /wrong {2}rule attack\/build-in-tmp.ndjson: 2 alerts\n.*raised 1/,
    );
  });

  it.each([
    [['rules', 'check', 'nowhere'], /"nowhere" is no directory, and no shipped rule: there are /],
    [['rules', 'test', '.git'], /"\.git" is no directory/],
    [['rules', 'new'], /directory/],
  ])('ends with 2 for %j', (args, message) => {
    const { status, stderr } = keelwatch(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
