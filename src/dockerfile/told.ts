import type { Download } from './act.js';
import { shown } from './shell/tokens.js';
import { addressOf, readUrl } from './source.js';

/** A download as one names it in a sentence; credentials in its URL are left out. */
export function nameOf({ urls, tool }: Download): string {
  const [url] = urls;
  if (url === undefined) return `What ${tool} fetches`;
  return brief(withoutCredentials(shown(url)));
}

export const withoutCredentials = (text: string): string =>
  text.replace(/(\b[a-z][a-z0-9+.-]{0,31}:\/\/)[^/@\s"']*@/gi, '$1');

export const brief = (text: string, most = 100): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

export function isLoopbackUrl(url: string): boolean {
  const host = readUrl(url)?.host ?? '';
  return host === 'localhost' || /^(?:127\.|0\.0\.0\.0$|::1$)/.test(addressOf(host) ?? '');
}
