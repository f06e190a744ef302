import { paletteFor } from '../explain/palette.js';
import { printable } from '../explain/printable.js';

/** Writes lines that are fit for a terminal already. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes text of several lines that may quote anything, indented by so many columns; `lead` stands before the first. */
export function printLines(text: string, indent: number, lead = ' '.repeat(indent)): void {
  const [first = '', ...rest] = text.split('\n').map((line) => printable(line));
  print([lead + first, ...rest.map((line) => ' '.repeat(indent) + line)].join('\n'));
}

/** Tells on standard error what goes on; the message may quote anything. */
export function say(message: string): void {
  process.stderr.write(
    `keelwatch: ${message
      .split('\n')
      .map((line) => printable(line))
      .join('\n')}\n`,
  );
}

export const palette = paletteFor(process.stdout, process.env);

/** Columns that a table may take; in a file or a pipe nothing is cut. */
export function tableWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** Columns at which text is broken. */
export function textWidth(): number {
  return Math.min(process.stdout.isTTY ? process.stdout.columns : 100, 120);
}

/** Lines that a report for the screen may take: the terminal's but one, for the prompt; in a file or a pipe those of a usual one. */
export function screenHeight(): number {
  return (process.stdout.rows || 50) - 1;
}

/** Ends quietly when the reader of our output has gone, as `| head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // What a command has judged so far stands.
    process.exit(process.exitCode ?? 0);
  });
}
