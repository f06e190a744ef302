import { Command, Option } from 'commander';
import { severities } from '../model/incident.js';
import type { LintOptions } from './lint/run.js';

const each = (id: string, all: string[]): string[] => [...all, id];

export function lintCommand(): Command {
  return new Command('lint')
    .description(
      'look for what attackers and accidents leave in Dockerfiles, without building them',
    )
    .argument(
      '[path...]',
      'files, directories in which to look for Dockerfiles, or - for standard input',
    )
    .addOption(
      new Option('--output <format>', 'how findings are written')
        .choices(['table', 'json', 'sarif'])
        .default('table'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 for a finding this severe').choices(
        severities.map((severity) => severity.toLowerCase()),
      ),
    )
    .option('--rule <id>', 'only this rule; can be repeated', each, [])
    .option('--ignore <id>', 'not this rule; can be repeated', each, [])
    .option('--list', 'list the rules instead')
    .action(async (paths: string[], options: LintOptions) => {
      const { lintFiles } = await import('./lint/run.js');
      await lintFiles(paths, options);
    });
}
