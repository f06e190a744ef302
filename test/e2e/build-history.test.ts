import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { command } from '../../src/lab/command.js';
import { fetchEngine, releaseDockerd } from '../../src/lab/engine-release.js';
import { labDirectory } from '../../src/lab/holding.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';
import { startWatcher, type Watcher, type WatchLine } from '../../src/lab/watcher.js';
import { connectGrpc } from '../../src/sense/build-history/grpc.js';
import { textField } from '../../src/sense/build-history/wire.js';
import { parseEndpoint } from '../../src/sense/docker/endpoint.js';

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const run = promisify(execFile);
const base = 'keelwatch-base:1';
const secret = 'correct horse battery';

let engine: PrivateEngine;
let directory: string;
let data: string;
let watcher: Watcher;

beforeAll(async () => {
  const root = await fetchEngine('trixie');
  mkdirSync(labDirectory, { recursive: true, mode: 0o711 });
  engine = await startEngine({
    dockerd: releaseDockerd(root, join(labDirectory, '.dockerd-history')),
  });
  await makeBaseImage(engine, base);
  directory = mkdtempSync(join(tmpdir(), 'keelwatch-history-'));
  data = join(directory, 'data');
  watcher = await watch('kernel', 'docker');
  // The first time it is fetched: a minute, and more over a slow line.
}, 600_000);

afterAll(async () => {
  await watcher?.stop('SIGKILL');
  await engine?.stop();
  if (directory) rmSync(directory, { recursive: true, force: true });
});

const watch = (...sensors: string[]) =>
  startWatcher(main, ['--docker', engine.endpoint, '--data', data], [...sensors, 'history']);

async function query(kql: string): Promise<Record<string, unknown>[]> {
  const args = [main, 'query', '--json', '--data', data, kql];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1e8 });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function context(dockerfile: string): string {
  const at = mkdtempSync(join(directory, 'context-'));
  writeFileSync(join(at, 'Dockerfile'), dockerfile);
  return at;
}

function build(at: string, ...args: string[]) {
  return command('docker', ['build', '--no-cache', ...args, at], {
    env: engine.environment('buildkit'),
  });
}

const told = (accepts: (row: Record<string, unknown>) => boolean): Promise<WatchLine> =>
  watcher.until('build that is over', ({ kind, row }) => {
    const ended = row['State'] !== 'running' && row['DockerfileSource'] === 'buildkit';
    return kind === 'build' && ended && accepts(row);
  });
const tagged = (tag: string) =>
  told((row) => (row['Tags'] as string[] | null)?.includes(tag) === true);

it('tells of a client’s build as it was built: its text, every step, where each line stands', async () => {
  const text = [
    `FROM ${base} AS first`,
    'RUN echo one >/one',
    `FROM ${base}`,
    'ARG TOKEN',
    'RUN echo "$TOKEN" >/token',
    'COPY --from=first /one /one',
    '',
  ].join('\n');
  const built = await build(context(text), '--build-arg', `TOKEN=${secret}`, '-t', 'history:1');
  expect(built.code, built.stderr).toBe(0);
  const { row } = await tagged('history:1');
  expect(row).toMatchObject({ State: 'succeeded', Dockerfile: text, RequesterFileName: 'docker' });
  const steps = await query(
    `ImageBuildSteps | where BuildId == "${row['BuildId']}" and Command != "" | order by StepIndex asc
     | project Instruction, Command, ExitCode, Seen = isnotempty(ContainerId), Line = toint(AdditionalFields.Line)`,
  );
  expect(steps).toEqual(
    expect.arrayContaining([
      { Instruction: 'RUN', Command: 'echo one >/one', ExitCode: 0, Seen: true, Line: 2 },
      { Instruction: 'RUN', Command: 'echo "$TOKEN" >/token', ExitCode: 0, Seen: true, Line: 5 },
      {
        Instruction: 'COPY',
        Command: '--from=first /one /one',
        ExitCode: null,
        Seen: false,
        Line: 6,
      },
    ]),
  );
});

it('tells why a build failed', async () => {
  const built = await build(
    context(`FROM ${base}\nRUN echo fails; exit 3\n`),
    '-t',
    'history:failed',
  );
  expect(built.code).not.toBe(0);
  const { row } = await tagged('history:failed');
  expect(row).toMatchObject({ State: 'failed' });
  expect((row['AdditionalFields'] as { BuildError: string }).BuildError).toContain('exit code: 3');
});

it('knows a build whose record was deleted, and that it was', async () => {
  const built = await build(context(`FROM ${base}\nRUN echo deleted\n`), '-t', 'history:deleted');
  expect(built.code, built.stderr).toBe(0);
  const { row } = await tagged('history:deleted');
  const [ref] = (row['AdditionalFields'] as { HistoryRefs: string[] }).HistoryRefs;
  await deleteRecord(ref ?? '');
  const { row: after } = await told(
    ({ BuildId, AdditionalFields }) =>
      BuildId === row['BuildId'] &&
      (AdditionalFields as { Removals: unknown[] }).Removals.length > 0,
  );
  expect(after).toMatchObject({ State: 'succeeded', Dockerfile: row['Dockerfile'] });
});

it('repeats nothing after a restart, and tells of what was built meanwhile', async () => {
  const before = await query('BuildHistoryEvents | where ActionType == "BuildCompleted" | count');
  await watcher.stop();
  const built = await build(
    context(`FROM ${base}\nRUN echo meanwhile\n`),
    '-t',
    'history:meanwhile',
  );
  expect(built.code, built.stderr).toBe(0);
  watcher = await watch();
  const { row } = await tagged('history:meanwhile');
  expect(row).toMatchObject({ State: 'succeeded', RequesterFileName: '' });
  const counts = await query(
    'BuildHistoryEvents | where ActionType == "BuildCompleted" | summarize Rows = count() by BuildRef',
  );
  expect(counts.length).toBe(Number(before[0]?.['Count']) + 1);
  expect(counts.every(({ Rows }) => Rows === 1)).toBe(true);
});

it('has kept no value of a build argument', async () => {
  const tables = ['BuildHistoryEvents', 'ImageBuilds', 'ImageBuildSteps', 'DockerApiEvents'];
  for (const table of tables) {
    const rows = await query(table);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
  }
});

/** As any client of the engine may. */
async function deleteRecord(ref: string): Promise<void> {
  const found = await connectGrpc(parseEndpoint(engine.endpoint), new AbortController().signal);
  if (!found.ok) throw new Error(found.reason);
  const isDeleted = Buffer.from([3 << 3, 1]);
  const end = await found.grpc.call(
    '/moby.buildkit.v1.Control/UpdateBuildHistory',
    Buffer.concat([textField(1, ref), isDeleted]),
    () => {},
  );
  found.grpc.close();
  expect(end.code).toBe(0);
}
