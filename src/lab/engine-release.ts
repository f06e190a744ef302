/**
 * Docker Engines of other releases of Debian, to try things on several versions: fetched once with debootstrap (a
 * minute and 1.2 GB each) and kept, each in a root directory of its own.
 */
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.js';
import { labDirectory } from './holding.js';

/** The Engine that each has: 12 has 20.10.24, 13 has 26.1.5 with buildx 0.13, unstable has 28.5.2 with buildx 0.29. */
export const engineReleases = { bookworm: '20.10', trixie: '26.1', sid: '28.5' } as const;
export type EngineRelease = keyof typeof engineReleases;

const cache = process.env.KEELWATCH_CACHE ?? '/var/cache/keelwatch';

/** git is what the engine fetches contexts with that are repositories. */
const common = ['docker.io', 'iptables', 'busybox-static', 'ca-certificates', 'git'];
const packages: Record<EngineRelease, string[]> = {
  bookworm: common,
  trixie: [...common, 'docker-cli', 'docker-buildx', 'docker-compose'],
  sid: [...common, 'docker-cli', 'docker-buildx', 'docker-compose'],
};

export function releaseRoot(release: EngineRelease): string {
  return join(cache, `engine-${release}`);
}

/** Fetches it unless it is there. Throws, with what debootstrap said, when it cannot. */
export async function fetchEngine(release: EngineRelease): Promise<string> {
  const root = releaseRoot(release);
  if (existsSync(root)) return root;
  const unfinished = `${root}.unfinished-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const include = `--include=${packages[release].join(',')}`;
    await mustRun('debootstrap', ['--variant=minbase', include, release, unfinished]);
  } catch (error) {
    // A package that could not be configured in there does not matter, if the engine is there.
    if (!existsSync(join(unfinished, 'usr/sbin/dockerd'))) {
      rmSync(unfinished, { recursive: true, force: true });
      throw error;
    }
  }
  renameSync(unfinished, root);
  return root;
}

/**
 * Writes a program that runs the release's dockerd in its root. Its mounts are in a namespace of its own, so that they
 * are gone when it is, and whose root is the release's: where dockerd had merely changed its root, what is run in a
 * container afterwards would find itself on the host. `shared`: files of the calling system that it sees too.
 */
export function releaseDockerd(root: string, path: string, shared: readonly string[] = []): string {
  const script = `#!/bin/sh
exec unshare --mount sh -ec '
  root=$1; lab=$2; shared=$3; shift 3
  mount --bind "$root" "$root"
  for name in /proc /sys /dev; do mount --rbind "$name" "$root$name"; done
  mkdir -p "$root$lab"
  mount --rbind "$lab" "$root$lab"
  for file in $shared; do
    [ -e "$root$file" ] || : >"$root$file"
    mount --bind "$(readlink -f "$file")" "$root$file"
  done
  cd "$root"
  pivot_root . mnt
  umount -l /mnt
  exec dockerd "$@"
' sh ${root} ${labDirectory} '${shared.join(' ')}' "$@"
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}
