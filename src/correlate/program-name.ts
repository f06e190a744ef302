const oneOfMany = /^(?:busybox|toybox)(?:\.static|-static)?$/;

/**
 * What a program goes by. Busybox and its like are many programs in one file: the first word of the command line, or the
 * second after the file's own name, says which of them runs, and it can be no other.
 */
export function programName(fileName: string, commandLine: string): string {
  if (!oneOfMany.test(fileName)) return fileName;
  const [first = '', second = ''] = commandLine.trimStart().slice(0, maxWords).split(/\s+/, 2);
  const applet = baseName(first);
  return (oneOfMany.test(applet) ? baseName(second) : applet) || fileName;
}

const maxWords = 400;

/** A login shell has a dash before its name. */
const baseName = (word: string): string => word.replace(/^.*\//, '').replace(/^-/, '');
