/**
 * A view of this machine in which scenarios can have users, homes, agents and names that it does not have, and in which
 * whatever they write outside of volumes and the lab's own directory is gone afterwards: a mount namespace with layers
 * over a few directories. What runs in it runs on the machine itself, in its other namespaces.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from '../../model/package.js';
import { executables } from '../docker-cli.js';
import { changeHolding, claim, labDirectory } from '../holding.js';
import { identify } from '../processes.js';
import { release } from '../release.js';
import { ensureWatchdog } from '../watchdog.js';

export interface WorldOptions {
  /** Users that are to exist; those that the machine has stay as they are. All may use the engine. */
  users: readonly string[];
  /** Name server. */
  resolver: string;
  /** Certificate in PEM that programs trust. */
  certificate: string;
  /** Root directories whose docker client and plugins take the place of the machine's, the first that has one. */
  clients: readonly string[];
  /** Directories that are seen as they are: a socket is no socket any more below a layer. */
  kept?: readonly string[];
}

export interface World {
  directory: string;
  /** Words to put before a command line that runs in it. */
  enter: readonly string[];
  account(user: string): { uid: number; gid: number; home: string };
  /** Group that may use the engine's socket. */
  dockerGroup: number;
  /** Writes a program that runs another one in it, for those who take a path only. */
  program(name: string, words: readonly string[]): string;
  stop(): Promise<void>;
}

const layered = ['/etc', '/home', '/opt', '/srv', '/usr', '/var/lib'];
const firstUid = 61_000;

/** Needs root and the kernel's overlay file system. Throws when it cannot be made. */
export async function makeWorld(options: WorldOptions): Promise<World> {
  const { directory } = claim('world', () => ({ marks: true }));
  ensureWatchdog();
  chmodSync(directory, 0o711);
  const accounts = accountsFor(options.users);
  const etc = join(directory, 'etc');
  mkdirSync(etc);
  writeFileSync(join(etc, 'passwd'), accounts.passwd);
  writeFileSync(join(etc, 'group'), accounts.group);
  writeFileSync(join(etc, 'resolv.conf'), `nameserver ${options.resolver}\n`);
  writeFileSync(join(etc, 'certificate.pem'), options.certificate);
  writeFileSync(join(directory, 'make.sh'), makeLayers(accounts.homes, options.clients));
  try {
    const pid = await hold(directory, [labDirectory, packageDirectory, ...(options.kept ?? [])]);
    const enter = ['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--'];
    return {
      directory,
      enter,
      dockerGroup: accounts.dockerGroup,
      account: (user) => {
        const found = accounts.byName.get(user);
        if (found === undefined) throw new Error(`there is no user ${user} in this world`);
        return found;
      },
      program: (name, words) => {
        const path = join(directory, name);
        const line = [...enter, ...words].map((word) => `'${word}'`).join(' ');
        writeFileSync(path, `#!/bin/sh\nexec ${line} "$@"\n`);
        chmodSync(path, 0o755);
        return path;
      },
      stop: () => release(directory),
    };
  } catch (error) {
    await release(directory);
    throw error;
  }
}

/** The layers' changes are kept in memory, out of reach, and go with the last process in here. */
function makeLayers(
  homes: readonly [string, number, number][],
  clients: readonly string[],
): string {
  const plugins = '/usr/libexec/docker/cli-plugins';
  const copies = ['/usr/bin/docker', `${plugins}/docker-buildx`, `${plugins}/docker-compose`]
    .map((path) => ({ path, from: clients.map((root) => root + path).find(existsSync) }))
    .flatMap(({ path, from }) =>
      from === undefined || from === path ? [] : [`cp -f ${from} ${path}`],
    );
  return `
world=$1; shift
mount -t tmpfs -o mode=755 tmpfs /mnt
number=0
for kept in "$@"; do
  number=$((number + 1))
  mkdir "/mnt/kept$number" && mount --bind "$kept" "/mnt/kept$number"
done
for name in ${layered.join(' ')}; do
  at=/mnt/layer$(echo "$name" | tr / -)
  mkdir -p "$at/upper" "$at/work"
  chmod --reference="$name" "$at/upper"
  mount -t overlay overlay -o "lowerdir=$name,upperdir=$at/upper,workdir=$at/work" "$name"
done
mount -t tmpfs -o mode=1777 tmpfs /tmp
number=0
for kept in "$@"; do
  number=$((number + 1))
  mkdir -p "$kept" && mount --bind "/mnt/kept$number" "$kept"
  umount -l "/mnt/kept$number"
done
umount -l /mnt
etc=$world/etc
for name in passwd group resolv.conf; do rm -f "/etc/$name"; cp "$etc/$name" "/etc/$name"; done
mkdir -p /etc/ssl/certs
cat "$etc/certificate.pem" >>/etc/ssl/certs/ca-certificates.crt
mkdir -p ${plugins}
${copies.join('\n')}
${homes.map(([home, uid, gid]) => `mkdir -p ${home} && chown ${uid}:${gid} ${home}`).join('\n')}
echo made
exec sleep infinity
`;
}

function hold(directory: string, kept: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const unshare = ['--mount', '--propagation', 'slave', 'sh', '-e', join(directory, 'make.sh')];
    const child = spawn('unshare', [...unshare, directory, ...kept], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    child.stderr.on('data', (data) => {
      said += String(data);
    });
    child.stdout.once('data', () => {
      child.unref();
      for (const stream of [child.stdout, child.stderr])
        (stream as unknown as { unref(): void }).unref();
      resolve(child.pid ?? 0);
    });
    child.on('error', reject);
    child.on('exit', () =>
      reject(new Error(`the scenarios' mounts cannot be made: ${said.trim()}`)),
    );
    const identity = child.pid === undefined ? null : identify(child.pid);
    if (identity !== null) {
      changeHolding(directory, (held) => ({ ...held, processes: [...held.processes, identity] }));
    }
  });
}

interface Account {
  uid: number;
  gid: number;
  home: string;
}

function accountsFor(users: readonly string[]) {
  const passwd = readFileSync('/etc/passwd', 'utf8').trimEnd().split('\n');
  const group = readFileSync('/etc/group', 'utf8').trimEnd().split('\n');
  const byName = new Map<string, Account>();
  const homes: [string, number, number][] = [];
  for (const line of passwd) {
    const [name = '', , uid, gid, , home = '/'] = line.split(':');
    byName.set(name, { uid: Number(uid), gid: Number(gid), home });
  }
  // A service's account may have a home that was never made.
  for (const name of users) {
    const account = byName.get(name);
    if (account === undefined || existsSync(account.home)) continue;
    account.home = `/home/${name}`;
    homes.push([account.home, account.uid, account.gid]);
  }
  for (const [index, name] of users.filter((each) => !byName.has(each)).entries()) {
    const id = firstUid + index;
    const home = `/home/${name}`;
    passwd.push(`${name}:x:${id}:${id}::${home}:/bin/bash`);
    group.push(`${name}:x:${id}:`);
    byName.set(name, { uid: id, gid: id, home });
    homes.push([home, id, id]);
  }
  const known = group.find((line) => line.startsWith('docker:'))?.split(':')[2];
  const dockerGroup = known === undefined ? firstUid - 1 : Number(known);
  const members = group.filter((line) => !line.startsWith('docker:'));
  members.push(`docker:x:${dockerGroup}:${users.join(',')}`);
  return {
    passwd: `${passwd.join('\n')}\n`,
    group: `${members.join('\n')}\n`,
    byName,
    homes,
    dockerGroup,
  };
}

/** A shell that runs under any name: it stands in for programs that this machine does not have. */
export function shellToCopy(): string {
  const [dash] = executables('dash');
  const [sh] = executables('sh');
  const shell = dash ?? sh;
  if (shell === undefined) throw new Error('there is no sh here');
  return shell;
}
