import { printable } from './printable.js';

/** Text in Markdown that stands for itself: every character that Markdown or HTML gives a meaning is escaped. */
export const markdownText = (text: string | null | undefined): string =>
  printable(text ?? '')
    .trimStart()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~-]/g, '\\$&')
    // Bare addresses and names become links and mentions too.
    .replaceAll('@', '&#64;')
    .replaceAll(':', '&#58;')
    // A number with a dot begins a list.
    .replace(/^(\d+)\./, '$1\\.');

/** Lines as a fenced block that none of them can end. Within it nothing has a meaning. */
export function markdownFence(language: string, lines: readonly string[]): string[] {
  const shown = lines.map((line) => printable(line));
  const longest = Math.max(
    0,
    ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)),
  );
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}${language}`, ...shown, fence];
}
