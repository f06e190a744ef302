import { trimEndOf } from '../../model/trim.js';
import { globOf } from '../shell/glob.js';
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
  return programs.get(name) ?? programs.get(trimEndOf(name, '-.0123456789'));
}

/** The program that a pattern of file names is likely to find; those that fetch and run text come first. */
export function programLike(pattern: string): string | undefined {
  if (!/^[\w.?*[\]-]{2,30}$/.test(pattern) || /^[?*]+$/.test(pattern)) return undefined;
  return [...likely, ...programs.keys()].find(globOf(pattern));
}

const likely = ['sh', 'bash', 'curl', 'wget', ...Object.keys({ ...fetchers, ...interpreters })];
