import { printable } from '../explain/printable.js';
import { StoreError } from '../store/store.js';

/** What the user gave or what the host lacks; the message is one sentence for them, or several lines, exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly lines: readonly string[];

  constructor(message: string | readonly string[]) {
    super(typeof message === 'string' ? message : message.join('\n'));
    this.lines = typeof message === 'string' ? [message] : message;
  }
}

/**
 * Ends a command that could not do its work: one line on stderr. Exit status 2 for what the user can mend by calling
 * differently, 1 otherwise. A programming error keeps its stack, since it is worth a report.
 */
export function reportFailure(error: unknown): void {
  const lines = linesOf(error).map((line) => printable(line));
  process.stderr.write(`keelwatch: ${lines.join('\n')}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function linesOf(error: unknown): readonly string[] {
  if (error instanceof UsageError) return error.lines;
  if (error instanceof StoreError) return [error.message];
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n');
}
