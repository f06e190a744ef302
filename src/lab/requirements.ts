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
  | 'apparmor';

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

/** What demo and tests need on a machine. */
const requirements: readonly Requirement[] = [
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

/** Those of `wanted` that are not on this machine now. */
export async function missingRequirements(
  wanted: readonly RequirementId[] = requirements.map(({ id }) => id),
): Promise<Requirement[]> {
  const missing: Requirement[] = [];
  for (const requirement of requirements) {
    if (wanted.includes(requirement.id) && !(await requirement.present()))
      missing.push(requirement);
  }
  return missing;
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
