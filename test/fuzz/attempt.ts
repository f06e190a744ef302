import type { Target } from './target.js';

/** What one input may take, milliseconds. */
export const maxMilliseconds = 5000;

/** Why an input is not borne, in a line or with a stack; undefined where it is. */
export async function attempt(target: Target, input: Buffer): Promise<string | undefined> {
  const began = performance.now();
  try {
    await target.run(input);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return performance.now() - began > maxMilliseconds
    ? `it took more than ${maxMilliseconds} ms`
    : undefined;
}
