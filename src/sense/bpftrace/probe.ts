import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parseBtf } from './btf.js';
import { findOffsets, type Offsets } from './offsets.js';

const run = promisify(execFile);

/** One thing that the kernel sensor needs. */
export interface KernelCheck {
  id: 'platform' | 'root' | 'bpftrace' | 'tracefs' | 'btf';
  ok: boolean;
  /** What was found, one sentence. */
  found: string;
  /** Command, or advice where there is none, that mends it; '' when there is nothing to mend. */
  mend: string;
}

export interface KernelProbe {
  ok: boolean;
  /** null when bpftrace is missing. */
  bpftraceVersion: string | null;
  checks: KernelCheck[];
}

/** Versions of bpftrace that the script is tested with; others may do. */
const testedVersions = { oldest: '0.17', newest: '0.27' };

/** Where tracefs is mounted when nobody has. */
export const tracefsPlace = '/sys/kernel/tracing';
const tracefsPlaces = [tracefsPlace, '/sys/kernel/debug/tracing'];
const btfFile = '/sys/kernel/btf/vmlinux';

/** What this host offers the kernel sensor. Changes nothing. */
export async function probeKernel(command = 'bpftrace'): Promise<KernelProbe> {
  const version = await bpftraceVersion(command);
  const checks = [platform(), root(), bpftrace(command, version), tracefs(), btf()];
  return { ok: checks.every((check) => check.ok), bpftraceVersion: version, checks };
}

function platform(): KernelCheck {
  // The script compares text as little-endian numbers.
  const ok = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  return {
    id: 'platform',
    ok,
    found: `${process.platform} on ${process.arch}`,
    mend: ok ? '' : 'the kernel sensor needs Linux on x86-64 or arm64',
  };
}

function root(): KernelCheck {
  const ok = process.getuid?.() === 0;
  return {
    id: 'root',
    ok,
    found: ok ? 'running as root' : 'not running as root',
    mend: ok ? '' : 'run it with sudo',
  };
}

async function bpftraceVersion(command: string): Promise<string | null> {
  try {
    const { stdout } = await run(command, ['--version'], { timeout: 10_000 });
    return /\bv?(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? '';
  } catch {
    return null;
  }
}

function bpftrace(command: string, version: string | null): KernelCheck {
  const install = 'sudo apt-get install bpftrace';
  if (version === null) {
    return { id: 'bpftrace', ok: false, found: `${command} does not run`, mend: install };
  }
  const ok = minor(version) >= minor(testedVersions.oldest);
  return {
    id: 'bpftrace',
    ok,
    found: `bpftrace ${version}, ${ok ? '' : 'too old: '}${testedVersions.oldest} to ${testedVersions.newest} are tested`,
    mend: ok ? '' : install,
  };
}

function minor(version: string): number {
  const [major, second] = version.split('.');
  return Number(major) * 1000 + Number(second);
}

function tracefs(): KernelCheck {
  const place = findTracefs();
  return {
    id: 'tracefs',
    ok: place !== null,
    found: place === null ? 'tracefs is not mounted' : `tracefs at ${place}`,
    mend: place === null ? `sudo mount -t tracefs nodev ${tracefsPlace}` : '',
  };
}

/** Where tracepoints are described; null when nowhere that we may read. */
export function findTracefs(): string | null {
  return tracefsPlaces.find((place) => existsSync(`${place}/events/syscalls`)) ?? null;
}

function btf(): KernelCheck {
  const read = readOffsets();
  const ok = 'offsets' in read;
  return {
    id: 'btf',
    ok,
    found: ok ? `kernel type information at ${btfFile}` : read.reason,
    mend: ok
      ? ''
      : 'boot a kernel built with CONFIG_DEBUG_INFO_BTF=y, as distributions ship since 2020',
  };
}

/** Offsets in this kernel's structures, or why they are unknown. */
export function readOffsets(): { offsets: Offsets } | { reason: string } {
  try {
    const found = findOffsets(parseBtf(readFileSync(btfFile)));
    return 'offsets' in found
      ? found
      : { reason: `the kernel's type information lacks ${found.missing.join(', ')}` };
  } catch (error) {
    return { reason: `the kernel's type information cannot be read: ${String(error)}` };
  }
}
