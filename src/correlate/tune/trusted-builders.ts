import { posix } from 'node:path';
import type { Case } from '../case.js';
import { terminals } from '../recognise/developer.js';
import { cameIn } from '../recognise/marks.js';
import type { Settings, TrustedBuilder } from '../settings.js';
import { isTemporary } from '../temp-path.js';
import type { Candidate } from './candidate.js';
import type { Judged } from './judged.js';

/** Shells say nothing of who builds. */
const shells = /^(?:ba|da|a|z|k|mk)?sh$/;
/** What a person can read and paste without wondering what it is. */
const plain = /^[\w./+@:-]*$/;

/** Users whose builds below the same program led to incidents again and again. */
export function trustedBuilders(judged: readonly Judged[], least: number): Candidate[] {
  const groups = new Map<string, Case[]>();
  for (const { subject, evidence } of judged) {
    const user = subject.build.AccountName ?? '';
    // What serves the network is not to be trusted for doing it often.
    if (user === '' || evidence.has('service-account') || cameIn(subject)) continue;
    const parent = parentOf(subject);
    // A person at a terminal is no builder, however often they build.
    if (terminals.test(posix.basename(parent))) continue;
    if (parent === '' && user === 'root') continue;
    const key = JSON.stringify([user, parent]);
    groups.set(key, [...(groups.get(key) ?? []), subject]);
  }
  return [...groups].flatMap(([key, cases]) => {
    if (cases.length < least) return [];
    const [user, parent] = JSON.parse(key) as [string, string];
    const path = directoryOf(cases);
    if (path === '' && parent === '') return [];
    if (![user, parent, path].every((text) => plain.test(text))) return [];
    const name = `${user}${parent ? ` below ${parent}` : ''}${path ? ` in ${path}` : ''}`;
    return [candidate({ name, user, path, parent })];
  });
}

function candidate(builder: TrustedBuilder): Candidate {
  const all = (settings: Settings): TrustedBuilder[] => [...settings.trustedBuilders, builder];
  return {
    setting: 'TrustedBuilders',
    about: builder.name,
    value: (settings) => all(settings).map(asWritten),
    apply: (settings) => ({ ...settings, trustedBuilders: all(settings) }),
  };
}

/** What is empty is left out. */
function asWritten({ name, user, path, parent }: TrustedBuilder): Record<string, string> {
  const parts = { Name: name, User: user, Path: path, Parent: parent };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''));
}

/** The nearest program above the client that is no shell. Its path where that is known, which is harder to imitate. */
function parentOf({ chain }: Case): string {
  const entry = chain.slice(1).find(({ FileName }) => !shells.test(FileName));
  if (!entry || /^(?:systemd|init)$/.test(entry.FileName)) return '';
  return entry.FolderPath.startsWith('/') && !isTemporary(entry.FolderPath)
    ? entry.FolderPath
    : entry.FileName;
}

/** The directory that all contexts lie in; empty where it would be too wide, or is one in which anybody may write. */
function directoryOf(cases: readonly Case[]): string {
  const directories = cases.map(({ build }) => {
    const context = build.ContextPath ?? '';
    const place = context.startsWith('/')
      ? context
      : (build.RequesterCurrentWorkingDirectory ?? '');
    return place.startsWith('/') ? posix.normalize(place).split('/').slice(1) : [];
  });
  const [first = [], ...rest] = directories;
  let shared = first;
  for (const other of rest) {
    const end = shared.findIndex((part, index) => other[index] !== part);
    if (end >= 0) shared = shared.slice(0, end);
  }
  const path = `/${shared.filter(Boolean).join('/')}`;
  return shared.filter(Boolean).length < 2 || isTemporary(path) ? '' : path;
}
