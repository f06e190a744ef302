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

const newer = join(tmpdir(), 'keelwatch-engine-26');

/**
 * The engines to test on: this machine's, and Debian 13's Engine 26 where it has been fetched before or
 * KEELWATCH_ENGINE_26=1 asks for it (a minute, 600 MB, kept under the directory for temporary files).
 */
export async function enginesToTest(): Promise<EngineChoice[]> {
  const own = executables('dockerd')[0];
  if (own === undefined) throw new Error('dockerd is not installed');
  const choices = [{ name: "this machine's engine", dockerd: own }];
  if (process.env.KEELWATCH_ENGINE_26 === '1' && !existsSync(newer)) await fetchNewer();
  if (existsSync(newer)) choices.push({ name: 'Engine 26', dockerd: wrapper() });
  return choices;
}

async function fetchNewer(): Promise<void> {
  const unfinished = `${newer}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const packages = 'docker.io,docker-cli,docker-buildx,iptables,busybox-static,ca-certificates';
  await mustRun('debootstrap', [
    '--variant=minbase',
    `--include=${packages}`,
    'trixie',
    unfinished,
  ]);
  renameSync(unfinished, newer);
}

/**
 * A dockerd in the other system's root, which has to be a mount point. Its mounts are in a namespace of its own, so that
 * they are gone when it is.
 */
function wrapper(): string {
  const path = `${newer}.dockerd`;
  const script = `#!/bin/sh
exec unshare --mount sh -ec '
  root=$1; lab=$2; shift 2
  mount --bind "$root" "$root"
  for name in /proc /sys /dev; do mount --rbind "$name" "$root$name"; done
  mkdir -p "$root$lab"
  mount --rbind "$lab" "$root$lab"
  exec chroot "$root" dockerd "$@"
' sh ${newer} ${labDirectory} "$@"
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}
