import type { Call, Program, Programs } from '../shell/program.js';
import {
  decoded,
  leading,
  unknownOutput,
  withoutDecoding,
  withoutTokens,
} from '../shell/tokens.js';
import { runProgram } from './program-text.js';
import { unescaped } from './text.js';

const shell: Program = (call) => {
  const { args } = call;
  let i = 0;
  let script = false;
  for (; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      i += 1;
      break;
    }
    if (/^--(?:rcfile|init-file)$/.test(arg)) {
      i += 1;
      runFile(call, args[i] ?? '', []);
    } else if (/^[-+]\w*[oO]$/.test(arg)) {
      if (/^-\w*c/.test(arg)) script = true;
      i += 1;
    } else if (/^[-+]\w+$/.test(arg)) {
      if (/^-\w*c/.test(arg)) script = true;
      if (/^-\w*s/.test(arg))
        return call.stdin === undefined ? undefined : call.shell(call.stdin, args.slice(i + 1));
    } else if (!/^--./.test(arg)) break;
  }
  const rest = args.slice(i);
  if (script) return rest[0] === undefined ? undefined : call.shell(rest[0], rest.slice(2));
  if (rest[0] === undefined || isInput(rest[0]))
    return call.stdin === undefined ? undefined : call.shell(call.stdin, rest.slice(1));
  return runFile(call, rest[0], rest.slice(1));
};

const isInput = (file: string): boolean =>
  /^(?:-|\/dev\/stdin|\/(?:dev|proc\/self)\/fd\/0)$/.test(file);

/** What an interpreter does with a file of which something is known. */
function runFile(call: Call, file: string, positional: string[]): string | undefined {
  const known = call.machine.read(file);
  // `xargs sh`: what came in stands where a file's name would.
  if (!known) return leading(file) ? call.shell(file) : undefined;
  if (known.isPart) return ranPart(call, known.text);
  const { running } = call.machine;
  const path = call.machine.path(file);
  if (running.has(path)) return undefined;
  running.add(path);
  const output = call.shell(known.text, positional);
  running.delete(path);
  return output;
}

function ranPart({ machine, name }: Call, text: string): string {
  const downloads = machine.record.downloads.in(text);
  machine.act({
    kind: 'run',
    downloads,
    isVerified: downloads.every(({ isVerified }) => isVerified),
    manner: 'archive',
    by: name,
  });
  return unknownOutput;
}

/** An interpreter of another language: the option that takes a program, and what is in the way of a file. */
function language(option: RegExp, elsewhere = /^-m$/): Program {
  return (call) => {
    const { name, args, machine, stdin } = call;
    const at = args.findIndex((arg) => option.test(arg));
    const attached = /^-[abdf-zA-Z]*[ce](.+)$/s.exec(args[at] ?? '')?.[1];
    if (at >= 0 && (args[at + 1] !== undefined || attached))
      return runProgram(call, args[at + 1] ?? attached ?? '');
    const first = args.findIndex((arg) => !arg.startsWith('-') || arg === '-');
    if (args[0] === '-m' && args[1] !== undefined && name !== 'perl')
      return call.command(args.slice(1));
    if (args.some((arg) => elsewhere.test(arg))) {
      const file = args.find((arg) => arg.endsWith('.php') && machine.read(arg));
      return file ? runFile(call, file, []) : undefined;
    }
    const file = first < 0 ? '-' : (args[first] ?? '-');
    if (isInput(file)) return stdin === undefined ? undefined : runProgram(call, stdin);
    const remote = args.find((arg) => /^https?:\/\//.test(arg));
    if (name === 'deno' && args[0] === 'run' && remote)
      return runProgram(call, machine.fetch({ tool: name, urls: [remote], isUnchecked: false }));
    const known = machine.read(file);
    if (!known) return leading(file) ? runProgram(call, file) : undefined;
    return known.isPart ? ranPart(call, known.text) : runProgram(call, known.text);
  };
}

const python = language(/^-[a-zA-Z]*c$/);
const perl = language(/^-[a-zA-Z]*[eE]$/, /^-[a-zA-Z]*[np]/);
const source: Program = (call) =>
  call.args[0] === undefined ? undefined : runFile(call, call.args[0], call.args.slice(1));

/** Programs that run text. */
export const interpreters: Programs = {
  sh: shell,
  bash: shell,
  dash: shell,
  ash: shell,
  zsh: shell,
  ksh: shell,
  mksh: shell,
  rbash: shell,
  fish: shell,
  eval: (call) => call.shell(call.args.join(' ')),
  source,
  '.': source,
  python,
  pypy: python,
  micropython: python,
  perl,
  ruby: language(/^-[a-zA-Z]*e$/),
  node: language(/^(?:-e|-p|--eval|--print)$/),
  nodejs: language(/^(?:-e|-p|--eval|--print)$/),
  bun: language(/^(?:-e|--eval)$/, /^(?:install|add|run|x|build|test)$/),
  deno: language(/^eval$/, /^(?:install|cache|compile|task)$/),
  php: language(/^-r$/, /^--(?:ini|version|install-dir)/),
  lua: language(/^-e$/),
  luajit: language(/^-e$/),
  tclsh: language(/^$/),
  awk: awk,
  gawk: awk,
  mawk: awk,
  java: (call) => {
    const file = call.args[call.args.indexOf('-jar') + 1];
    const known = call.args.includes('-jar') && file ? call.machine.read(file) : undefined;
    return known && call.machine.record.downloads.in(known.text).length > 0
      ? ranPart(call, known.text)
      : undefined;
  },
};

/** What a program of awk gives a shell, and what it says without any input. */
function awk(call: Call): string | undefined {
  const program = call.args.find((arg) => arg.includes('{')) ?? '';
  let read = '';
  for (const [, text = ''] of program.matchAll(/"((?:[^"\\]|\\.){1,4000})"\s*\|\s*getline/g))
    read += call.shell(withoutDecoding(text.replace(/\\"/g, '"')));
  for (const [, text = ''] of program.matchAll(
    /(?:system\s*\(\s*|\|\s*)"((?:[^"\\]|\\.){1,4000})"/g,
  ))
    call.shell(/^\S*sh$/.test(text) ? read : withoutDecoding(text.replace(/\\"/g, '"')));
  const said =
    /^\s*BEGIN\s*\{\s*printf\s*(?:\(\s*)?"((?:[^"\\]|\\.){1,4000})"([^;})]{0,4000})/.exec(program);
  if (!said) return undefined;
  const [, format = '', rest = ''] = said;
  const values = rest.match(/\d+|"(?:[^"\\]|\\.)*"/g) ?? [];
  const text = unescaped(format).replace(/%[cds]/g, (kind) => {
    const value = values.shift() ?? '';
    return kind === '%c' && /^\d/.test(value)
      ? withoutTokens(String.fromCharCode(Number(value)))
      : value.replace(/^"|"$/g, '');
  });
  return format.includes('%c') ? decoded('escapes', text) : text;
}
