import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const own = fileURLToPath(import.meta.url);

/** Where Keelwatch lies, with what is shipped beside its code: a build puts modules together, and elsewhere. */
export const packageDirectory = above(dirname(own));

function above(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const next = dirname(directory);
  if (next === directory) throw new Error(`There is no package.json above ${own}`);
  return above(next);
}

/**
 * The words that run one of its modules, as `lab/sweep-now`, as a program of its own. In a checkout that is not built,
 * sources run through tsx, as the tests do.
 */
export function ownProgram(module: string): string[] {
  if (!own.endsWith('.ts'))
    return [process.execPath, join(packageDirectory, 'dist', `${module}.js`)];
  const source = join(packageDirectory, 'src', `${module}.ts`);
  return [process.execPath, '--import', import.meta.resolve('tsx'), source];
}

/** Whether this process runs that module as its program. */
export const isProgram = (url: string): boolean =>
  url === pathToFileURL(process.argv[1] ?? '').href;
