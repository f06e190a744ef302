/**
 * `npm test`: installs what the tests need where that is known, builds, checks and runs every test, and ends with one
 * line that counts them. Exits 0 when all that could run passed; on CI all have to run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureRequirements, terminalAsk } from '../src/lab/install.js';
import { add, closingLine, none, type Tally, tally, type VitestReport } from './tally.js';

const ci = process.env.CI !== undefined;
const reports = mkdtempSync(join(tmpdir(), 'keelwatch-tests-'));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function run(program: string, args: readonly string[]): number | null {
  say(`\n> ${program} ${args.join(' ')}`);
  return spawnSync(program, args, { stdio: 'inherit' }).status;
}

/** Runs something whose last part is vitest, which gets more arguments to report to a file. */
function runVitest(name: string, program: string, args: readonly string[]): Tally {
  const file = join(reports, `${name}.json`);
  const status = run(program, [
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(file);
  if (report === null) say(`${name}: failed before any of its tests ran: counted as one failure`);
  return tally(report, status);
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

/** The tests of a project, without running them. */
function listed(project: string): { file: string; name: string }[] {
  const args = ['--no-install', 'vitest', 'list', '--project', project, '--json'];
  const { stdout } = spawnSync('npx', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(stdout) as { file: string; name: string }[];
}

function endToEnd(readiness: Awaited<ReturnType<typeof ensureRequirements>>): Tally {
  const root = process.getuid?.() === 0;
  if (root && readiness.ready) {
    return runVitest('end-to-end', 'npx', ['--no-install', 'vitest', 'run', '--project', 'e2e']);
  }
  say('\nNot run, for they trace the kernel and start Docker Engines, which needs root:');
  const tests = listed('e2e');
  for (const { file, name } of tests) say(`  ${relative(process.cwd(), file)}: ${name}`);
  say(
    readiness.ready ? 'Run them as root: sudo npm test' : `${readiness.reason}\n${readiness.mend}`,
  );
  return { passed: 0, failed: 0, skipped: tests.length };
}

const readiness = await ensureRequirements({ say, ask: ci ? null : terminalAsk() });
const built = run('npm', ['run', '--silent', 'build']);
const sum = [
  built === 0 ? none : { ...none, failed: 1 },
  runVitest('checks', 'npm', ['run', '--silent', 'check', '--']),
  endToEnd(readiness),
].reduce(add);
rmSync(reports, { recursive: true, force: true });
say(`\n${closingLine(sum)}`);
process.exitCode = sum.failed > 0 || sum.passed === 0 || (ci && sum.skipped > 0) ? 1 : 0;
