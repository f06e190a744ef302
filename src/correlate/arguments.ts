/** What an option is given: nothing, or a value that follows it. */
export interface OptionNames {
  /** Options that take a value, without dashes; single letters are short options. */
  valued: ReadonlySet<string>;
}

export interface ParsedArguments {
  /** Values by option name as written, without dashes; an option without a value has `true`. */
  options: { name: string; value: string | true }[];
  positional: string[];
}

export function optionNames(names: string): OptionNames {
  return { valued: new Set(names.split(/\s+/)) };
}

/**
 * Splits arguments as pflag does: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, `-abc`, `--`.
 * With `stop`, everything from the first positional argument on is positional (options before a subcommand).
 */
export function parseArguments(args: string[], names: OptionNames, stop = false): ParsedArguments {
  const parsed: ParsedArguments = { options: [], positional: [] };
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      parsed.positional.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (stop) {
        parsed.positional.push(...args.slice(i));
        break;
      }
      parsed.positional.push(arg);
      continue;
    }
    const consumed = arg.startsWith('--')
      ? long(arg.slice(2), args[i + 1], names, parsed)
      : short(arg.slice(1), args[i + 1], names, parsed);
    if (consumed) i += 1;
  }
  return parsed;
}

/** Whether the next argument was its value. */
function long(
  text: string,
  next: string | undefined,
  names: OptionNames,
  parsed: ParsedArguments,
): boolean {
  const equals = text.indexOf('=');
  if (equals >= 0) {
    parsed.options.push({ name: text.slice(0, equals), value: text.slice(equals + 1) });
    return false;
  }
  const valued = names.valued.has(text);
  parsed.options.push({ name: text, value: valued ? (next ?? '') : true });
  return valued;
}

function short(
  letters: string,
  next: string | undefined,
  names: OptionNames,
  parsed: ParsedArguments,
): boolean {
  for (let i = 0; i < letters.length; i += 1) {
    const name = letters.charAt(i);
    if (!names.valued.has(name)) {
      parsed.options.push({ name, value: true });
      continue;
    }
    const rest = letters.slice(i + 1).replace(/^=/, '');
    parsed.options.push({ name, value: rest === '' ? (next ?? '') : rest });
    return rest === '';
  }
  return false;
}

/** Every value of the options of these names, in order; flags without a value left out. */
export function valuesOf(parsed: ParsedArguments, ...names: string[]): string[] {
  return parsed.options.flatMap(({ name, value }) =>
    names.includes(name) && value !== true ? [value] : [],
  );
}

/** Whether a switch is on: given, and not as `=false`. */
export function isOn(parsed: ParsedArguments, name: string): boolean {
  const last = parsed.options.findLast((option) => option.name === name);
  return last !== undefined && last.value !== 'false' && last.value !== '0';
}
