import { existsSync } from 'node:fs';

/** What the user has to change; said in one line. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The one path that a script takes. Answers `--help` itself. */
export function onePath(usage: string): string {
  const given = process.argv.slice(2);
  if (given.includes('--help') || given.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const [path, ...rest] = given;
  if (path === undefined || rest.length > 0 || path.startsWith('-')) {
    throw new UsageError(usage.split('\n')[0]);
  }
  if (!existsSync(path)) throw new UsageError(`${path}: there is no such file or directory`);
  return path;
}

/** Runs a script; a mistake of the user's is one line, not a stack, and exits 2. */
export async function run(script: () => Promise<void>): Promise<void> {
  try {
    await script();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
