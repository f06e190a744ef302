import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../src/lab/command.js';
import { executables } from '../../src/lab/docker-cli.js';
import { labDirectory } from '../../src/lab/holding.js';

export interface EngineChoice {
  name: string;
  dockerd: string;
}

/** Releases of Debian that bring other engines: 13 has Engine 26, unstable Engine 28. */
const releases = new Set(['trixie', 'sid']);

/**
 * The engines to test on: this machine's, and those of other releases of Debian that KEELWATCH_ENGINES names, as in
 * `KEELWATCH_ENGINES=trixie,sid`. They are fetched once, with debootstrap: a minute and 600 MB each, kept under the
 * directory for temporary files.
 */
export async function enginesToTest(): Promise<EngineChoice[]> {
  const own = executables('dockerd')[0];
  if (own === undefined) throw new Error('dockerd is not installed');
  const wanted = (process.env.KEELWATCH_ENGINES ?? '').split(',').filter(Boolean);
  for (const name of wanted) {
    if (!releases.has(name)) throw new Error(`KEELWATCH_ENGINES: no release ${name}`);
    if (!existsSync(rootOf(name))) await fetchRelease(name);
  }
  return [
    { name: "this machine's engine", dockerd: own },
    ...wanted.map((name) => ({
      name: `the engine of Debian ${name}`,
      dockerd: wrapper(rootOf(name)),
    })),
  ];
}

function rootOf(release: string): string {
  return join(tmpdir(), `keelwatch-engine-${release}`);
}

async function fetchRelease(release: string): Promise<void> {
  const unfinished = `${rootOf(release)}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const packages = 'docker.io,docker-cli,docker-buildx,iptables,busybox-static,ca-certificates';
  await mustRun('debootstrap', ['--variant=minbase', `--include=${packages}`, release, unfinished]);
  renameSync(unfinished, rootOf(release));
}

/**
 * A dockerd in the other system's root, which has to be a mount point. Its mounts are in a namespace of its own, so that
 * they are gone when it is.
 */
function wrapper(root: string): string {
  const path = `${root}.dockerd`;
  const script = `#!/bin/sh
exec unshare --mount sh -ec '
  root=$1; lab=$2; shift 2
  mount --bind "$root" "$root"
  for name in /proc /sys /dev; do mount --rbind "$name" "$root$name"; done
  mkdir -p "$root$lab"
  mount --rbind "$lab" "$root$lab"
  exec chroot "$root" dockerd "$@"
' sh ${root} ${labDirectory} "$@"
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}
