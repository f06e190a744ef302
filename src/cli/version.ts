import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from '../model/package.js';

/** What package.json says of us. */
export const { version, description } = JSON.parse(
  readFileSync(join(packageDirectory, 'package.json'), 'utf8'),
) as { version: string; description: string };
