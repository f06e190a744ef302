import { Command, Option } from 'commander';
import { severities } from '../model/incident.js';
import { dataOption } from './data-directory.js';
import { nowOption } from './now-option.js';
import { rulesOption } from './rules/option.js';
import { outputNames } from './scan/output/names.js';
import type { ScanOptions } from './scan/run.js';
import { settingsOption } from './settings-option.js';

const failures = severities.map((severity) => severity.toLowerCase());

export function scanCommand(): Command {
  return new Command('scan')
    .description(
      'judge recorded telemetry: import it, run the rules, work out builds and incidents',
    )
    .argument(
      '<path...>',
      'files, directories, patterns, or - for standard input; also .gz and .zst',
    )
    .option('--format <name>', 'read every file as this, instead of recognising it by its content')
    .option('--host <name>', 'the host of records that do not name theirs')
    .addOption(rulesOption())
    .addOption(settingsOption())
    .addOption(dataOption())
    .option(
      '--learn',
      'keep in the data directory what the builds had to do with, so that watch knows what was seen before',
    )
    .addOption(nowOption('the end of the data'))
    .addOption(
      new Option(
        '--replay',
        'run each rule over the whole span as its schedule would have, and count its alerts by day',
      ).conflicts('now'),
    )
    .addOption(
      new Option('--output <format>', 'how findings are written')
        .choices(outputNames)
        .default('table'),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 for an alert or incident this severe',
      ).choices(failures),
    )
    .option(
      '--rejected <file>',
      'write every record that could not be read to a file, as JSON Lines',
    )
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import('./scan/run.js');
      await scan(paths, options);
    });
}
