import type { Target } from './target.js';

/** What one input may take of a processor, milliseconds: on a shared machine, time by the clock tells less. */
export const maxMilliseconds = 5000;

/** Why an input is not borne, in a line or with a stack; undefined where it is. */
export async function attempt(target: Target, input: Buffer): Promise<string | undefined> {
  const before = process.cpuUsage();
  try {
    await target.run(input);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 > maxMilliseconds
    ? `it took more than ${maxMilliseconds} ms of a processor`
    : undefined;
}
