import { Command } from 'commander';
import { incidentsTable } from '../explain/listings.js';
import { dataOption } from './data-directory.js';
import { reading } from './reading.js';
import { rowJson } from './row-json.js';
import { type Format, formatOption, shownIncident } from './show.js';
import { readNamed, readRows } from './stored.js';
import { readIncident } from './story.js';
import { palette, print, tableWidth } from './terminal.js';

interface ReadOptions {
  data: string;
  json?: true;
  format: Format;
}

export function incidentsCommand(): Command {
  return new Command('incidents')
    .description('list what was found, newest last; `show ID` explains one')
    .addOption(dataOption())
    .option('--json', 'JSON instead of text')
    .action(({ data, json }: ReadOptions) =>
      reading(data, async (reader) => {
        const rows = await readRows(reader, 'Incidents', 'true ORDER BY "LastActivityTime"');
        if (json) for (const row of rows) print(JSON.stringify(rowJson('Incidents', row)));
        else if (rows.length === 0) print(`No incidents in ${data}.`);
        else print(incidentsTable(rows, palette, tableWidth()).join('\n'));
      }),
    )
    .addCommand(
      new Command('show')
        .description(
          'one incident: who asked, which step talked to whom, what came out, what ran, what to do about it',
        )
        .argument('<id>', 'the incident, its build, the beginning of either id, or `latest`')
        .addOption(formatOption())
        .action((id: string, _, command: Command) => {
          const { data, json, format } = command.optsWithGlobals<ReadOptions>();
          return reading(data, async (reader) => {
            const incident = await readNamed(reader, 'Incidents', id);
            print(shownIncident(await readIncident(reader, incident), json ? 'json' : format));
          });
        }),
    );
}
