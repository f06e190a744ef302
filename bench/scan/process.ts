import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { processLines } from './generate.js';
import { type Figure, median } from './in-turn.js';

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const source = new URL('../../src/cli/main.ts', import.meta.url);
/** As the command is started: with the options of its first line. */
const options = (
  /node (.*)/.exec(readFileSync(source, 'utf8').split('\n')[0] ?? '')?.[1] ?? ''
).split(' ');

/** A scan of a file of 1 MB, from the start of the process to its end. */
export async function coldScan(work: string): Promise<Figure[]> {
  const path = join(work, 'small.ndjson');
  await write(path, 1e6);
  const times: number[] = [];
  const worked: number[] = [];
  for (let run = 0; run < 11; run += 1) {
    times.push((await scan(path, work)).seconds);
    worked.push(cpuSeconds(path, work));
  }
  return [
    [
      'scan of 1 MB from cold',
      `${median(times).toFixed(2)} s (${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} s, ${times.length} runs); CPU time ${median(worked).toFixed(2)} s`,
    ],
  ];
}

/** Node does not tell what a child used; the shell does. */
function cpuSeconds(path: string, work: string): number {
  const { stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2>&1', 'bash', ...command(path)],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: work } },
  );
  return stderr
    .trim()
    .split(' ')
    .reduce((sum, each) => sum + Number(each), 0);
}

const command = (path: string): string[] => [
  process.execPath,
  ...options,
  main,
  'scan',
  path,
  '--output',
  'ndjson',
];

/** A scan of a file that does not fit into memory. */
export async function largeScan(work: string, gigabytes: number): Promise<Figure[]> {
  const path = join(work, 'large.ndjson');
  await write(path, gigabytes * 1e9);
  const { seconds, peakBytes } = await scan(path, work);
  rmSync(path);
  return [
    [`scan of ${gigabytes} GB, peak resident memory`, `${(peakBytes / 1e6).toFixed(0)} MB`],
    [`scan of ${gigabytes} GB`, `${((gigabytes * 1000) / seconds).toFixed(1)} MB/s`],
  ];
}

/** Of a generated row, about. */
const rowBytes = 500;

/** Writes JSON Lines of at least so many bytes, piece by piece. */
async function write(path: string, bytes: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const piece = `${path}.piece`;
  const total = Math.ceil(bytes / rowBytes);
  const rows = Math.min(200_000, total);
  for (let at = 0, size = 0; size < bytes; at += rows, size = statSync(path).size) {
    await connection.run(processLines(total, piece, at, rows));
    appendFileSync(path, readFileSync(piece));
    rmSync(piece);
  }
  connection.closeSync();
  instance.closeSync();
}

async function scan(path: string, work: string): Promise<{ seconds: number; peakBytes: number }> {
  const began = performance.now();
  const [program = '', ...args] = command(path);
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: work },
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  let peakBytes = 0;
  const look = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, 50);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(look);
  if (status !== 0) throw new Error(`the scan ended with ${status}: ${said}`);
  return { seconds: (performance.now() - began) / 1000, peakBytes };
}

/** Of a process that has ended nothing. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
