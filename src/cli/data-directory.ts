import { homedir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';

/** Where rows are kept unless told: /var/lib/keelwatch for root, the user's data directory otherwise. */
function defaultDirectory(): string {
  if (process.getuid?.() === 0) return '/var/lib/keelwatch';
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'keelwatch');
}

export function dataOption(): Option {
  return new Option('--data <directory>', 'where rows, builds and incidents are kept')
    .env('KEELWATCH_DATA')
    .default(defaultDirectory());
}
