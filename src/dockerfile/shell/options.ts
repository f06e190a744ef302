/** Options of a command, as getopt reads them. */
export interface Options {
  has: (...names: string[]) => boolean;
  /** Values of the first of these options. */
  values: (...names: string[]) => string[];
  operands: string[];
}

export interface Takes {
  /** Letters that take a value. */
  short: string;
  /** Long options that take a value, separated by blanks. */
  long: string;
}

export function readOptions(args: readonly string[], takes: Takes): Options {
  const long = new Set(takes.long.split(' '));
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const note = (name: string, value?: string): void => {
    const all = given.get(name) ?? [];
    if (value !== undefined) all.push(value);
    given.set(name, all);
  };
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg : arg.slice(0, equals);
      if (equals >= 0) note(name, arg.slice(equals + 1));
      else if (long.has(name.slice(2))) note(name, args[(i += 1)] ?? '');
      else note(name);
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let at = 1; at < arg.length; at += 1) {
        const letter = arg[at] ?? '';
        if (!takes.short.includes(letter)) note(`-${letter}`);
        else {
          note(`-${letter}`, at + 1 < arg.length ? arg.slice(at + 1) : (args[(i += 1)] ?? ''));
          break;
        }
      }
    } else operands.push(arg);
  }
  return {
    has: (...names) => names.some((name) => given.has(name)),
    values: (...names) => names.flatMap((name) => given.get(name) ?? []),
    operands,
  };
}
