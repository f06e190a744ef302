import type { Command } from '../act.js';
import { actRule } from '../rule.js';
import { encodedOutput, shown } from '../shell/tokens.js';
import { isThrowAwayHost, kindOfUrl, readUrl } from '../source.js';
import { isLoopbackUrl } from '../told.js';

const unknown = /[\ufdd0-\ufddf]/;
/** Where messages are taken from anybody who knows the address. */
const messages = /^https?:\/\/(?:[\w-]+\.)?discord(?:app)?\.com\/api\/webhooks\//;

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
    const host = shown(readUrl(to)?.host ?? '') || 'a host that the file does not tell';
    const message = `${act.name} sends files or output to ${host}.`;
    const isOpen = isThrowAwayHost(to) || messages.test(to);
    return (kind === 'named' || kind === 'unknown') && !isOpen
      ? { message }
      : { severity: 'High', message };
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
      if (!pattern.test(arg.replace(/=.*/s, ''))) return [];
      return [attached?.[1] ?? args[i + 1] ?? ''];
    });
  if (languages.test(name)) return sentBy(args.find((arg) => /\s|\(/.test(arg)) ?? stdin ?? '');
  if (/^(?:curl|wget)$/.test(name) && args.some((arg) => carries(arg))) return withScheme(url);
  if (
    /^(?:aws|gsutil|s3cmd|rclone)$/.test(name) &&
    args.some((arg) => /^(?:cp|mv|sync|put|copy|copyto)$/.test(arg))
  ) {
    const [from = '', to = ''] = args.filter((arg) => !arg.startsWith('-')).slice(-2);
    const bucket = /^(?:s3|gs):\/\/([^/]*)/.exec(to)?.[1];
    return bucket === undefined || /^(?:s3|gs):/.test(from) ? undefined : `https://${bucket}.s3/`;
  }
  if (name === 'scp' || name === 'rsync') {
    const [from, to = ''] = args.filter((arg) => !arg.startsWith('-')).slice(-2);
    const remote = /^(?:[\w.-]+@)?([\w.-]{2,}):(?!\/\/)|^rsync:\/\/([\w.-]+)/;
    const [, host, second] = remote.exec(to) ?? [];
    return from && (host ?? second) && !remote.test(from) ? `ssh://${host ?? second}/` : undefined;
  }
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
  if (/^(?:nc|ncat|netcat)$/.test(name) && stdin !== undefined && unknown.test(stdin)) {
    const [host, port] = args.filter((arg) => !arg.startsWith('-'));
    return host && port && /^\d+$/.test(port) ? `tcp://${host}:${port}` : undefined;
  }
  return undefined;
}

const languages = /^(?:python|perl|ruby|node|nodejs|php)[\d.]*$/;
const secrets =
  /\bos\.environ\b(?!\s*(?:\[|\.get))|\bprocess\.env\b(?!\s*[.[])|\bENV\.to_|\/etc\/shadow|\.ssh\/|\.aws\/|\.docker\/config/;
const posts = /\bdata\s*=|\.post\s*\(|\bPOST\b|\burlopen\s*\(|\bfiles\s*=|\bfetch\s*\(/;

/** Where a program sends the environment, or a file that holds secrets. */
function sentBy(program: string): string | undefined {
  const text = program.slice(0, 65_536);
  return secrets.test(text) && posts.test(text)
    ? /\bhttps?:\/\/[^\s"'`)]+/.exec(text)?.[0]
    : undefined;
}

/** Encoded output in a URL or a header; credentials are encoded in one by custom. */
const carries = (arg: string): boolean =>
  arg.includes(encodedOutput) && !/^-?-?H?(?:eader=?)?\s*(?:proxy-)?authorization:/i.test(arg);

const withScheme = (url: string | undefined): string =>
  url === undefined ? '' : /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`;
