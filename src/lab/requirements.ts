import { existsSync, readFileSync } from 'node:fs';
import { command } from './command.js';
import { builders, executables } from './docker-cli.js';
import { isStatic } from './static-executable.js';

export type RequirementId =
  | 'dockerd'
  | 'docker'
  | 'buildkit-client'
  | 'bpftrace'
  | 'ip'
  | 'iptables'
  | 'busybox'
  | 'apparmor'
  | 'buildah'
  | 'podman'
  | 'docker-registry'
  | 'git'
  | 'curl'
  | 'python3'
  | 'openssl'
  | 'debootstrap'
  | 'debian-archive-keyring'
  | 'faketime';

export interface Requirement {
  id: RequirementId;
  /** What it is for, as part of a sentence. */
  purpose: string;
  /** Debian's and Ubuntu's package that brings it. */
  package: string;
  /** Whether only newer suites have that package, and elsewhere the engine's own brings it. */
  apart?: true;
  present(): boolean | Promise<boolean>;
}

/** What the demo needs on a machine. */
const forDemo: readonly Requirement[] = [
  {
    id: 'dockerd',
    purpose: 'Docker Engine',
    package: 'docker.io',
    present: () => has('dockerd'),
  },
  {
    id: 'docker',
    purpose: 'Docker client',
    package: 'docker-cli',
    apart: true,
    present: () => has('docker'),
  },
  {
    id: 'buildkit-client',
    purpose: 'Docker client that builds with BuildKit',
    package: 'docker-buildx',
    apart: true,
    present: hasBuildkitClient,
  },
  {
    id: 'bpftrace',
    purpose: 'kernel sensor',
    package: 'bpftrace',
    present: () => has('bpftrace'),
  },
  {
    id: 'ip',
    purpose: 'network of the external host',
    package: 'iproute2',
    present: () => has('ip'),
  },
  {
    id: 'iptables',
    purpose: 'way to the external host through a firewall',
    package: 'iptables',
    present: () => has('iptables'),
  },
  {
    id: 'busybox',
    purpose: 'base image and external host',
    package: 'busybox-static',
    present: () => executables('busybox').some(isStatic),
  },
  {
    id: 'apparmor',
    purpose: 'containers on a kernel that has AppArmor enabled',
    package: 'apparmor',
    present: () => !kernelHasAppArmor() || has('apparmor_parser'),
  },
];

/** What scenarios of the matrix need besides. */
const forScenarios: readonly Requirement[] = [
  tool('buildah', 'builds without an engine'),
  tool('podman', 'builds without an engine'),
  tool('docker-registry', 'a registry to push to'),
  tool('git', 'contexts that are repositories'),
  tool('curl', 'requests on the API by hand'),
  tool('python3', 'requests on the API by a script'),
  tool('openssl', 'certificates of hosts that serve HTTPS'),
  tool('debootstrap', 'engines of other releases of Debian'),
  {
    id: 'debian-archive-keyring',
    purpose: 'whether those releases are what they seem',
    package: 'debian-archive-keyring',
    present: () => existsSync('/usr/share/keyrings/debian-archive-keyring.gpg'),
  },
];

/** What tests of faults need besides. */
const forFaults: readonly Requirement[] = [tool('faketime', 'a clock that is set')];

const requirements = [...forDemo, ...forScenarios, ...forFaults];
export const neededByDemo = forDemo.map(({ id }) => id);
export const neededByTests = requirements.map(({ id }) => id);

/** Those of `wanted` that are not on this machine now. */
export async function missingRequirements(
  wanted: readonly RequirementId[],
): Promise<Requirement[]> {
  const missing: Requirement[] = [];
  for (const requirement of requirements) {
    if (wanted.includes(requirement.id) && !(await requirement.present()))
      missing.push(requirement);
  }
  return missing;
}

/** A program whose package has its name. */
function tool(id: RequirementId, purpose: string): Requirement {
  return { id, purpose, package: id, present: () => has(id) };
}

function has(program: string): boolean {
  return executables(program).length > 0;
}

async function hasBuildkitClient(): Promise<boolean> {
  for (const path of executables('docker')) {
    const { stdout } = await command(path, ['--version']);
    const version = /^Docker version ([^\s,]+)/.exec(stdout)?.[1];
    if (version !== undefined && (await builders(path, version)).includes('buildkit')) return true;
  }
  return false;
}

function kernelHasAppArmor(): boolean {
  const path = '/sys/module/apparmor/parameters/enabled';
  return existsSync(path) && readFileSync(path, 'utf8').startsWith('Y');
}
