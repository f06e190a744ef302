import type { Act } from './act.js';
import { onceFor } from './rule.js';
import { kindOf } from './source.js';

/** Files that are downloads from where anybody on the way, or behind an address, can put another one. */
const openPaths = onceFor(
  (acts: readonly Act[]) =>
    new Set(
      acts.flatMap((act) =>
        act.kind === 'fetch' &&
        !act.download.isVerified &&
        /^(?:address|port|plain)$/.test(kindOf(act.download))
          ? act.download.path
          : [],
      ),
    ),
);

export const isOpen = (path: string, acts: readonly Act[]): boolean => openPaths(acts).has(path);
