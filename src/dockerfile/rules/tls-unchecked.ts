import { dictionary } from '../../model/dictionary.js';
import type { Command } from '../act.js';
import { actRule, eitherRule, wholeRule } from '../rule.js';
import { isLoopbackUrl, nameOf } from '../told.js';

const variables: Record<string, RegExp> = dictionary({
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?:1|true|yes)$/i,
  NPM_CONFIG_STRICT_SSL: /^false$/i,
  npm_config_strict_ssl: /^false$/i,
  YARN_ENABLE_STRICT_SSL: /^(?:0|false)$/i,
  PIP_TRUSTED_HOST: /./,
  UV_INSECURE_HOST: /./,
  GOINSECURE: /./,
  PERL_LWP_SSL_VERIFY_HOSTNAME: /^0$/,
  HOMEBREW_CURL_INSECURE: /./,
});

/** Texts in configuration files and arguments that turn the check off. */
const settings =
  /\bhttp\.(?:\S{0,200}\.)?sslverify(?:\s*=\s*|\s+)"?(?:false|0)|\bsslverify\s*=\s*(?:false|0)\b|\bstrict[-_]ssl(?:\s*=\s*|\s+)"?false|Verify-(?:Peer|Host)\s*(?:=\s*)?"?(?:false|0)|\btrusted[-_]host\s*=|\bssl_verify(?:_mode)?(?:\s*[:=]\s*|\s+)(?:false|no|0)|\bcheck[-_]certificate\s*=\s*(?:off|false)|disable-tls\s+(?:true|1)|\bssl_verifypeer\s*[:=]\s*(?:false|0)/i;
const flags =
  /^--(?:no-check-certificate|trusted-host|insecure-skip-tls-verify|no-verify-ssl|skip-tls-verify|tls-verify=false|allow-insecure-host|trust-server-cert|insecure-registry)(?:=|$)/;

export const tlsUnchecked = eitherRule(
  {
    id: 'tls-unchecked',
    severity: 'Medium',
    message: 'Certificates are not checked.',
    why: 'Whoever is on the way can answer in the server’s place, and what they send ends up in the image.',
    instead:
      'Install the ca-certificates package, or the certificate of your own authority; keep the check on.',
    techniques: ['T1557', 'T1105'],
  },
  (about) =>
    actRule(about, 'fetch', ({ download }, { name }) => {
      if (!download.isUnchecked || download.urls.every(isLoopbackUrl)) return false;
      const message = `${nameOf(download)} is fetched by ${download.tool} without a look at the certificate.`;
      const isBuild = name === 'RUN' || name === 'ADD';
      return download.isVerified || !isBuild ? { severity: 'Low', message } : { message };
    }),
  (about) =>
    actRule(about, 'command', (act) => {
      if (act.name === 'wget' || act.name === 'curl' || act.name === 'aria2c') return false;
      if (act.args.some((arg) => flags.test(arg)))
        return { message: `${act.name} is told not to check certificates.` };
      return (
        settings.test(joined(act)) && {
          message: `${act.name} turns the check of certificates off.`,
        }
      );
    }),
  (about) =>
    actRule(
      about,
      'write',
      ({ path, text }) =>
        (path.endsWith('curlrc') ? /^[ \t]*-?-?(?:insecure|k)\b/m : settings).test(
          text.slice(0, 65_536),
        ) && {
          message: `${path} turns the check of certificates off.`,
        },
    ),
  (about) =>
    wholeRule(about, ({ settings: all, instructions }) =>
      all.flatMap(({ name, value, instruction }) => {
        const start = instructions[instruction]?.start;
        if (!start || value === undefined || !variables[name]?.test(value)) return [];
        return [{ ...start, instruction, message: `${name} turns the check of certificates off.` }];
      }),
    ),
);

function joined({ name, args }: Command): string {
  return /^(?:echo|printf|cat)$/.test(name) ? '' : args.join(' ').slice(0, 65_536);
}
