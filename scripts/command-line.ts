import { existsSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';

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

/** Ends the script with what the user has to change. */
export function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** The options of a script that takes nothing else. */
export function optionsGiven<const T extends NonNullable<ParseArgsConfig['options']>>(options: T) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(withoutAdvice(error as Error));
  }
}

/** Node goes on with how to give a path that begins with a dash. */
const withoutAdvice = ({ message }: Error): string => message.replace(/\. To specify .*/s, '');

/** Runs a script; a mistake of the user's is one line, not a stack, and exits 2. */
export async function run(script: () => Promise<void>): Promise<void> {
  try {
    await script();
  } catch (error) {
    const isNodes = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') ?? false;
    if (!isNodes && !(error instanceof UsageError)) throw error;
    process.stderr.write(`${withoutAdvice(error as Error)}\n`);
    process.exitCode = 2;
  }
}
