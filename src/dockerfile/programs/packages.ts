import { readOptions, type Takes } from '../shell/options.js';
import type { Call, Program, Programs } from '../shell/program.js';
import { addressOf, readUrl } from '../source.js';

/** Programs that install packages: of one that is named by its URL or file, the scripts run at once. */
export const packageManagers: Programs = {
  pip: installs(['install', 'wheel', 'download']),
  pipx: installs(['install', 'run']),
  uv: installs(['install', 'add', 'run']),
  easy_install: installs([]),
  npm: installs(['install', 'i', 'add', 'ci']),
  pnpm: installs(['install', 'i', 'add']),
  yarn: installs(['add', 'global']),
  npx: installs([]),
  gem: installs(['install']),
  cpanm: installs([]),
  cpan: installs([]),
  'go-get': installs([]),
  cargo: installs(['install']),
  go: installs(['install', 'get', 'build', 'run']),
  dpkg: (call) =>
    call.args.some((arg) => /^-\w*i|^--install/.test(arg)) ? install(call, filesAlone) : undefined,
  gdebi: installs([]),
  apt: installs(['install']),
  'apt-get': installs(['install']),
  'add-apt-repository': ({ args, machine }) => {
    machine.write('/etc/apt/sources.list.d/added.list', args.join(' '));
    return '';
  },
  'yum-config-manager': addsRepository,
  rpm: (call) =>
    call.args.some((arg) => /^-\w*[iUF]|^--(?:install|upgrade)/.test(arg))
      ? install(call, filesAlone)
      : undefined,
  yum: installs(['install', 'localinstall']),
  dnf: installs(['install', 'localinstall']),
  microdnf: installs(['install']),
  zypper: installs(['install', 'in']),
  apk: installs(['add']),
  snap: installs(['install']),
};

function installs(commands: string[]): Program {
  return (call) => {
    const isInstall = commands.length === 0 || call.args.some((arg) => commands.includes(arg));
    if (isInstall) return install(call);
    configure(call);
    return undefined;
  };
}

/** `npm config set registry URL` and its like: holds for what is installed later. */
function configure({ name, args: [command, ...rest], machine }: Call): void {
  const words = rest.filter((arg) => arg !== 'set' && !/^-(?:g|-global|-user)$/.test(arg));
  const [key = '', value = words[1]] = (words[0] ?? '').split('=');
  if (command === 'config' && /^(?:global\.)?(?:index-url|registry)$/.test(key) && value)
    machine.variables.set(name === 'pip' ? 'PIP_INDEX_URL' : 'npm_config_registry', value);
}

function addsRepository({ args, machine }: Call): string {
  machine.write('/etc/yum.repos.d/added.repo', args.join(' '));
  return '';
}

function install(call: Call, takes: Takes = sources): undefined {
  const { args, machine, name } = call;
  const { operands } = readOptions(args, takes);
  const isUnchecked = args.some((arg) =>
    /^--(?:trusted-host|nosignature|no-check-certificate|allow-insecure-host)/.test(arg),
  );
  for (const url of odd(call)) {
    const token = machine.fetch({ tool: name, urls: [url], isUnchecked });
    const downloads = machine.record.downloads.in(token);
    machine.act({ kind: 'run', downloads, isVerified: false, manner: 'package', by: name });
  }
  for (const operand of operands) {
    const url = /^(?:[\w.[\]-]+\s*@\s*)?((?:git\+)?(?:https?|ftp|ssh|git):\/\/\S+)$/.exec(
      operand,
    )?.[1];
    const isFile = /\/|\.(?:deb|rpm|apk|whl|gem|tgz|tar\.\w+|zip|jar|crate)$/.test(operand);
    const known = url === undefined && isFile ? machine.read(operand) : undefined;
    const text = url ? machine.fetch({ tool: name, urls: [url], isUnchecked }) : known?.text;
    const downloads = text === undefined ? [] : machine.record.downloads.in(text);
    if (downloads.length === 0) continue;
    machine.act({
      kind: 'run',
      downloads,
      isVerified: downloads.every((each) => each.isVerified),
      manner: 'package',
      by: name,
    });
  }
}

/** Where a package manager looks, by its name: options, variables and files that say so. */
const places: [RegExp, { options: string[]; variables: RegExp; files: RegExp }][] = [
  [
    /^(?:pip|pipx|uv|easy_install)[\d.]*$/,
    {
      options: ['-i', '--index-url', '--extra-index-url', '-f', '--find-links', '--index'],
      variables: /^(?:PIP|UV)_(?:EXTRA_)?(?:DEFAULT_)?INDEX(?:_URL)?$|^PIP_FIND_LINKS$/,
      files: /\/pip\.conf$|\/\.?pydistutils\.cfg$/,
    },
  ],
  [
    /^(?:npm|npx|pnpm|yarn)$/,
    {
      options: ['--registry'],
      variables: /^npm_config_registry$/i,
      files: /\/\.?npmrc$|\/\.yarnrc(?:\.yml)?$/,
    },
  ],
  [/^gem$/, { options: ['-s', '--source'], variables: /^$/, files: /\/\.?gemrc$/ }],
  [/^go$/, { options: [], variables: /^GOPROXY$/, files: /^$/ }],
  [/^apt(?:-get)?$/, { options: [], variables: /^$/, files: /^\/etc\/apt\/sources\.list/ }],
  [
    /^(?:yum|dnf|microdnf|zypper)$/,
    {
      options: ['--repofrompath', '--baseurl'],
      variables: /^$/,
      files: /^\/etc\/(?:yum\.repos\.d|zypp\/repos\.d)\/|^\/etc\/(?:yum|dnf\/dnf)\.conf$/,
    },
  ],
  [
    /^apk$/,
    { options: ['-X', '--repository'], variables: /^$/, files: /^\/etc\/apk\/repositories/ },
  ],
];

/** Sources of packages that are an address instead of a name, or lie on the host or network of the build. */
function odd({ name, args, machine }: Call): string[] {
  const place = places.find(([program]) => program.test(name))?.[1];
  if (!place) return [];
  const { options, variables, files } = place;
  const told = [
    ...readOptions(args, sources).values(...options),
    ...[...machine.variables].filter(([key]) => variables.test(key)).map(([, value]) => value),
    ...[...machine.files].filter(([path]) => files.test(path)).map(([, text]) => text),
  ];
  const urls = told
    .flatMap((text) => text.slice(0, 65_536).match(/\b(?:https?|ftp):\/\/[^\s"'<>,|]+/g) ?? [])
    .filter((url) => addressOf(readUrl(url)?.host ?? '') !== undefined);
  return [...new Set(urls)].slice(0, 10);
}

/** Their options that take a value which may look like a place. */
const sources: Takes = {
  short: 'firctpXs',
  long: 'index index-url extra-index-url find-links requirement constraint target prefix registry trusted-host cache-dir repository repofrompath root source path proxy cert timeout python git branch rev tag',
};

/** Programs that know no other source. */
const filesAlone: Takes = { short: '', long: 'root prefix dbpath' };
