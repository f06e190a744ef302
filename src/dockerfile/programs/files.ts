import { posix } from 'node:path';
import { readOptions } from '../shell/options.js';
import type { Call, Programs } from '../shell/program.js';
import { filtered, isKnown, unknownOutput } from '../shell/tokens.js';

/** Programs that move, unpack and mark files. */
export const fileTools: Programs = {
  cp: copy,
  mv: copy,
  ln: copy,
  install: (call) => {
    copy(call);
    const mode = readOptions(call.args, installTakes).values('-m', '--mode')[0] ?? '755';
    if (isExecutableMode(mode)) for (const to of targets(call)) markExecutable(call, to);
    return '';
  },
  mktemp: ({ machine }) => `/tmp/tmp.${machine.place.line}\n`,
  dd: ({ args, stdin, machine }) => {
    const of = args.find((arg) => arg.startsWith('of='))?.slice(3);
    const from = args.find((arg) => arg.startsWith('if='))?.slice(3);
    const text = (from && machine.read(from)?.text) ?? stdin ?? unknownOutput;
    if (of === undefined) return text;
    machine.write(of, text);
    return '';
  },
  chmod: (call) => {
    const [mode = '', ...files] = call.args.filter((arg) => !/^-[a-zA-Z-]*[RcvfR]|^--/.test(arg));
    if (isExecutableMode(mode)) for (const file of files) markExecutable(call, file);
    return '';
  },
  tar: (call) => {
    const { args, stdin, machine } = call;
    // `tar xzf a.tgz` may go without a dash.
    const dashed = args.map((arg, i) => (i === 0 && /^[a-zA-Z]+$/.test(arg) ? `-${arg}` : arg));
    const options = readOptions(dashed, {
      short: 'fCTXI',
      long: 'file directory strip-components exclude owner group use-compress-program transform wildcards-match checkpoint-action to-command',
    });
    for (const text of options.values('--checkpoint-action', '--to-command'))
      call.shell(text.replace(/^exec=/, ''));
    if (!options.has('-x', '--extract', '--get')) return undefined;
    const [file] = options.values('-f', '--file');
    const [directory = '.'] = options.values('-C', '--directory');
    const text = file && file !== '-' ? machine.read(file)?.text : stdin;
    if (text) machine.unpack(text, directory);
    return options.has('-O', '--to-stdout') ? (text ?? unknownOutput) : '';
  },
  unzip: (call) => {
    const { operands, values, has } = readOptions(call.args, { short: 'dxP', long: '' });
    const text = call.machine.read(operands[0] ?? '')?.text;
    if (text) call.machine.unpack(text, values('-d')[0] ?? '.');
    return has('-p') ? (text ?? unknownOutput) : '';
  },
  '7z': sevenZip,
  '7za': sevenZip,
  '7zr': sevenZip,
  bsdtar: (call) => fileTools['tar']?.(call),
  cpio: ({ args, stdin, machine }) => {
    const at = args.findIndex((arg) => arg === '-D');
    if (args.some((arg) => /^-\w*i|^--extract/.test(arg)) && stdin)
      machine.unpack(stdin, at < 0 ? '.' : (args[at + 1] ?? '.'));
    return '';
  },
  ar: ({ args, machine }) => {
    const text = machine.read(args[1] ?? '')?.text;
    if (/x/.test(args[0] ?? '') && text) machine.unpack(text, '.');
    return '';
  },
  gcc: compiled,
  'g++': compiled,
  cc: compiled,
  'c++': compiled,
  clang: compiled,
  tcc: compiled,
  rustc: compiled,
  make: built,
  cmake: built,
  ninja: built,
};

const installTakes = { short: 'mogtS', long: 'mode owner group target-directory suffix' };

function copy(call: Call): string {
  const { machine } = call;
  const from = sources(call);
  const to = targets(call);
  from.forEach((file, i) => {
    const known =
      file === '/dev/stdin' && call.stdin !== undefined ? { text: call.stdin } : machine.read(file);
    if (known && to[i] !== undefined) machine.write(to[i], known.text);
    if (known === undefined && to[i] !== undefined) {
      machine.copyBelow(file, to[i]);
      machine.rename(file, to[i]);
    }
    const tree = machine.trees.get(machine.path(file));
    if (tree && to[i] !== undefined) machine.unpack(tree, to[i]);
  });
  return '';
}

function sources(call: Call): string[] {
  const { operands, has } = readOptions(call.args, installTakes);
  return has('-t', '--target-directory') || operands.length < 2 ? operands : operands.slice(0, -1);
}

/** Where each source goes; a directory takes it under its own name. */
function targets(call: Call): string[] {
  const { operands, values } = readOptions(call.args, installTakes);
  const [directory] = values('-t', '--target-directory');
  const from = sources(call);
  const to = directory ?? operands.at(-1) ?? '.';
  const isDirectory =
    directory !== undefined || from.length > 1 || /(?:^|\/)\.{0,2}$|\/s?bin$/.test(to);
  return from.map((file) => (isDirectory ? posix.join(to, posix.basename(file)) : to));
}

const isExecutableMode = (mode: string): boolean =>
  /^[0-7]*[1357][0-7]{0,2}$/.test(mode) ||
  /^[ugoa]*[+=][rwst]*x/.test(mode) ||
  /,[ugoa]*[+=][rwst]*x/.test(mode);

function markExecutable({ machine }: Call, file: string): void {
  const known = machine.read(file);
  if (!known || known.isPart) return;
  const downloads = machine.record.downloads.in(known.text);
  if (downloads.length === 0) return;
  const isVerified = downloads.every((each) => each.isVerified);
  machine.act({ kind: 'executable', downloads, isVerified, path: machine.path(file) });
}

function sevenZip({ args, machine }: Call): string {
  const file = args.find((arg, i) => i > 0 && !arg.startsWith('-'));
  const text = file && /^[xe]$/.test(args[0] ?? '') ? machine.read(file)?.text : undefined;
  if (text) machine.unpack(text, args.find((arg) => arg.startsWith('-o'))?.slice(2) || '.');
  return '';
}

/** A program is as good as its source. */
function compiled({ args, machine }: Call): undefined {
  const { operands, values } = readOptions(args, { short: 'oIDLlx', long: 'crate-type edition' });
  const text = operands.map((file) => machine.read(file)?.text ?? '').join('');
  if (machine.record.downloads.in(text).length > 0)
    machine.write(values('-o')[0] ?? 'a.out', filtered(text));
}

/** To build what an archive brought runs its rules. */
function built({ name, args, machine, shell }: Call): undefined {
  const at = args.findIndex((arg) => /^(?:-C|-S|--directory|--build)$/.test(arg));
  const directory = at < 0 ? '.' : (args[at + 1] ?? '.');
  const rules = name === 'make' ? machine.read(posix.join(directory, 'Makefile')) : undefined;
  if (rules && !rules.isPart && isKnown(rules.text))
    shell(
      [...rules.text.matchAll(/^\t[-@+]*(.*(?:\\\n.*)*)/gm)].map(([, line]) => line).join('\n'),
    );
  const known = machine.read(directory);
  const downloads = known ? machine.record.downloads.in(known.text) : [];
  if (downloads.length === 0) return;
  const isVerified = downloads.every((each) => each.isVerified);
  machine.act({ kind: 'run', downloads, isVerified, manner: 'archive', by: name });
}
