import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../../src/correlate/fixtures/stored.js';
import { openWriter } from '../../src/store/duckdb.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const main = join(project, 'dist/cli/main.js');
const attack = join(project, 'detections/build-image-on-host/cases/attack/dropper-in-tmp.ndjson');
let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'tune-test-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function keelwatch(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const place = (name: string, text: string): string => {
  writeFileSync(join(work, name), text);
  return join(work, name);
};

describe('settings', () => {
  it('are refused with file, line and column, and nothing is scanned', () => {
    const file = place('bad.yaml', 'TimeWindow: 5m\nNewImageTreshold: 9\nBaselineDays: many\n');
    expect(keelwatch('scan', attack, '--settings', file)).toEqual({
      status: 2,
      stdout: '',
      stderr: `keelwatch: ${file}:2:19: NewImageTreshold is no setting: did you mean NewImageThreshold?
${file}:3:15: BaselineDays: "many" is not a whole number from 0 to 3650
`,
    });
  });

  it('are refused where everybody may write them, and where the file that was named is not there', () => {
    const file = place('open.yaml', 'TimeWindow: 5m\n');
    chmodSync(file, 0o666);
    expect(keelwatch('scan', attack, '--settings', file).stderr).toMatch(/written by everybody/);
    expect(keelwatch('scan', attack, '--settings', join(work, 'none.yaml'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/ENOENT/),
    });
  });
});

describe('keelwatch scan --learn', () => {
  it('keeps what builds had to do with, once however often it is scanned', () => {
    const data = join(work, 'learned');
    expect(keelwatch('scan', attack, '--learn', '--data', data).stderr).toMatch(/2 builds that/);
    expect(keelwatch('scan', attack, '--learn', '--data', data).stderr).toMatch(/0 builds that/);
    const query = "BuildBaseline | where Kind == 'host' | project Count";
    const { stdout } = keelwatch('query', '--data', data, '--json', query);
    expect(JSON.parse(stdout)).toEqual({ Count: 2 });
  });
});

describe('keelwatch tune', () => {
  const data = (): string => join(work, 'data');

  beforeAll(async () => {
    const writer = await openWriter(data());
    const all = [1, 2, 3].map((n) => stored(n, {}));
    const staged = await writer.stage({
      ImageBuilds: all.map(({ build }) => build),
      ImageBuildSteps: all.flatMap(({ steps }) => steps),
      Incidents: all.map(({ incident }) => incident),
    });
    await staged.commit();
    await writer.close();
  });

  it('proposes exact settings, and names the incidents that they would have silenced', () => {
    const { status, stdout } = keelwatch('tune', '--data', data());
    expect(status).toBe(0);
    expect(stdout).toContain('Held against 3 incidents of 3 builds.');
    expect(stdout).toMatch(/silences\s+3 incidents: i-1 \(\w+ \d+ → \w+ \d+\), i-2/);
    expect(stdout).toContain(`TrustedBuilders:
  - Name: factory below /usr/bin/make in /srv/factory
    User: factory
    Path: /srv/factory
    Parent: /usr/bin/make`);
  });

  it('writes them where asked, beside what the file says, and has nothing more to propose', () => {
    const file = join(data(), 'settings.yaml');
    writeFileSync(file, '# ours\nTimeWindow: 10m # a slow host\n');
    expect(keelwatch('tune', '--data', data(), '--apply').stderr).toContain(`written: ${file}`);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^# ours\nTimeWindow: 10m # a slow host\nTrustedBuilders:\n/);
    expect(keelwatch('tune', '--data', data()).stdout).toContain('Nothing to propose');
  });
});
