import { dictionary } from '../../model/dictionary.js';
import { actRule, eitherRule } from '../rule.js';

const flags: Record<string, RegExp> = dictionary({
  apt: /^--(?:allow-unauthenticated|force-yes|allow-insecure-repositories|no-check-signatures)$|AllowUnauthenticated=(?:true|1)|Allow(?:Insecure|DowngradeToInsecure|Weak)Repositories=(?:true|1)/i,
  apk: /^--allow-untrusted$/,
  yum: /^--nogpgcheck$|gpgcheck=(?:0|false)/,
  rpm: /^--(?:nosignature|nogpg|nodigest)$/,
  zypper: /^--(?:no-gpg-checks|allow-unsigned-rpm)$/,
  pacman: /SigLevel\s*(?:=\s*)?Never/,
});
const families: Record<string, keyof typeof flags> = dictionary({
  apt: 'apt',
  'apt-get': 'apt',
  aptitude: 'apt',
  apk: 'apk',
  yum: 'yum',
  dnf: 'yum',
  microdnf: 'yum',
  'yum-config-manager': 'yum',
  rpm: 'rpm',
  zypper: 'zypper',
  pacman: 'pacman',
});
const written =
  /\[[^[\]\n]*trusted\s*=\s*yes|^[ \t]*Trusted:\s*yes|\b(?:repo_)?gpgcheck\s*=\s*0|AllowInsecureRepositories\s+"?(?:true|1)|AllowUnauthenticated\s+"?(?:true|1)|SigLevel\s*=\s*Never/im;

/** Nothing ties what comes to its maker then: neither the way nor a signature. */
const isOpen = (text: string): boolean =>
  text
    .split('\n')
    .some(
      (line) =>
        /^\s*baseurl\s*=\s*http:\/\//i.test(line) ||
        (/^\s*deb\b/i.test(line) && /\btrusted\s*=\s*yes/i.test(line) && /\bhttp:\/\//i.test(line)),
    );

export const packagesUnsigned = eitherRule(
  {
    id: 'packages-unsigned',
    severity: 'Low',
    message: 'Packages are installed without a look at their signature.',
    why: 'The signature is what ties a package to its maker, whatever mirror it came from.',
    instead: 'Install the repository’s key, and leave the check on.',
    techniques: ['T1195.002'],
  },
  (about) =>
    actRule(about, 'command', ({ name, args }) => {
      const pattern = flags[families[name] ?? ''];
      return pattern !== undefined && args.some((arg) => pattern.test(arg));
    }),
  (about) =>
    actRule(about, 'write', ({ text }) => {
      const part = text.slice(0, 65_536);
      if (!written.test(part)) return false;
      const message = 'Packages from plain HTTP are installed without a look at their signature.';
      return isOpen(part) ? { severity: 'Medium', message } : true;
    }),
);
