/**
 * `npm run build`: puts the sources together into few files, which a command loads in half the time that it takes to find
 * and link each of them. Packages stay where npm put them. Types are for `npm run check`.
 */
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** All that is run as a program, see ownProgram. */
const programs = [
  'src/cli/main.ts',
  'src/lab/sweep-now.ts',
  'src/lab/scenario/host-server.ts',
  'src/lab/scenario/name-server.ts',
];

rmSync(`${root}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: programs,
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
});
chmodSync(`${root}/dist/cli/main.js`, 0o755);
