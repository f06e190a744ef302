import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Finding, note, ok, problem } from './finding.js';

const oldestNode = '20.19';
const needed = 'apt-get install -y --no-install-recommends';

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldestNode.split('.').map(Number);
  const fits = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  const text = `Node ${version}`;
  return fits
    ? ok('node', text)
    : problem('node', `${text} is too old`, `install Node ${oldestNode} or newer`);
}

export interface Permissions {
  uid: number;
  /** Whether the user is in the group that may use the engine's socket. */
  inDockerGroup: boolean;
}

export function permissionFinding({ uid, inDockerGroup }: Permissions): Finding {
  if (uid === 0) return ok('permissions', 'running as root');
  const docker = inDockerGroup ? 'in' : 'not in';
  return problem(
    'permissions',
    `running as user ${uid}, who is ${docker} the docker group; tracing the kernel needs root`,
    'sudo npx keelwatch doctor',
  );
}

/** `mounts` is the text of /proc/mounts. */
export function cgroupFinding(mounts: string): Finding {
  const types = new Set(mounts.split('\n').map((line) => line.split(' ')[2]));
  const controllers = types.has('cgroup');
  if (types.has('cgroup2')) {
    return ok(
      'cgroups',
      controllers ? 'control groups version 1, with 2 beside it' : 'control groups version 2',
    );
  }
  if (controllers) return ok('cgroups', 'control groups version 1');
  return problem(
    'cgroups',
    'no control groups mounted: processes cannot be told to containers',
    `${needed} cgroupfs-mount && cgroupfs-mount`,
  );
}

export interface Disk {
  directory: string;
  freeBytes: number;
  writable: boolean;
}

/** Less than this cannot hold a day of a busy host. */
const scarce = 1024 ** 3;

export function diskFinding({ directory, freeBytes, writable }: Disk): Finding {
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free for ${directory}`;
  if (!writable) {
    return problem(
      'disk',
      `${directory} cannot be written to`,
      'run as root, or give another with --data',
    );
  }
  return freeBytes < scarce
    ? note('disk', `only ${free}`, 'give another directory with --data')
    : ok('disk', free);
}

/** Of the directory, or where it does not exist yet, of the nearest one above it that does. */
export function measureDisk(directory: string): Disk {
  let nearest = directory;
  while (!existsSync(nearest) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  const { bavail, bsize } = statfsSync(nearest);
  return { directory, freeBytes: bavail * bsize, writable: mayWrite(nearest) };
}

function mayWrite(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of this process, whose group memberships may lag behind /etc/group until the next login. */
export function permissions(): Permissions {
  const group = /^docker:[^:]*:(\d+):/m.exec(readOrEmpty('/etc/group'))?.[1];
  const own = process.getgroups?.() ?? [];
  return {
    uid: process.getuid?.() ?? -1,
    inDockerGroup: group !== undefined && own.includes(Number(group)),
  };
}

export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
