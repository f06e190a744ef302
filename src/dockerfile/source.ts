import { isIP, isIPv4 } from 'node:net';
import type { Download } from './act.js';

/** How far one can know what a URL will give, worst first. */
export const sourceKinds = [
  /** an address instead of a name */
  'address',
  /** a port on which software is hardly published */
  'port',
  /** anybody on the way can replace it */
  'plain',
  /** the text does not tell */
  'unknown',
  /** HTTPS from a host with a name */
  'named',
] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface Source {
  scheme: string;
  host: string;
  port: string;
  path: string;
}

/** Ports on which software is published: FTP, SSH, HTTP, HTTPS, rsync, git, key servers. */
const ordinaryPorts = new Set([
  '',
  '21',
  '22',
  '80',
  '443',
  '873',
  '8443',
  '8080',
  '9418',
  '11371',
]);

export function readUrl(url: string): Source | undefined {
  const match =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@?#]*@)?(\[[^\]]*\]|[^/:?#]*)(?::([^/?#]*))?(.*)/is.exec(url);
  if (!match) return undefined;
  const [, scheme = '', host = '', port = '', path = ''] = match;
  return {
    scheme: scheme.toLowerCase(),
    host: host.replace(/^\[|\]$/g, '').toLowerCase(),
    port,
    path,
  };
}

export function kindOfUrl(url: string): SourceKind {
  const source = readUrl(url);
  if (!source) return 'unknown';
  const { scheme, host, port } = source;
  const address = addressOf(host);
  if (address !== undefined) return isPrivate(address) ? 'plain' : 'address';
  if (/^(?:tcp|udp|dns):?$/.test(scheme)) return 'port';
  // Whatever host it is, the way there is open.
  if (host === '' || /[$\ufdd0-\ufddf]/.test(host)) return scheme === 'http' ? 'plain' : 'unknown';
  if (isLocalName(host)) return 'plain';
  if (!/[$\ufdd0-\ufddf]/.test(port) && !ordinaryPorts.has(port)) return 'port';
  return /^(?:https|ssh|git\+https|git\+ssh|sftp|ftps)$/.test(scheme) ? 'named' : 'plain';
}

/** An address in any of the forms that clients take: dotted, one number, hexadecimal, octal, or a name that holds it. */
export function addressOf(host: string): string | undefined {
  if (isIP(host)) return mapped(host) ?? host;
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]+|\d+)$/i.test(part))) {
    return /(?:^|[.-])(\d{1,3}(?:[.-]\d{1,3}){3})\.(?:nip|sslip|xip)\.io$/i
      .exec(host)?.[1]
      ?.replaceAll('-', '.');
  }
  const numbers = parts.map((part) =>
    /^0\d/.test(part) ? Number.parseInt(part, 8) : Number(part),
  );
  const last = numbers.pop() ?? 0;
  const value = numbers.reduce((sum, part, i) => sum + part * 256 ** (3 - i), 0) + last;
  if (!(value >= 0 && value < 2 ** 32)) return undefined;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The IPv4 address within an IPv6 address that stands for one. */
function mapped(address: string): string | undefined {
  const [, dotted, high = '', low = ''] =
    /^(?:0*:){2,5}(?:ffff:)(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(
      address,
    ) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === '') return undefined;
  const value = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

export function isPrivate(address: string): boolean {
  if (isIPv4(address)) {
    return /^(?:10|127|0)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\./.test(address);
  }
  return /^(?:::1|::|fe[89ab][0-9a-f]:.*|f[cd][0-9a-f]{2}:.*)$/i.test(address);
}

const isLocalName = (host: string): boolean =>
  /^(?:localhost|[^.]+)$|\.(?:local|internal|lan)$/.test(host);

/** The worst of a download's URLs. */
export function kindOf({ urls, isUnchecked }: Download): SourceKind {
  const kinds = urls.map(kindOfUrl);
  if (isUnchecked) kinds.push('plain');
  return sourceKinds.find((kind) => kinds.includes(kind)) ?? 'unknown';
}

/** Where anybody publishes without a name, or under one that lasts for a day: pastes, file drops, tunnels, free names. */
const throwAway =
  /(?:^|\.)(?:pastebin\.com|paste\.(?:ee|rs|debian\.net)|hastebin\.com|dpaste\.(?:com|org)|rentry\.(?:co|org)|ix\.io|termbin\.com|0x0\.st|transfer\.sh|file\.io|temp\.sh|bashupload\.com|gofile\.io|oshi\.at|anonfiles\.com|catbox\.moe|tmpfiles\.org|discordapp\.(?:com|net)|api\.telegram\.org|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|serveo\.net|loca\.lt|localhost\.run|lhr\.life|pinggy\.link|bore\.pub|duckdns\.org|ddns\.net|no-ip\.(?:org|biz)|hopto\.org|zapto\.org|sytes\.net|dynu\.net|myftp\.(?:org|biz)|bit\.ly|tinyurl\.com|is\.gd|cutt\.ly|rb\.gy|t\.ly|interact\.sh|oast\.(?:fun|pro|live|site|online|me)|burpcollaborator\.net|webhook\.site|requestbin\.(?:com|net)|pipedream\.net|onion|onion\.(?:ly|ws|to))$/;

export const isThrowAwayHost = (url: string): boolean => throwAway.test(readUrl(url)?.host ?? '');
