import { Command, Option } from 'commander';
import { dataOption } from './data-directory.js';
import { nowOption } from './now-option.js';
import { outputNames } from './query/output-names.js';
import type { QueryOptions } from './query/run.js';

export function queryCommand(): Command {
  return new Command('query')
    .description('run a KQL query over what was stored, or over files of recorded telemetry')
    .argument(
      '[kql]',
      'the query, such as \'DeviceProcessEvents | where FileName == "docker" | take 10\'',
    )
    .argument(
      '[path...]',
      'files, directories, patterns, or - for standard input, as `scan` takes them (default: what was stored)',
    )
    .option('-f, --file <file>', 'read the query from a file; every argument is a path then')
    .addOption(
      new Option('--output <format>', 'how rows are written').choices(outputNames).default('table'),
    )
    .addOption(new Option('--json', 'the same as --output ndjson').implies({ output: 'ndjson' }))
    .addOption(nowOption('the present; of files the end of the data'))
    .addOption(dataOption())
    .option('--format <name>', 'read every file as this, instead of recognising it by its content')
    .option('--host <name>', 'the host of records that do not name theirs')
    .addHelpText('after', examples)
    .action(async (kql: string | undefined, paths: string[], options: QueryOptions) => {
      const { query } = await import('./query/run.js');
      await query(kql, paths, options);
    });
}

const examples = `
Examples:
  keelwatch query 'ImageBuilds | project TimeGenerated, AccountName, RequesterCommandLine, Tags'
  keelwatch query 'DeviceProcessEvents | summarize count() by FileName | top 10 by count_' audit.log.gz
  keelwatch query -f hunt.kql --output parquet exports/ > result.parquet
`;
