import { posix } from 'node:path';

/** A path from a folder. Relative as it is when the folder is unknown. Symbolic links are left alone. */
export function resolvePath(folder: string, path: string): string {
  if (path === '') return '';
  if (path.startsWith('/')) return posix.normalize(path);
  return folder === '' ? path : posix.join(folder, path);
}
