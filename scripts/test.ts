/**
 * `npm test`: installs what the tests need where that is known, builds, checks and runs every test, and ends with one
 * line that counts them. Exits 0 when all that could run passed; on CI the end-to-end tests have to run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureRequirements, type Readiness, terminalAsk } from '../src/lab/install.js';
import { neededByTests } from '../src/lab/requirements.js';
import { add, closingLine, none, type Tally, tally, type VitestReport } from './tally.js';

interface Part {
  count: Tally;
  /** Lines for the end, for what the closing line cannot say. */
  remarks: string[];
  /** Nothing of it could be run. */
  isLeftOut?: true;
}

const ci = process.env.CI !== undefined;
const vitest = ['--no-install', 'vitest'];
const reports = mkdtempSync(join(tmpdir(), 'keelwatch-tests-'));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function run(program: string, args: readonly string[]): number | null {
  say(`\n> ${program} ${args.join(' ')}`);
  return spawnSync(program, args, { stdio: 'inherit' }).status;
}

function build(): Part {
  if (run('npm', ['run', '--silent', 'build']) === 0) return { count: none, remarks: [] };
  return { count: { ...none, failed: 1 }, remarks: ['The build failed: counted as 1 failed.'] };
}

/** Runs something whose last part is vitest, which gets more arguments to report to a file. */
function runVitest(name: string, program: string, args: readonly string[]): Part {
  const file = join(reports, 'report.json');
  rmSync(file, { force: true });
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(program, [...args, ...reporting]);
  const report = readReport(file);
  const remarks =
    report === null ? [`${name}: failed before a test ran: counted as 1 failed.`] : [];
  return { count: tally(report, status), remarks };
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

function endToEnd(readiness: Readiness): Part {
  if (process.getuid?.() === 0 && readiness.ready) {
    return runVitest('End-to-end tests', 'npx', [...vitest, 'run', '--project', 'e2e']);
  }
  const listed = spawnSync('npx', [...vitest, 'list', '--project', 'e2e', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const tests = JSON.parse(listed.stdout) as { file: string; name: string }[];
  return {
    count: { ...none, skipped: tests.length },
    isLeftOut: true,
    remarks: [
      'Not run, for they trace the kernel and start Docker Engines:',
      ...tests.map(({ file, name }) => `  ${relative(process.cwd(), file)}: ${name}`),
      ...(readiness.ready ? ['They need root: sudo npm test'] : [readiness.reason, readiness.mend]),
    ],
  };
}

const readiness = await ensureRequirements({
  wanted: neededByTests,
  say,
  ask: ci ? null : terminalAsk(),
});
const built = build();
const checks = runVitest('Checks', 'npm', ['run', '--silent', 'check', '--']);
const fuzzed = runVitest('Fuzzing', 'npx', [...vitest, 'run', '--project', 'fuzz']);
const real = endToEnd(readiness);
const parts = [built, checks, fuzzed, real];
rmSync(reports, { recursive: true });
const sum = parts.map(({ count }) => count).reduce(add);
say('');
if (!existsSync('../shared'))
  say('Tests that read records in ../shared, which are no part of Keelwatch, were skipped.');
for (const line of parts.flatMap(({ remarks }) => remarks)) say(line);
say(closingLine(sum));
process.exitCode = sum.failed > 0 || sum.passed === 0 || (ci && real.isLeftOut) ? 1 : 0;
