import { posix } from 'node:path';
import { trimEndOf } from '../../model/trim.js';
import { brief, type Case } from '../case.js';
import type { TrustedBuilder } from '../settings.js';
import { automation, type Mark, type Recogniser } from './recogniser.js';

/** Those that the settings name: who operates the host says that these build here. */
export const trustedBuilder: Recogniser = {
  id: 'trusted-builder',
  name: 'a trusted builder',
  maySilence: true,
  explains: [
    ...automation,
    'requester-in-container',
    'remote-requester',
    'discovery',
    'never-seen',
  ],
  marks: (subject) =>
    subject.settings.trustedBuilders
      .filter((builder) => fits(builder, subject))
      .slice(0, 1)
      .map((builder): Mark => {
        const { name, user, path, parent } = builder;
        const what = [user && `user ${user}`, path && `path ${path}`, parent && `parent ${parent}`];
        return {
          kind: 'setting',
          name,
          text: `The settings trust ${brief(name, 60)}: ${brief(what.filter(Boolean).join(', '))}.`,
          // The account is what cannot be written into a request.
          points: user === '' ? 1 : parent === '' || path === '' ? 3 : 4,
          forgery: user === '' ? 'a path and a process of those names' : 'that account, or root',
        };
      }),
};

/** All that the setting names has to be so; a setting that names nothing fits nothing. */
function fits({ user, path, parent }: TrustedBuilder, { build, chain }: Case): boolean {
  if (user === '' && path === '' && parent === '') return false;
  if (user !== '' && build.AccountName !== user) return false;
  if (parent !== '' && !chain.slice(1).some((entry) => isProgram(parent, entry))) return false;
  if (path === '') return true;
  const places = [build.ContextPath ?? '', build.RequesterCurrentWorkingDirectory ?? ''];
  return places.some((place) => isBelow(place, path));
}

function isProgram(parent: string, entry: { FileName: string; FolderPath: string }): boolean {
  return parent.includes('/') ? entry.FolderPath === parent : entry.FileName === parent;
}

/** Paths are compared when `..` is gone: nobody talks a way out of the directory. */
function isBelow(place: string, path: string): boolean {
  if (!place.startsWith('/')) return false;
  const clean = posix.normalize(place);
  const root = trimEndOf(path, '/');
  return clean === root || clean.startsWith(`${root}/`);
}
