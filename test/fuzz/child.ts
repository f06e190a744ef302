/**
 * Reads inputs of one target, `--target NAME --seed N`, from case `--from N` on for `--seconds N`; or one, `--input FILE`.
 * Says which case it is at in the first eight bytes of `--progress FILE`, and at the end a line of JSON, an Outcome.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { setImmediate as immediately } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { attempt } from './attempt.js';
import { inputOf } from './mutate.js';
import { shrink } from './shrink.js';
import { targets } from './targets/index.js';

export interface Outcome {
  /** Inputs read. */
  cases: number;
  /** The case that was not borne, why, and the smallest input found of which the same is true, in base64. */
  failure?: { index: number; why: string; input: string };
}

/** In place of a case's number: no case runs. */
const none = -1;
const shrinkMilliseconds = 30_000;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { target: text, seed: text, from: text, seconds: text, progress: text, input: text },
});
const target = await targets[values.target ?? '']?.();
if (target === undefined) throw new Error(`there is no target ${values.target}`);

const progress = values.progress === undefined ? undefined : openSync(values.progress, 'w');
const place = Buffer.alloc(8);
function tell(index: number): void {
  if (progress === undefined) return;
  place.writeDoubleLE(index);
  writeSync(progress, place, 0, 8, 0);
}

async function runInput(path: string): Promise<Outcome> {
  const input = readFileSync(path);
  const why = await attempt(target as NonNullable<typeof target>, input);
  if (why === undefined) return { cases: 1 };
  return { cases: 1, failure: { index: none, why, input: input.toString('base64') } };
}

async function runMany(seed: number, from: number, seconds: number): Promise<Outcome> {
  const reads = target as NonNullable<typeof target>;
  const seeds = reads.seeds();
  const end = performance.now() + seconds * 1000;
  for (let index = from; ; index += 1) {
    if (performance.now() > end) return { cases: index - from };
    tell(index);
    // What waits for a turn of the event loop, as freed memory does, has one now and then.
    if (index % 100 === 0) await immediately();
    const input = inputOf(reads, seeds, seed, index);
    const why = await attempt(reads, input);
    if (why === undefined) continue;
    tell(none);
    const fails = async (less: Buffer) => kindOf(await attempt(reads, less)) === kindOf(why);
    const least = await shrink(input, fails, performance.now() + shrinkMilliseconds);
    return { cases: index - from, failure: { index, why, input: least.toString('base64') } };
  }
}

/** The place in the program where it went wrong, so that shrinking does not find another fault. */
function kindOf(why: string | undefined): string | undefined {
  const [first = '', ...stack] = why?.split('\n') ?? [];
  return why === undefined ? undefined : (stack.find((line) => line.includes('/src/')) ?? first);
}

const outcome = await (values.input === undefined
  ? runMany(Number(values.seed), Number(values.from ?? 0), Number(values.seconds ?? 1))
  : runInput(values.input));
tell(none);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
await target.close?.();
