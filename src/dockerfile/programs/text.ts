import { dictionary } from '../../model/dictionary.js';
import { readOptions } from '../shell/options.js';
import type { Call, Programs } from '../shell/program.js';
import { decoded, filtered, isKnown, unknownOutput, withoutTokens } from '../shell/tokens.js';

/** Programs that make or pass on text. */
export const textTools: Programs = {
  echo: ({ args }) => {
    let from = 0;
    let escapes = false;
    while (/^-[neE]+$/.test(args[from] ?? '')) {
      if (args[from]?.includes('e')) escapes = true;
      from += 1;
    }
    const text = args.slice(from).join(' ');
    return `${escapes ? unescaped(text) : text}\n`;
  },
  printf: ({ args: [first = '', ...rest], machine }) => {
    if (first === '-v') {
      const [name = '', text = '', ...values] = rest;
      if (/^[A-Za-z_]\w*$/.test(name)) machine.variables.set(name, formatted(text, values));
      return '';
    }
    const [format = '', args] = first === '--' ? [rest[0], rest.slice(1)] : [first, rest];
    return formatted(format, args);
  },
  cat: passOn,
  tac: passOn,
  head: passOn,
  tail: passOn,
  nl: passOn,
  sort: passOn,
  uniq: passOn,
  dos2unix: passOn,
  fold: passOn,
  pv: passOn,
  buffer: passOn,
  sponge: passOn,
  rpm2cpio: passOn,
  tee: (call) => {
    const { operands } = readOptions(call.args, { short: '', long: 'output-error' });
    const text = call.stdin ?? unknownOutput;
    for (const file of operands) {
      const isScript = />\((.*)$/s.exec(file);
      if (!isScript) call.machine.write(file, text);
    }
    return text;
  },
  rev: (call) => {
    const text = inputOf(call);
    const lines = text.split('\n').map((line) => [...line].reverse().join(''));
    return isKnown(text) ? decoded('reversal', lines.join('\n')) : filtered(text);
  },
  tr: (call) => {
    const text = call.stdin ?? unknownOutput;
    const { operands, has } = readOptions(call.args, { short: '', long: '' });
    const [from = '', to = ''] = operands;
    if (!isKnown(text)) return filtered(text);
    if (has('-d', '--delete')) {
      const dropped = new Set(set(from));
      return [...text].filter((c) => !dropped.has(c)).join('');
    }
    const source = set(from);
    const target = set(to);
    if (source.length === 0 || target.length === 0) return text;
    const last = target.at(-1) ?? '';
    const table = new Map(source.map((c, i) => [c, target[i] ?? last]));
    const turned = [...text].map((c) => table.get(c) ?? c).join('');
    // Letters put for letters hide text; blanks and cases put for others tidy it.
    const hides = source.some(
      (c, i) => /\w/.test(c) && c.toLowerCase() !== target[i]?.toLowerCase(),
    );
    return hides && turned !== text ? decoded('substitution of letters', turned) : turned;
  },
  sed: (call) => {
    const text = inputOf(call);
    const script = readOptions(call.args, { short: 'efl', long: 'expression file' });
    const [expression = ''] = [...script.values('-e', '--expression'), ...script.operands];
    const parts = expression.split(expression.charAt(1), 5);
    const [command, from = '', to = '', mode = ''] = parts;
    const isSimple = command === 's' && parts.length === 4 && /^g?$/.test(mode);
    if (!isSimple || !/^[^\\.*[\]^$(){}+?|]+$/.test(from) || /[\\&]/.test(to) || !isKnown(text))
      return filtered(text);
    return mode === 'g' ? text.replaceAll(from, () => to) : text.replace(from, () => to);
  },
};

/** Files named, or the input. */
export function inputOf({ args, stdin, machine }: Call): string {
  const files = args.filter((arg) => !/^-./.test(arg) && arg !== '-');
  // With an input at hand, what only may lie in an archive is more likely another argument.
  const known = files.flatMap((file) => {
    const read = machine.read(file);
    return read && !(read.isPart && stdin !== undefined) ? read.text : [];
  });
  if (known.length > 0) return known.join('');
  return stdin ?? unknownOutput;
}

function passOn(call: Call): string {
  return inputOf(call);
}

const named: Record<string, string> = dictionary({
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '\\': '\\',
});

/** Backslash escapes as `echo -e` and `printf` know them. Text that is hidden in them counts as decoded. */
export function unescaped(text: string): string {
  let hidden = 0;
  const plain = text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|0?([0-7]{1,3})|([ntrabfve\\]))/g,
    (_, hex?: string, code?: string, octal?: string, name = '') => {
      const point = hex ?? code;
      if (point === undefined && octal === undefined) return named[name] ?? '';
      const value =
        point === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(point, 16);
      if (value > 0x20) hidden += 1;
      return withoutTokens(String.fromCharCode(value));
    },
  );
  return hidden >= 4 ? decoded('escapes', plain) : plain;
}

function formatted(format: string, args: string[]): string {
  const plain = unescaped(format);
  let used = 0;
  let output = '';
  do {
    const before = used;
    output += plain.replace(
      /%(%|[-+ #0]*(?:[1-9]\d*)?(?:\.\d+)?([a-zA-Z]))/g,
      (_, all: string, kind = '') => {
        if (all === '%') return '%';
        const value = args[used] ?? '';
        used += 1;
        return kind === 'b' ? unescaped(value) : value;
      },
    );
    if (used === before || output.length > 100_000) break;
  } while (used < args.length);
  return output;
}

const classes: Record<string, string> = dictionary({
  '[:lower:]': 'a-z',
  '[:upper:]': 'A-Z',
  '[:digit:]': '0-9',
  '[:space:]': ' \t\n\r',
  '[:blank:]': ' \t',
});

/** The characters that a set of `tr` stands for. */
function set(text: string): string[] {
  const plain = text
    .replace(/\[:\w+:\]/g, (name) => classes[name] ?? '')
    .replace(/\\([ntr\\])/g, (_, letter: string) => named[letter] ?? letter)
    .slice(0, 1000);
  const found: string[] = [];
  for (let i = 0; i < plain.length; i += 1) {
    const first = plain.charCodeAt(i);
    const last = plain[i + 1] === '-' ? plain.charCodeAt(i + 2) : Number.NaN;
    if (last >= first && last - first < 300) {
      for (let code = first; code <= last; code += 1) found.push(String.fromCharCode(code));
      i += 2;
    } else found.push(plain[i] ?? '');
  }
  return found;
}
