import type { StepProcess } from './details.js';

const downloader = /^(?:\S*\/)?(?:curl|wget)\s/;
/** An interpreter that is given nothing to run: it reads what it is to do. */
const reader =
  /^(?:\S*\/)?(?:(?:ba|da|a|z|k)?sh|python[\d.]*|perl|ruby|node|php)(?: -[a-z]*)*(?: -s(?: .*)?)?$/;
const millisecond = 1000;
const maxLines = 100;
const maxCharacters = 20_000;

/**
 * What a step's processes did with downloads, written as a shell would be told it: a script's own text is not known, and
 * what it started is. Empty where none of them downloads anything. Programs of a pipe start at once, in either order.
 */
export function processText(processes: readonly StepProcess[]): string {
  const all = processes.filter(({ CommandLine }) => !CommandLine.includes('\n'));
  const readers = new Set(all.slice(1).filter(({ CommandLine }) => reader.test(CommandLine)));
  const lines: string[] = [];
  const names: string[] = [];
  for (const { CommandLine, StartTime } of all) {
    if (downloader.test(CommandLine)) {
      names.push(...savedNames(CommandLine));
      const into = [...readers].find((each) => isBeside(StartTime, each.StartTime));
      if (into) readers.delete(into);
      lines.push(into ? `${CommandLine} | ${into.CommandLine}` : CommandLine);
    } else if (names.some((name) => CommandLine.includes(name))) {
      lines.push(CommandLine);
    }
  }
  return lines.slice(0, maxLines).join('\n').slice(0, maxCharacters);
}

const isBeside = (left: number | null, right: number | null): boolean =>
  left !== null &&
  right !== null &&
  right - left >= -20 * millisecond &&
  right - left <= 150 * millisecond;

/** Under which names the file may be known that a command saves. */
function savedNames(line: string): string[] {
  const named = [...line.matchAll(/\s-(?:-output(?:-document)?[= ]|[a-zA-Z]*[oO] ?)(\S+)/g)];
  const urls = line.match(/\bhttps?:\/\/[^\s'"]+/g) ?? [];
  const paths = named.map(([, path = '']) => path);
  const last = [...paths, ...urls].map((path) => path.slice(path.lastIndexOf('/') + 1));
  return [...paths.filter((path) => path.length > 1), ...last.filter((name) => name.length > 2)];
}
