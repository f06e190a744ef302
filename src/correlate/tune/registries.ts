import { isHostOf } from '../address.js';
import type { Settings } from '../settings.js';
import type { Candidate } from './candidate.js';
import type { Judged } from './judged.js';

const ports = new Set([443, 5000]);

/** Hosts by name that the daemon reached in build after build, on ports on which registries listen. */
export function registries(judged: readonly Judged[], least: number): Candidate[] {
  const builds = new Map<string, number>();
  for (const { subject } of judged) {
    const names = subject.details.DaemonConnections.filter(
      ({ RemoteUrl, RemotePort }) =>
        RemoteUrl !== '' &&
        ports.has(RemotePort ?? 0) &&
        !isHostOf(RemoteUrl, subject.settings.registries),
    ).map(({ RemoteUrl }) => hostOf(RemoteUrl));
    for (const name of new Set(names)) builds.set(name, (builds.get(name) ?? 0) + 1);
  }
  return [...builds]
    .filter(([name, count]) => name !== '' && count >= least)
    .map(([name]) => candidate(name));
}

function candidate(host: string): Candidate {
  const all = (settings: Settings): string[] => [...settings.registries, host];
  return {
    setting: 'RegistryAllowList',
    about: host,
    value: all,
    apply: (settings) => ({ ...settings, registries: all(settings), isRegistryListGiven: true }),
  };
}

/** Empty for what a settings file would not take. */
function hostOf(text: string): string {
  const host = text
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/[:/?#].*/s, '')
    .replace(/\.$/, '');
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host) && host.includes('.') ? host : '';
}
