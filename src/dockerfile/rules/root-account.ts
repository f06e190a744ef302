import { actRule, eitherRule, scriptMatches } from '../rule.js';

/** A line of /etc/passwd that gives root's number to somebody else. */
const second = /^(?!root:)[^:\s#]+:[^:\n]*:0+:/m;

/** A number that is given to the build is 0 by default in many files, and meant to be another. */
const isWritten = scriptMatches(/\s(?:-\w{0,9}u|--uid)[\s=]["']?0+["']?(?:\s|$)/);

export const rootAccount = eitherRule(
  {
    id: 'root-account',
    severity: 'High',
    message: 'An account of another name is root.',
    why: 'It is let in as root wherever root’s own account is locked or watched.',
    instead: 'Give the account a number of its own, and the one right that it needs.',
    techniques: ['T1136.001'],
  },
  (about) =>
    actRule(
      about,
      'write',
      ({ path, text }) => path.endsWith('/etc/passwd') && second.test(text.slice(0, 65_536)),
    ),
  (about) =>
    actRule(about, 'command', ({ name, args }, instruction) => {
      if (!/^(?:useradd|adduser|usermod)$/.test(name) || args.at(-1) === 'root') return false;
      const isZero = args.some(
        (arg, i) =>
          /^(?:-u0+|--uid=0+)$/.test(arg) ||
          (/^0+$/.test(arg) && /^(?:-\w*u|--uid)$/.test(args[i - 1] ?? '')),
      );
      return isZero && isWritten(instruction);
    }),
);
