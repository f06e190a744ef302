import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { command } from './command.js';
import { executables } from './docker-cli.js';
import { missingRequirements, type Requirement, type RequirementId } from './requirements.js';

export type Readiness =
  | { ready: true }
  /** `mend` is a command, or what else would help. */
  | { ready: false; reason: string; mend: string };

export interface InstallOptions {
  wanted: readonly RequirementId[];
  /** Says what is going to be done, and what is being done. */
  say: (line: string) => void;
  /** Asks before anything is installed. Null goes on without asking. */
  ask: ((question: string) => Promise<boolean>) | null;
}

const unattended = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
/** Waits for another apt that is at work, as on machines that have just been started. */
const patience = ['-o', 'DPkg::Lock::Timeout=120'];

/** Installs what is missing out of the distribution's packages, after saying so. That it cannot be is a value. */
export async function ensureRequirements(options: InstallOptions): Promise<Readiness> {
  const missing = await missingRequirements(options.wanted);
  if (missing.length === 0) return { ready: true };
  const packages = await packagesFor(missing);
  const refusal = cannotInstall(missing, packages);
  if (refusal !== null) return refusal;

  options.say('Missing here, and to be installed from the packages of this system:');
  for (const line of describe(missing)) options.say(line);
  options.say(
    `  apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`,
  );
  if (options.ask !== null && !(await options.ask('Install them?'))) {
    return { ready: false, reason: 'not installed, as you wished', mend: installCommand(packages) };
  }
  // One of several archives that does not answer fails the update, though the others may have all that is needed.
  const stale = await apt(['update'], options.say);
  const now = await packagesFor(missing);
  const failed =
    now.length === 0
      ? "this system's packages do not have it"
      : await apt(['install', '-y', '--no-install-recommends', ...now], options.say);
  if (failed !== null) {
    const reason = stale === null ? failed : `${failed} (before that, ${stale})`;
    return { ready: false, reason, mend: installCommand(packages) };
  }
  const still = await missingRequirements(options.wanted);
  if (still.length === 0) return { ready: true };
  return {
    ready: false,
    reason: `still missing after installation: ${still.map(({ purpose }) => purpose).join(', ')}`,
    mend: installCommand(await packagesFor(still)),
  };
}

/** Asks on the terminal; Enter means yes, the end of the input no. Null where nobody is there to answer. */
export function terminalAsk(): ((question: string) => Promise<boolean>) | null {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return null;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('n')));
    const answer = await Promise.race([terminal.question(`${question} [Y/n] `), ended]);
    terminal.close();
    return /^(y|yes)?$/i.test(answer.trim());
  };
}

/** Without those that this suite does not have, as far as apt knows before it is updated: `apart` tells why that is well. */
async function packagesFor(missing: readonly Requirement[]): Promise<string[]> {
  const packages: string[] = [];
  for (const { apart, ...requirement } of missing) {
    if (apart !== true || (await isKnown(requirement.package))) packages.push(requirement.package);
  }
  return packages;
}

async function isKnown(name: string): Promise<boolean> {
  const { code, stdout } = await command('apt-cache', ['show', '--no-all-versions', name]);
  return code === 0 && stdout.trim() !== '';
}

function installCommand(packages: readonly string[]): string {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

function describe(missing: readonly Requirement[]): string[] {
  return missing.map(({ purpose, apart, ...requirement }) => {
    const note = apart === true ? ' (where it is a package of its own)' : '';
    return `  ${requirement.package}: ${purpose}${note}`;
  });
}

function cannotInstall(missing: readonly Requirement[], packages: string[]): Readiness | null {
  const wanted = missing
    .map(({ purpose, ...requirement }) => `${requirement.package} (${purpose})`)
    .join(', ');
  if (process.platform !== 'linux' || executables('apt-get').length === 0) {
    const reason = `missing here: ${wanted}; installing them is known only for Debian and Ubuntu, not ${system()}`;
    return { ready: false, reason, mend: 'install their like from the packages of this system' };
  }
  if (process.getuid?.() !== 0) {
    const reason = `missing here: ${wanted}; installing them needs root`;
    return { ready: false, reason, mend: `sudo sh -c '${installCommand(packages)}'` };
  }
  return null;
}

/** Null when it succeeded. */
async function apt(args: readonly string[], say: (line: string) => void): Promise<string | null> {
  say(`  $ apt-get ${args.join(' ')}`);
  const { code, stdout, stderr } = await command('apt-get', [...patience, ...args], {
    env: unattended,
  });
  if (code === 0) return null;
  const words = `${stdout}\n${stderr}`.split('\n').filter((line) => /^[EW]: /.test(line));
  return `apt-get ${args[0]} failed: ${words.at(-1) ?? stderr.trim()}`;
}

function system(): string {
  if (process.platform !== 'linux') return process.platform;
  const path = '/etc/os-release';
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'this Linux';
}
