import type { Call, Programs } from '../shell/program.js';
import { unknownOutput } from '../shell/tokens.js';

/** The shell's own commands that change what later ones mean. */
export const builtins: Programs = {
  cd: ({ args, machine }) => {
    const to = args.find((arg) => !/^-./.test(arg)) ?? '/root';
    if (to !== '-') machine.directory = machine.path(to);
    return '';
  },
  pushd: ({ args, machine }) => {
    if (args[0]) machine.directory = machine.path(args[0]);
    return '';
  },
  set: ({ args, machine }) => {
    const at = args.indexOf('--');
    if (at >= 0) machine.positional = args.slice(at + 1);
    return '';
  },
  shift: ({ args, machine }) => {
    machine.positional = machine.positional.slice(Number(args[0] ?? 1) || 1);
    return '';
  },
  unset: ({ args, machine }) => {
    // An unset variable is empty, which is not the same as not known.
    for (const name of args) if (/^\w+$/.test(name)) machine.variables.set(name, '');
    return '';
  },
  read: ({ args, stdin, machine }) => {
    const names = args.filter((arg) => /^[A-Za-z_]\w*$/.test(arg));
    for (const name of names) machine.variables.set(name, (stdin ?? unknownOutput).trimEnd());
    return '';
  },
  mapfile: lines,
  readarray: lines,
  alias: ({ args, machine }) => {
    for (const arg of args) {
      const [, name, text] = /^([\w.-]+)=([^]*)$/.exec(arg) ?? [];
      if (name && text && machine.aliases.size < 100) machine.aliases.set(name, text);
    }
    return '';
  },
  trap: ({ args, shell }) => (args[0] && args[0] !== '-' ? shell(args[0]) : ''),
  ':': () => '',
  true: () => '',
  false: () => '',
  exit: () => '',
  test: () => '',
  '[': () => '',
};

/** The lines of the input as an array. */
function lines({ args, stdin, machine }: Call): string {
  const name = args.at(-1) ?? '';
  if (/^[A-Za-z_]\w*$/.test(name))
    machine.variables.set(name, (stdin ?? unknownOutput).trim().replaceAll('\n', ' '));
  return '';
}
