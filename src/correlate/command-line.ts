/** Splits a command line as a shell would, without expanding anything; what is never closed runs to the end. */
export function splitCommandLine(text: string): string[] {
  if (!/["'\\]/.test(text)) return text.match(/\S+/g) ?? [];
  const words: string[] = [];
  const pattern = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*(?:"|$)|'[^']*(?:'|$)|\\$)+/g;
  for (const [word] of text.matchAll(pattern)) words.push(unquote(word));
  return words;
}

function unquote(word: string): string {
  return word.replace(
    /"((?:[^"\\]|\\[\s\S])*)(?:"|$)|'([^']*)(?:'|$)|\\([\s\S])/g,
    (_all, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\$`])/g, '$1'),
  );
}

/** Splits a line as programs of Windows do: backslashes stand for themselves but before a quote, which is double. */
export function splitWindowsLine(text: string): string[] {
  const words = text.match(/(?:\\"|[^\s"]|"(?:\\"|[^"])*(?:"|$))+/g) ?? [];
  return words.map((word) =>
    word.replace(/(\\)?"/g, (_all, escape?: string) => (escape ? '"' : '')),
  );
}

/** Arguments as one line, quoted where a shell would need it. */
export function joinArguments(args: string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./*?~^-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
