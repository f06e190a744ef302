import { readOptions, type Takes } from '../shell/options.js';
import type { Call, Program, Programs } from '../shell/program.js';

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
  dpkg: (call) =>
    call.args.some((arg) => /^-\w*i|^--install/.test(arg)) ? install(call, filesAlone) : undefined,
  gdebi: installs([]),
  apt: installs(['install']),
  'apt-get': installs(['install']),
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
    return isInstall ? install(call) : undefined;
  };
}

function install(call: Call, takes: Takes = sources): undefined {
  const { args, machine, name } = call;
  const { operands } = readOptions(args, takes);
  const isUnchecked = args.some((arg) =>
    /^--(?:trusted-host|nosignature|no-check-certificate|allow-insecure-host)/.test(arg),
  );
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

/** Their options that take a value which may look like a place. */
const sources: Takes = {
  short: 'firctpX',
  long: 'index-url extra-index-url find-links requirement constraint target prefix registry trusted-host cache-dir repository repofrompath root source path proxy cert timeout python git branch rev tag',
};

/** Programs that know no other source. */
const filesAlone: Takes = { short: '', long: 'root prefix dbpath' };
