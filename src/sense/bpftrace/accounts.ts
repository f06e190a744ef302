import { readFileSync, statSync } from 'node:fs';

/** Names of the host's users, read anew when the file changes (looked at once a second at most). */
export function hostAccounts(
  file = '/etc/passwd',
  now: () => number = () => performance.now(),
): (uid: number) => string {
  let names = new Map<number, string>();
  let stamp = '';
  let looked = Number.NEGATIVE_INFINITY;
  const refresh = (): void => {
    try {
      const { mtimeMs, ino, size } = statSync(file);
      const current = `${mtimeMs} ${ino} ${size}`;
      if (current === stamp) return;
      names = parseAccounts(readFileSync(file, 'utf8'));
      stamp = current;
    } catch {
      // A host without the file has no names; while it is being replaced, the old ones hold.
    }
  };
  return (uid) => {
    if (now() - looked >= 1000) {
      looked = now();
      refresh();
    }
    return names.get(uid) ?? '';
  };
}

/** passwd(5): the first of several names for a uid counts. */
export function parseAccounts(passwd: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of passwd.split('\n')) {
    const [name, , uid] = line.split(':');
    if (name === undefined || name === '' || uid === undefined || !/^\d+$/.test(uid)) continue;
    if (!names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}
