import type { Act } from '../act.js';
import { actRule, eitherRule, onceFor } from '../rule.js';

/** Setuid for the owner; setgid alone is how directories are shared. */
const mode = /^0*[4567][0-7]{3}$|^(?:[ugoa]*[+=][rwx]*s|\+s)/;
const groupOnly = /^(?:g|0*2)/;
const interpreters =
  /(?:^|\/)(?:(?:ba|da|a|z|k)?sh|python[\d.]*|perl|ruby|node|php|find|vim?|nano|less|awk|env|cp|tar|nmap|busybox)$/;
/** What distributions give it to themselves. */
const customary =
  /(?:^|\/)(?:f?ping6?|sudo|su|u?mount|fusermount3?|new[ug]idmap|passwd|chsh|chfn|newgrp|gpasswd|crontab|at|pkexec|bwrap|chrome-sandbox|chromium-sandbox|ssh-keysign)$/;
const strong =
  /cap_(?:sys_admin|sys_ptrace|sys_module|setuid|setgid|dac_override|dac_read_search|sys_rawio|setpcap|bpf)|^(?:all)?=e?[ip]/i;

const downloaded = onceFor(
  (acts: readonly Act[]) =>
    new Set(
      acts.flatMap((act) =>
        act.kind === 'write' && act.text.startsWith('\ufdd0') ? act.path : [],
      ),
    ),
);

/** Shells and interpreters under another name. */
const copies = onceFor(
  (acts: readonly Act[]) =>
    new Set(
      acts.flatMap((act) =>
        act.kind === 'command' &&
        /^(?:cp|mv|ln|install)$/.test(act.name) &&
        act.args.some((arg) => interpreters.test(arg))
          ? (act.args.at(-1) ?? [])
          : [],
      ),
    ),
);

export const setuid = eitherRule(
  {
    id: 'setuid',
    severity: 'Medium',
    message: 'A file is made to run with its owner’s rights, whoever starts it.',
    why: 'It lets an ordinary user become root. On a shell or an interpreter it is a back door.',
    instead:
      'Start as root and drop rights (USER, gosu), or give the one capability that is needed.',
    techniques: ['T1548.001'],
  },
  (about) =>
    actRule(about, 'command', ({ name, args }, _, { acts }) => {
      if (name === 'setcap')
        return (
          args.some((arg) => strong.test(arg)) && {
            severity: args.some((arg) => customary.test(arg))
              ? ('Low' as const)
              : ('Medium' as const),
            message: 'A file is given a capability that amounts to root.',
          }
        );
      const given =
        name === 'chmod' ? args.find((arg) => !/^-[RcfvR]|^--/.test(arg)) : modeOf(name, args);
      if (given === undefined || !mode.test(given) || groupOnly.test(given)) return false;
      const files = args.filter((arg) => arg !== given && !arg.startsWith('-'));
      const fetched = files.some((file) => downloaded(acts).has(file));
      const message = `${files.join(', ') || 'A file'} is made to run with its owner’s rights.`;
      if (!fetched && files.length > 0 && files.every((file) => customary.test(file)))
        return { severity: 'Low', message };
      return fetched || files.some((file) => interpreters.test(file) || copies(acts).has(file))
        ? { severity: 'High', message }
        : { message };
    }),
);

function modeOf(name: string, args: string[]): string | undefined {
  if (name !== 'install') return undefined;
  const at = args.findIndex((arg) => /^-\w*m$|^--mode$/.test(arg));
  return at < 0
    ? args.map((arg) => /^(?:-m|--mode=)(.+)$/.exec(arg)?.[1]).find(Boolean)
    : args[at + 1];
}
