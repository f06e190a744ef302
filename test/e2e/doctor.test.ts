import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/cli/doctor/finding.js';
import { command } from '../../src/lab/command.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let engine: PrivateEngine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  await engine?.stop();
});

function doctor(endpoint: string, ...args: string[]) {
  const env = { ...process.env, DOCKER_HOST: endpoint };
  return command(process.execPath, [main, 'doctor', ...args], { env });
}

describe('keelwatch doctor', () => {
  it('finds all that watching needs on a host that has it', async () => {
    const { code, stdout } = await doctor(engine.endpoint, '--json');
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
    expect(findings.filter(({ state }) => state === 'problem')).toEqual([]);
    expect({ ok, code }).toEqual({ ok: true, code: 0 });
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'node',
        'permissions',
        'platform',
        'bpftrace',
        'btf',
        'cgroups',
        'docker',
        'disk',
      ]),
    );
    expect(findings.find(({ id }) => id === 'docker')?.text).toContain(
      engine.version.split('+')[0],
    );
  });

  it('says what mends what is missing', async () => {
    const { code, stdout } = await doctor('unix:///nowhere/docker.sock');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /problem +no Docker Engine answers at unix:\/\/\/nowhere\/docker.sock: .+\n +→ .+/,
    );
    expect(stdout).toMatch(/One problem keeps `keelwatch watch` from seeing everything\.\n$/);
  });

  it('shows no escape sequence that the environment brings', async () => {
    const { stdout } = await doctor('unix:///no\u001b]0;owned\u0007where/docker.sock');
    expect(stdout).toContain('\\e]0;owned');
    expect(stdout).not.toContain('\u001b');
  });
});
