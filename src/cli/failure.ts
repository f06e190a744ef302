import { printable } from '../explain/printable.js';
import { StoreError } from '../store/store.js';

/** What the user gave or what the host lacks; the message is one sentence for them, exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Ends a command that could not do its work: one line on stderr. Exit status 2 for what the user can mend by calling
 * differently, 1 otherwise. A programming error keeps its stack, since it is worth a report.
 */
export function reportFailure(error: unknown): void {
  const expected = error instanceof UsageError || error instanceof StoreError;
  const text =
    error instanceof Error
      ? expected
        ? error.message
        : (error.stack ?? error.message)
      : String(error);
  const lines = expected ? [printable(text)] : text.split('\n').map((line) => printable(line));
  process.stderr.write(`keelwatch: ${lines.join('\n')}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
