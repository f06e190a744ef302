import { actRule } from '../rule.js';

const scanners =
  /^(?:masscan|zgrab2?|zmap|pnscan|rustscan|xmap|unicornscan|scanrand|naabu|fscan|kubehunter|peirates|botb)$/;

export const scanner = actRule(
  {
    id: 'scanner',
    severity: 'Medium',
    message: 'It brings or runs a program that scans whole networks.',
    why: 'Worms that spread between container hosts bring such scanners to find the next one.',
    instead: 'Keep scanners in images that are made for them, and never run one in a build.',
    techniques: ['T1046', 'T1595.001'],
  },
  'command',
  ({ name, args }, { name: instruction }) => {
    if (scanners.test(name)) {
      const runs =
        instruction === 'RUN' && !args.some((arg) => /^--?(?:version|help|V|h)$/.test(arg));
      const message = `${name} scans whole networks.`;
      return runs ? { severity: 'High', message } : { message };
    }
    const what = args.find((arg) => scanners.test(arg));
    return (
      /^(?:apt|apt-get|apk|yum|dnf|microdnf|zypper|pacman)$/.test(name) &&
      what !== undefined && { message: `${what} is installed, which scans whole networks.` }
    );
  },
);
