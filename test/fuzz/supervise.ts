import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maxMilliseconds } from './attempt.js';
import type { Outcome } from './child.js';
import { inputOf } from './mutate.js';
import { shrink } from './shrink.js';
import { targets } from './targets/index.js';

/** Bytes that a process which reads inputs may hold, and megabytes of them in Node's heap. */
const maxBytes = 1e9;
const heapMegabytes = 512;
const lookMilliseconds = 100;
const startMilliseconds = 60_000;
const shrinkMilliseconds = 60_000;

const child = fileURLToPath(new URL('child.ts', import.meta.url));

/**
 * Lets a process of its own read inputs of a target for so many seconds, and watches over its time and memory: what
 * hangs or grows beyond the bounds ends it, and is a failure like an error is.
 */
export async function supervise(
  name: string,
  seed: number,
  from: number,
  seconds: number,
): Promise<Outcome> {
  const work = mkdtempSync(join(tmpdir(), 'keelwatch-fuzz-'));
  try {
    const progress = join(work, 'progress');
    const args = ['--seed', `${seed}`, '--from', `${from}`, '--seconds', `${seconds}`];
    const ended = await watch([...args, '--target', name, '--progress', progress], progress);
    if ('cases' in ended) return ended;
    const index = placeOf(progress) ?? from;
    const target = await targets[name]?.();
    if (target === undefined) throw new Error(`there is no target ${name}`);
    const input = inputOf(target, target.seeds(), seed, index);
    await target.close?.();
    const least = await shrink(
      input,
      async (less) => {
        const path = join(work, 'input');
        writeFileSync(path, less);
        const again = await watch(['--target', name, '--input', path], undefined);
        return 'broken' in again && again.broken === ended.broken;
      },
      performance.now() + shrinkMilliseconds,
    );
    const failure = { index, why: ended.broken, input: least.toString('base64') };
    return { cases: index - from, failure };
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** What a child tells, or why it was ended or ended by itself without a word. */
async function watch(
  args: readonly string[],
  progress: string | undefined,
): Promise<Outcome | { broken: string }> {
  const options = [`--max-old-space-size=${heapMegabytes}`, '--import', 'tsx', child, ...args];
  const running = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complained] = ['', ''];
  running.stdout.on('data', (text) => {
    said += text;
  });
  running.stderr.on('data', (text) => {
    complained = `${complained}${text}`.slice(-2000);
  });
  let broken: string | undefined;
  const end = (why: string): void => {
    broken ??= why;
    running.kill('SIGKILL');
  };
  let [place, since]: [number | undefined, number] = [undefined, performance.now()];
  const look = setInterval(() => {
    if (residentBytes(running.pid) > maxBytes) end(`it holds more than ${maxBytes / 1e6} MB`);
    const now = progress === undefined ? undefined : placeOf(progress);
    if (now !== place) [place, since] = [now, performance.now()];
    const patience = place === undefined ? startMilliseconds : 2 * maxMilliseconds;
    const isShrinking = place === -1;
    if (!isShrinking && performance.now() - since > patience)
      end(`it did not end within ${2 * maxMilliseconds} ms`);
  }, lookMilliseconds);
  const status = await new Promise<number | null>((resolve) => running.on('close', resolve));
  clearInterval(look);
  if (broken !== undefined) return { broken };
  if (status === 0) return JSON.parse(said) as Outcome;
  return { broken: `the process ended with ${status}: ${complained.trim()}` };
}

/** The case that a child is at; undefined before the first. */
function placeOf(progress: string): number | undefined {
  try {
    const bytes = readFileSync(progress);
    return bytes.length < 8 ? undefined : bytes.readDoubleLE();
  } catch {
    return undefined;
  }
}

function residentBytes(pid: number | undefined): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
