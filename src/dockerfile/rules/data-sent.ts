import type { Command } from '../act.js';
import { actRule } from '../rule.js';
import { kindOfUrl, readUrl } from '../source.js';
import { isLoopbackUrl } from '../told.js';

const unknown = /[\ufdd0-\ufddf]/;

export const dataSent = actRule(
  {
    id: 'data-sent',
    severity: 'Medium',
    message: 'A step sends files or the output of commands away.',
    why: 'A build sees source code, credentials and the network around it; what it sends has left the house.',
    instead: 'Let the build write files, and let what runs it publish them.',
    techniques: ['T1041', 'T1048'],
  },
  'command',
  (act, { name: instruction }) => {
    if (instruction !== 'RUN') return false;
    if (/^(?:dig|nslookup|host|drill|ping6?|getent)$/.test(act.name)) {
      const isSent = act.args.some((arg) => unknown.test(arg) && /\.[a-z]{2,}\.?$/i.test(arg));
      return (
        isSent && {
          severity: 'High',
          message: `${act.name} carries what was read in the name that it asks for.`,
        }
      );
    }
    const to = sends(act);
    if (to === undefined || isLoopbackUrl(to)) return false;
    const kind = kindOfUrl(to);
    const host = readUrl(to)?.host || 'a host that the file does not tell';
    const message = `${act.name} sends files or output to ${host}.`;
    return kind === 'named' || kind === 'unknown' ? { message } : { severity: 'High', message };
  },
);

/** Where data goes that is not written in the command itself. */
function sends({ name, args, stdin }: Command): string | undefined {
  const url = args.find(
    (arg) => /^https?:\/\/|^[\w-]+(?:\.[\w-]+)+(?:[:/]\S*)?$/i.test(arg) && !arg.startsWith('-'),
  );
  const valueOf = (pattern: RegExp): string[] =>
    args.flatMap((arg, i) => {
      const attached = /^--[\w-]+=([^]*)$/.exec(arg);
      if (!pattern.test(arg.replace(/=[^]*$/, ''))) return [];
      return [attached?.[1] ?? args[i + 1] ?? ''];
    });
  if (name === 'curl') {
    const uploads = valueOf(/^(?:-T|--upload-file)$/);
    const data = valueOf(/^(?:-d|-F|--data|--data-\w+|--form|--json)$/);
    const isRead = data.some((each) => /^@|=@|^[\w.]+=</.test(each) || unknown.test(each));
    return uploads.length > 0 || isRead ? withScheme(url) : undefined;
  }
  if (name === 'wget') {
    const data = valueOf(/^--(?:post|body)-data$/);
    const isRead =
      valueOf(/^--(?:post|body)-file$/).length > 0 || data.some((each) => unknown.test(each));
    return isRead ? withScheme(url) : undefined;
  }
  if (/^(?:nc|ncat|netcat)$/.test(name) && stdin !== undefined && stdin.trim() !== '') {
    const [host, port] = args.filter((arg) => !arg.startsWith('-'));
    return host && port && /^\d+$/.test(port) ? `tcp://${host}:${port}` : undefined;
  }
  return undefined;
}

const withScheme = (url: string | undefined): string =>
  url === undefined ? '' : /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`;
