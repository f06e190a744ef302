import { posix } from 'node:path';

/** The way of an event through the program: each stage may know those before it. */
const stages = [
  'model',
  'sense',
  'normalise',
  'store',
  'kql',
  'dockerfile',
  'posture',
  'detect',
  'correlate',
  'explain',
  'respond',
  'gate',
  'serve',
  'lab',
  'cli',
];

/** A file of src, its path relative to it. */
export interface Source {
  path: string;
  text: string;
}

const importPattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.[^'"]*)\1/g;

/** One sentence for each import of the file that points to a later stage, or to none. */
export function misplaced({ path, text }: Source): string[] {
  const own = stages.indexOf(stageOf(path));
  if (own < 0) return [`${path}: no stage of that name`];
  return [...text.matchAll(importPattern)].flatMap(([, , to = '']) => {
    const name = stageOf(posix.join(posix.dirname(path), to));
    const target = stages.indexOf(name);
    if (target < 0) return [`${path} imports ${to}: no stage of that name`];
    return target > own ? [`${path} imports ${to}: ${stages[own]} comes before ${name}`] : [];
  });
}

/** Paths in which a folder or file is named for nothing in particular. */
export function vagueFolders(paths: readonly string[]): string[] {
  return paths.filter((path) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/|$)/.test(path));
}

function stageOf(path: string): string {
  return path.split('/')[0] ?? '';
}
