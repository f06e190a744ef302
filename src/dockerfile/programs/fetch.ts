import { posix } from 'node:path';
import { trimEndOf } from '../../model/trim.js';
import { type Options, readOptions } from '../shell/options.js';
import type { Call, Program, Programs } from '../shell/program.js';
import { unknownOutput, withoutDecoding } from '../shell/tokens.js';

/** Programs that bring something from elsewhere. */
export const fetchers: Programs = {
  curl,
  wget,
  aria2c: saves(
    { short: 'dosxjkij', long: 'dir out split' },
    ['-o', '--out'],
    ['-d', '--dir'],
    ['--check-certificate'],
  ),
  axel: saves({ short: 'osnTUH', long: 'output' }, ['-o', '--output'], [], ['-k', '--insecure']),
  fetch: saves({ short: 'oT', long: 'output' }, ['-o', '--output'], [], ['--no-verify-peer']),
  http: printsIt(['--verify=no']),
  https: printsIt(['--verify=no']),
  xh: printsIt(['--verify=no']),
  GET: printsIt([]),
  lynx: printsIt([]),
  w3m: printsIt([]),
  links: printsIt([]),
  elinks: printsIt([]),
  'lwp-request': printsIt([]),
  'apt-helper': ({ args, machine }) => {
    const [command, url = '', file = baseName(url)] = args;
    if (command !== 'download-file') return undefined;
    machine.write(file, machine.fetch({ tool: 'apt-helper', urls: [url], isUnchecked: false }));
    return '';
  },
  'lwp-download': ({ args, machine }) => {
    const url = withScheme(args[0] ?? '');
    machine.write(
      args[1] ?? baseName(url),
      machine.fetch({ tool: 'lwp-download', urls: [url], isUnchecked: false }),
    );
    return '';
  },
  nc: rawSocket,
  ncat: rawSocket,
  netcat: rawSocket,
  telnet: rawSocket,
  socat: ({ args, machine }) => {
    const [, scheme = 'tcp', place = ''] =
      args
        .map((arg) => /^(TCP|OPENSSL|UDP|SSL)\d?(?:-CONNECT)?:([^,]+)/i.exec(arg))
        .find(Boolean) ?? [];
    if (place === '' || isLoopback(place)) return undefined;
    return machine.fetch({
      tool: 'socat',
      urls: [`${scheme.toLowerCase()}://${place}`],
      isUnchecked: false,
    });
  },
  dig: dns,
  nslookup: dns,
  host: dns,
  drill: dns,
  ssh: ({ args, machine }) => {
    const { operands } = readOptions(args, { short: 'BbcDEeFIiJLlmOopQRSWw', long: '' });
    const [host = '', ...command] = operands;
    if (host === '' || command.length === 0) return undefined;
    const url = `ssh://${host.replace(/^.*@/, '')}/`;
    return machine.fetch({ tool: 'ssh', urls: [url], isUnchecked: false });
  },
  scp: copies,
  rsync: copies,
  tftp: ({ args, machine }) => {
    const host = args.find(isHost) ?? 'unknown';
    const file = args[Math.max(args.indexOf('-r'), args.indexOf('get')) + 1] ?? 'file';
    const local = args.includes('-l') ? (args[args.indexOf('-l') + 1] ?? file) : file;
    machine.write(
      local,
      machine.fetch({ tool: 'tftp', urls: [`tftp://${host}/${file}`], isUnchecked: false }),
    );
    return '';
  },
  ftpget: ({ args, machine }) => {
    const { operands } = readOptions(args, { short: 'upP', long: 'username password port' });
    const [host = '', local = '', remote = local] = operands;
    machine.write(
      local,
      machine.fetch({ tool: 'ftpget', urls: [`ftp://${host}/${remote}`], isUnchecked: false }),
    );
    return '';
  },
  ftp,
  lftp: ftp,
  sftp: ftp,
  git,
  svn: ({ args, machine }) => {
    const [command, url = '', to] = args.filter((arg) => !arg.startsWith('-'));
    if (command === 'checkout' || command === 'co' || command === 'export')
      machine.unpack(
        machine.fetch({
          tool: 'svn',
          urls: [url],
          isUnchecked: args.includes('--trust-server-cert'),
        }),
        to ?? baseName(url),
      );
    return '';
  },
};

const curlTakes = {
  short: 'oOdHuAexTFmwKbcCrtyYzEDXUPQhh'.replace(/[Oh]/g, ''),
  long: 'output output-dir data data-raw data-binary data-urlencode data-ascii json header user user-agent referer proxy upload-file form form-string max-time connect-timeout retry retry-delay retry-max-time write-out config cookie cookie-jar continue-at range time-cond cert key cacert capath cert-type key-type request proxy-user ciphers tls-max interface resolve limit-rate max-redirs url unix-socket abstract-unix-socket noproxy speed-limit speed-time preproxy socks5 socks5-hostname proto proto-default proto-redir dns-servers connect-to request-target pinnedpubkey max-filesize netrc-file doh-url aws-sigv4 variable',
};

function curl(call: Call): string {
  const { machine } = call;
  const options = readOptions([...call.args, ...configured(call)], curlTakes);
  const urls = placesIn([...options.operands, ...options.values('--url')]);
  if (urls.length === 0 || options.has('--unix-socket', '--abstract-unix-socket'))
    return unknownOutput;
  const isUnchecked =
    options.has('-k', '--insecure') || isSet(machine, /curlrc$/, /^[ \t]*-?-?(?:insecure|k)\b/m);
  const names = options.values('-o', '--output');
  const isNamed = options.has('-O', '--remote-name', '--remote-name-all');
  const directory = options.values('--output-dir')[0] ?? '';
  let output = '';
  urls.forEach((url, i) => {
    const token = machine.fetch({ tool: 'curl', urls: [url], isUnchecked });
    const file = names[i] ?? (isNamed ? baseName(url) : undefined);
    if (file === undefined || file === '-' || file === '/dev/stdout') output += token;
    else machine.write(posix.join(directory, file), token);
  });
  return output;
}

/** What an earlier step wrote into the settings of a client. */
const isSet = ({ files }: Call['machine'], file: RegExp, line: RegExp): boolean =>
  [...files].some(([path, text]) => file.test(path) && line.test(text));

/** Options that stand in a file, or in the input, one on a line. */
function configured({ args, stdin, machine }: Call): string[] {
  return readOptions(args, curlTakes)
    .values('-K', '--config')
    .flatMap((file) => ((file === '-' ? stdin : machine.read(file)?.text) ?? '').split('\n'))
    .slice(0, 50)
    .flatMap((line) => {
      const [, name = '', rest = ''] = /^(?:--?)?(\w[\w-]*)(.*)/s.exec(line.trim()) ?? [];
      if (name === '' || !/^(?:[\s=:]|$)/.test(rest)) return [];
      const option = `${name.length > 1 ? '--' : '-'}${name}`;
      const value = rest.trimStart().replace(/^[=:]\s*/, '');
      return rest === '' ? [option] : [option, value.replace(/^"|"$/g, '')];
    });
}

/** Places that are named; a variable of which nothing is known most likely holds options. */
function placesIn(operands: string[]): string[] {
  const named = operands.filter((each) => !/^\$\{\w+\}$/.test(each));
  return (named.length > 0 ? named : operands).map(withScheme);
}

const wgetTakes = {
  short: 'OPotTwQeUBabiAlDIXRY',
  long: 'output-document directory-prefix output-file append-output tries timeout wait quota execute user-agent header user password post-data post-file body-data body-file method ca-certificate certificate private-key referer input-file base accept reject level limit-rate dns-timeout connect-timeout read-timeout waitretry progress load-cookies save-cookies secure-protocol http-user http-password proxy-user proxy-password',
};

function wget({ args, machine, stdin }: Call): string {
  const options = readOptions(args, wgetTakes);
  const urls = placesIn(options.operands);
  const lists = options.values('-i', '--input-file');
  if (lists.length > 0)
    urls.push(
      ...lists.map(
        (file) => (file === '-' ? stdin : machine.read(file)?.text)?.trim() ?? unknownOutput,
      ),
    );
  if (urls.length === 0) return unknownOutput;
  const isUnchecked =
    options.has('--no-check-certificate') ||
    isSet(machine, /wgetrc$/, /^[ \t]*check_?certificate[ \t]*=[ \t]*off/im);
  const [name] = options.values('-O', '--output-document');
  const [directory = ''] = options.values('-P', '--directory-prefix');
  const tokens = urls.map((url) => machine.fetch({ tool: 'wget', urls: [url], isUnchecked }));
  if (name === '-' || name === '/dev/stdout') return tokens.join('');
  urls.forEach((url, i) => {
    machine.write(name ?? posix.join(directory, baseName(url)), tokens[i] ?? '');
  });
  return '';
}

/** A client that is told what to get in a language of its own. */
function ftp({ name, args, stdin, machine }: Call): string {
  const { operands, values } = readOptions(args, { short: 'ceupboP', long: '' });
  const script = [...values('-c', '-e'), stdin ?? ''].join('\n');
  const host =
    /\bopen\s+(?:-\S+\s+\S+\s+)*(\S+)/.exec(script)?.[1]?.replace(/;$/, '') ?? operands[0] ?? '';
  const [, bare = host] = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([^/:]+)/.exec(host) ?? [];
  for (const [, from = '', to = baseName(from)] of script.matchAll(
    /(?:^|;)[ \t]*(?:re)?m?p?get[ \t]+(?:-\w+[ \t]+)*([^\s;]+)(?:[ \t]+(?:-o[ \t]+)?([^\s;]+))?/gm,
  ))
    machine.write(
      to,
      machine.fetch({
        tool: name,
        urls: [`${name === 'sftp' ? 'ssh' : 'ftp'}://${bare}/${from.replace(/^\/+/, '')}`],
        isUnchecked: false,
      }),
    );
  return '';
}

function saves(
  takes: { short: string; long: string },
  outputs: string[],
  directories: string[],
  unchecked: string[],
): Program {
  return ({ name, args, machine }) => {
    const options = readOptions(args, takes);
    const [file] = options.values(...outputs);
    const [directory = ''] = options.values(...directories);
    for (const url of options.operands.map(withScheme)) {
      const token = machine.fetch({
        tool: name,
        urls: [url],
        isUnchecked: options.has(...unchecked),
      });
      if (file === '-') return token;
      machine.write(posix.join(directory, file ?? baseName(url)), token);
    }
    return '';
  };
}

function printsIt(unchecked: string[]): Program {
  return ({ name, args, machine }) => {
    const url = args.find((arg) => /^https?:\/\/|^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(arg));
    if (!url) return undefined;
    const isUnchecked = args.some((arg) => unchecked.includes(arg));
    const token = machine.fetch({ tool: name, urls: [withScheme(url)], isUnchecked });
    const file = args[args.findIndex((arg) => /^(?:-o|--output)$/.test(arg)) + 1];
    if (!args.some((arg) => /^(?:-o|--output)$/.test(arg)) || !file) return token;
    machine.write(file, token);
    return '';
  };
}

function rawSocket({ name, args, machine }: Call): string | undefined {
  const operands = readOptions(args, { short: 'wpsqeciOTXx', long: 'exec sh-exec' }).operands;
  const [host = '', port = ''] = operands;
  if (host === '' || !/^\d+$|^\$\{/.test(port) || isLoopback(host)) return undefined;
  return machine.fetch({ tool: name, urls: [`tcp://${host}:${port}`], isUnchecked: false });
}

const isLoopback = (host: string): boolean => /^(?:127\.|localhost\b|0\.0\.0\.0|\[?::1)/.test(host);

/** An answer of the name service carries whatever its owner put there. */
function dns({ name, args, machine }: Call): string | undefined {
  const asked = args.find((arg) => /\./.test(arg) && !/^[-+@]/.test(arg));
  return asked && args.some((arg) => /^(?:-(?:q|query|querytype|type|t)=?)?txt$/i.test(arg))
    ? machine.fetch({ tool: name, urls: [`dns://${asked}`], isUnchecked: false })
    : undefined;
}

function copies({ name, args, machine }: Call): string {
  const { operands } = readOptions(args, {
    short: 'iPoFcelTBfm',
    long: 'rsh exclude include files-from',
  });
  const to = operands.pop() ?? '.';
  for (const from of operands) {
    const remote = /^(?:rsync:\/\/)?(?:[\w.-]+@)?([\w.-]+):(.*)$/.exec(from);
    if (!remote) continue;
    const [, host = '', path = ''] = remote;
    const scheme = name === 'scp' ? 'ssh' : 'rsync';
    const token = machine.fetch({
      tool: name,
      urls: [`${scheme}://${host}/${path.replace(/^[:/]+/, '')}`],
      isUnchecked: false,
    });
    machine.unpack(token, to);
    machine.write(/\/$|^\.$/.test(to) ? posix.join(to, baseName(path)) : to, token);
  }
  return '';
}

/** Settings whose value git gives a shell. */
const runsValue =
  /^(?:core\.(?:sshcommand|fsmonitor|gitproxy|pager|editor)|diff\.external|alias\.\w+)=!?/i;

function git({ args, machine, shell }: Call): string | undefined {
  const { operands, values, has }: Options = readOptions(args, {
    short: 'bcCo',
    long: 'branch depth config origin reference template jobs filter',
  });
  const [command, url = '', to] = operands;
  const isUnchecked = values('-c', '--config').some((pair) => /sslverify=(?:false|0)/i.test(pair));
  for (const pair of values('-c', '--config'))
    if (runsValue.test(pair)) shell(pair.replace(runsValue, ''));
  if (command !== 'clone' || has('--help')) return undefined;
  const token = machine.fetch({ tool: 'git', urls: [gitUrl(url)], isUnchecked });
  machine.unpack(token, to ?? baseName(url).replace(/\.git$/, ''));
  return '';
}

/** A name with a dot in it, or an address. */
const isHost = (text: string): boolean => /^[\w.-]+$/.test(text) && text.slice(1, -1).includes('.');

/** `user@host:path` as a URL. */
function gitUrl(url: string): string {
  const [, host = '', path = ''] = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(.*)$/.exec(url) ?? [];
  return isHost(host) ? `ssh://${host}/${path}` : url;
}

function withScheme(given: string): string {
  const url = withoutDecoding(given);
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || /^[$\ufdd0-\ufddf]/.test(url)
    ? url
    : `http://${url}`;
}

function baseName(url: string): string {
  const path = trimEndOf(url.replace(/[?#].*/s, ''), '/');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === '' || /^https?:$/.test(name) ? 'index.html' : name;
}
