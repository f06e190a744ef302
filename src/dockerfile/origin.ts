import type { Act } from './act.js';
import { kindOf } from './source.js';

/** Whether a file is a download from a source where anybody on the way, or behind an address, can put another one. */
export const isOpen = (path: string, acts: readonly Act[]): boolean =>
  acts.some(
    (act) =>
      act.kind === 'fetch' &&
      act.download.path === path &&
      !act.download.isVerified &&
      /^(?:address|port|plain)$/.test(kindOf(act.download)),
  );
