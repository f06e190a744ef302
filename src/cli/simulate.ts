import { Command } from 'commander';
import { dataOption } from './data-directory.js';
import type { SimulateOptions } from './simulate/run.js';

export function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'carry out harmless attacks on a Docker Engine, and tell which of them your watcher saw',
    )
    .argument('[variant...]', 'identifiers or numbers of variants (default: every attack)')
    .addOption(dataOption())
    .option('--docker <endpoint>', "the engine, as unix:///path (default: this host's)")
    .option('--private', 'start an engine of its own, which nothing else uses')
    .option('--beside-others', 'also on an engine that has containers of others')
    .option('--from <directory>', 'variants described in files of your own')
    .option('--list', 'name the variants and carry out none')
    .option('--dry-run', 'print what would be done, and do nothing')
    .option('--json', 'JSON Lines instead of text')
    .action(async (variants: string[], options: SimulateOptions) => {
      const { simulate } = await import('./simulate/run.js');
      await simulate(variants, options);
    });
}
