import type { Program, Programs } from '../shell/program.js';
import { builtins } from './builtins.js';
import { decoders } from './decode.js';
import { fetchers } from './fetch.js';
import { fileTools } from './files.js';
import { interpreters } from './interpret.js';
import { packageManagers } from './packages.js';
import { windowsShells } from './powershell.js';
import { textTools } from './text.js';
import { verifiers } from './verify.js';
import { wrappers } from './wrap.js';

const programs = new Map<string, Program>(
  Object.entries({
    ...builtins,
    ...decoders,
    ...fetchers,
    ...fileTools,
    ...interpreters,
    ...packageManagers,
    ...textTools,
    ...verifiers,
    ...windowsShells,
    ...wrappers,
  } satisfies Programs),
);

/** What a program does, by its name without version: `python3.11` is `python`. */
export function programFor(name: string): Program | undefined {
  return programs.get(name) ?? programs.get(name.replace(/-?[\d.]+$/, ''));
}

/** The program that a pattern of file names is likely to find; those that fetch and run text come first. */
export function programLike(pattern: string): string | undefined {
  if (!/^[\w.?*[\]-]{2,30}$/.test(pattern) || /^[?*]+$/.test(pattern)) return undefined;
  const glob = pattern.replace(/[.-]/g, '\\$&').replaceAll('?', '.').replace(/\*+/g, '.*');
  try {
    const fits = new RegExp(`^${glob}$`);
    return [...likely, ...programs.keys()].find((name) => fits.test(name));
  } catch {
    return undefined;
  }
}

const likely = ['sh', 'bash', 'curl', 'wget', ...Object.keys({ ...fetchers, ...interpreters })];
