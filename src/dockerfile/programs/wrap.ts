import { readOptions } from '../shell/options.js';
import type { Call, Program, Programs } from '../shell/program.js';
import { unknownOutput } from '../shell/tokens.js';

/** Programs that run another one: what counts is what follows their own options. */
export const wrappers: Programs = {
  sudo: wraps('ugprtTCDhRU', 'user group prompt chdir host close-from chroot role type'),
  doas: wraps('uC', ''),
  env: (call) => {
    const split = call.args.findIndex((arg) => /^(?:-S|--split-string)/.test(arg));
    if (split >= 0) {
      const attached = (call.args[split] ?? '').replace(/^(?:-S|--split-string=?)/, '');
      const rest = call.args.slice(split + 1);
      const text = attached === '' ? (rest.shift() ?? '') : attached;
      return call.command([...text.split(/\s+/).filter(Boolean), ...rest]);
    }
    return wraps('uC', 'unset chdir')(call);
  },
  exec: wraps('a', ''),
  command: (call) => (/^-[vV]$/.test(call.args[0] ?? '') ? unknownOutput : wraps('', '')(call)),
  builtin: wraps('', ''),
  nohup: wraps('', ''),
  setsid: wraps('', ''),
  nice: wraps('n', 'adjustment'),
  ionice: wraps('cnp', 'class classdata'),
  chrt: wraps('', '', 1),
  taskset: wraps('', '', 1),
  stdbuf: wraps('ioe', 'input output error'),
  unbuffer: wraps('', ''),
  time: wraps('of', 'output format'),
  timeout: wraps('ks', 'kill-after signal', 1),
  retry: wraps('tds', 'times delay sleep'),
  flock: wraps('wE', 'timeout conflict-exit-code', 1),
  chroot: wraps('', 'userspec groups', 1),
  unshare: wraps('SGw', ''),
  nsenter: wraps('tSG', 'target'),
  setpriv: wraps('', 'reuid regid groups'),
  setarch: wraps('', '', 1),
  linux32: wraps('', ''),
  linux64: wraps('', ''),
  faketime: wraps('', '', 1),
  gosu: wraps('', '', 1),
  'su-exec': wraps('', '', 1),
  chpst: wraps('uUeonmdlp', ''),
  tini: wraps('pe', ''),
  'dumb-init': wraps('r', 'rewrite'),
  catatonit: wraps('', ''),
  'xvfb-run': wraps('nseflp', 'server-num server-args'),
  eatmydata: wraps('', ''),
  torsocks: wraps('', ''),
  'ld-linux-x86-64.so': wraps('', 'library-path preload audit argv0'),
  'ld-linux-aarch64.so': wraps('', 'library-path preload audit argv0'),
  'ld-musl-x86_64.so': wraps('', 'library-path preload argv0'),
  'ld-musl-aarch64.so': wraps('', 'library-path preload argv0'),
  sshpass: wraps('pfdP', ''),
  strace: wraps('oepsuEPaIbSX', ''),
  proxychains: wraps('f', ''),
  busybox: (call) => call.command(call.args),
  toybox: (call) => call.command(call.args),
  su: asUser,
  runuser: asUser,
  script: (call) => {
    const [text] = readOptions(call.args, { short: 'cTtBOIEom', long: 'command' }).values(
      '-c',
      '--command',
    );
    return text === undefined ? undefined : call.shell(text);
  },
  watch: (call) =>
    call.shell(readOptions(call.args, { short: 'n', long: 'interval' }).operands.join(' ')),
  at: ({ stdin, shell }) => shell(stdin ?? ''),
  batch: ({ stdin, shell }) => shell(stdin ?? ''),
  vim: edits,
  vi: edits,
  nvim: edits,
  ex: edits,
  gdb: edits,
  parallel: (call) =>
    call.args.every((arg) => arg.startsWith('-')) ? call.shell(call.stdin ?? '') : xargs(call),
  xargs,
  find: (call) => {
    const at = call.args.findIndex((arg) => /^-(?:exec|execdir|ok)$/.test(arg));
    if (at < 0) return undefined;
    const end = call.args.findIndex((arg, i) => i > at && /^[;+]$/.test(arg));
    const words = call.args.slice(at + 1, end < 0 ? undefined : end);
    const root = call.args[0] ?? '.';
    const name = call.args[call.args.indexOf('-name') + 1] ?? '*';
    const files = call.machine.matching(
      `${call.machine.path(root)}/**${call.args.includes('-name') ? `/${name}` : ''}`,
    );
    let output = '';
    for (const file of files.length > 0 ? files.slice(0, 20) : [root])
      output += call.command(words.map((word) => word.replaceAll('{}', () => file)));
    return output;
  },
};

/** `operands` words of its own stand before the command. */
function wraps(short: string, long: string, operands = 0): Program {
  const takesValue = new Set(long.split(' '));
  return ({ args, command, machine }) => {
    let i = 0;
    let skipped = 0;
    for (; i < args.length; i += 1) {
      const arg = args[i] ?? '';
      if (arg === '--') {
        i += 1;
        break;
      }
      const assigned = /^(\w+)=([^]*)$/.exec(arg);
      if (assigned && operands === 0) machine.variables.set(assigned[1] ?? '', assigned[2] ?? '');
      else if (/^--./.test(arg)) i += takesValue.has(arg.slice(2)) ? 1 : 0;
      else if (/^-./.test(arg)) i += short.includes(arg.slice(-1)) && !/^-\d/.test(arg) ? 1 : 0;
      else if (skipped < operands) skipped += 1;
      else break;
    }
    return command(args.slice(i));
  };
}

function asUser(call: Call): string | undefined {
  const { values, operands, has } = readOptions(call.args, {
    short: 'cugsGw',
    long: 'command user group shell session-command',
  });
  const [text] = values('-c', '--command', '--session-command');
  if (text !== undefined) return call.shell(text);
  return has('-u', '--user') ? call.command(operands) : undefined;
}

/** Its input becomes words behind the command; with `-I` it stands wherever the mark does. */
function xargs(call: Call): string {
  const options = readOptions(stopAtCommand(call.args), {
    short: 'IiLnPsdEaj',
    long: 'replace max-lines max-args max-procs max-chars delimiter arg-file jobs',
  });
  const words = options.operands.length > 0 ? options.operands : ['echo'];
  const input = (call.stdin ?? unknownOutput).trim();
  const [mark] = [
    ...options.values('-I', '--replace'),
    ...(call.name === 'parallel' ? ['{}'] : []),
  ];
  if (mark && words.some((word) => word.includes(mark)))
    return call.command(words.map((word) => word.replaceAll(mark, () => input)));
  const pieces = input.split(/\s+/).slice(0, 200);
  // A shell that is given its input as a file name still runs what came in, where that is a program's text.
  return call.command([...words, ...pieces], undefined);
}

/** Options behind the command are the command's. */
function stopAtCommand(args: string[]): string[] {
  const takes = /^-(?:[ILnPsdEaj]|-(?:replace|max-\w+|delimiter|arg-file))$/;
  let i = 0;
  while (i < args.length && (args[i] ?? '').startsWith('-')) i += takes.test(args[i] ?? '') ? 2 : 1;
  return [...args.slice(0, i), '--', ...args.slice(i)];
}

/** Commands of an editor or debugger that are the shell's. */
function edits({ args, shell }: Call): undefined {
  for (const arg of args) {
    const text = /^(?:\+?:?!|shell\s)(.+)/s.exec(arg)?.[1];
    if (text) shell(text);
  }
}
