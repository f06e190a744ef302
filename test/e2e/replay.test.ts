import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const recording = join(project, 'demo/attack.ndjson');
let work: string;
let data: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'replay-test-'));
  data = join(work, 'data');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function keelwatch(...args: string[]) {
  const env = { ...process.env, KEELWATCH_DATA: undefined };
  const command = [join(project, 'dist/cli/main.js'), ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8', env });
}

const replay = (directory: string, ...options: string[]) =>
  keelwatch('watch', '--replay', recording, '--data', directory, ...options);

describe('keelwatch watch --replay', () => {
  it('tells of a recorded attack and keeps what came of it, once', () => {
    const { status, stdout, stderr } = replay(data, '--json');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.findLast(({ kind }) => kind === 'incident')).toMatchObject({
      Severity: 'Critical',
    });
    const kept = keelwatch('incidents', '--data', data, '--json');
    expect(kept.stdout.trim().split('\n')).toHaveLength(1);
    const again = replay(data);
    expect(again).toMatchObject({
      status: 2,
      stderr: `keelwatch: --data ${data}: --replay wants a new directory, and this holds files\n`,
    });
  });

  it('runs the rules that are named', () => {
    const other = join(work, 'other');
    const { status, stdout } = replay(other, '--json', '--rules', 'build-then-deploy');
    expect(status).toBe(0);
    const alerts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'alert');
    expect(new Set(alerts.map(({ RuleId }) => RuleId))).toEqual(new Set(['build-then-deploy']));
  });

  it('never mixes a recording with what is kept of this host', () => {
    expect(keelwatch('watch', '--replay', recording)).toMatchObject({
      status: 2,
      stderr: 'keelwatch: --replay: name a new directory for what comes of it with --data\n',
    });
  });
});
