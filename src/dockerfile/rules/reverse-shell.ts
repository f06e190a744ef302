import type { Act, Command } from '../act.js';
import { actRule, eitherRule, onceFor } from '../rule.js';

const shells = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
/** Sockets and a shell in one program. */
const programs =
  /(?:socket|fsockopen|IO::Socket|TCPSocket|net\.connect|net\.Socket)[\s\S]{0,2000}(?:dup2|pty\.spawn|exec\s*[("']\s*\/bin\/(?:ba)?sh|\/bin\/(?:ba)?sh\s+-i|subprocess\.\w+\(\s*\[\s*["']\/bin)/;

/** Whatever comes over the connection is run. */
const runsWhatComes =
  /(?:TCPSocket|IO::Socket|fsockopen|socket\.tcp|\.tcp\s*\(\)|\/inet6?\/tcp\/)[\s\S]{0,2000}(?:popen|\bsystem\b|shell_exec|proc_open|\|\s*getline)/;

export const reverseShell = eitherRule(
  {
    id: 'reverse-shell',
    severity: 'High',
    message: 'A shell is handed to somebody over the network.',
    why: 'Whoever listens there gets a shell inside the build, or in every container of the image.',
    instead: 'Remove it. Nothing that builds or runs software needs it.',
    techniques: ['T1059.004', 'T1571'],
  },
  (about) =>
    actRule(
      about,
      'socket',
      ({ host, port, isLoopback, instruction, line }, { name }, { acts }) => {
        if (isLoopback) return false;
        if (isInteractive(acts, instruction, line))
          return { message: `An interactive shell is connected to ${host}:${port}.` };
        return (
          name === 'RUN' && {
            severity: 'Medium',
            message: `The shell itself connects to ${host}:${port}.`,
          }
        );
      },
    ),
  (about) =>
    actRule(
      about,
      'command',
      (act, _, { acts }) =>
        handsOver(act) ||
        (connects(act) &&
          act.stdin !== undefined &&
          isInteractive(acts, act.instruction, act.line)),
    ),
);

/** Where shells are started for somebody to type at: instruction and line. */
const interactive = onceFor(
  (acts: readonly Act[]) =>
    new Set(
      acts.flatMap((act) =>
        act.kind === 'command' && shells.test(act.name) && act.args.includes('-i')
          ? `${act.instruction} ${act.line}`
          : [],
      ),
    ),
);

/** Whether one is in this very command. */
const isInteractive = (acts: readonly Act[], instruction: number, line: number): boolean =>
  [line - 1, line, line + 1].some((near) => interactive(acts).has(`${instruction} ${near}`));

const connects = ({ name, args }: Command): boolean =>
  /^(?:nc|ncat|netcat|telnet|socat)$/.test(name) || (name === 'openssl' && args[0] === 's_client');

function handsOver({ name, args }: Command): boolean {
  if (/^(?:nc|ncat|netcat)$/.test(name)) {
    return args.some(
      (arg, i) =>
        (/^(?:-\w*[ec]|--(?:sh-)?exec)$/.test(arg) &&
          shells.test((args[i + 1] ?? '').split(' ')[0] ?? '')) ||
        /^--(?:sh-)?exec=.*sh$/.test(arg),
    );
  }
  if (name === 'socat')
    return (
      args.some((arg) => /^(?:exec|system):['"]?(?:\/\S*\/)?(?:ba)?sh/i.test(arg)) &&
      args.some((arg) => /^(?:tcp|openssl|ssl)/i.test(arg))
    );
  if (!/^(?:python|perl|ruby|php|node|lua|[gm]?awk)[\d.]*$/.test(name)) return false;
  return args.some((arg) => {
    const text = arg.slice(0, 20_000);
    return programs.test(text) || runsWhatComes.test(text);
  });
}
