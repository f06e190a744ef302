import { Command } from 'commander';
import { incidentsTable } from '../explain/listings.js';
import { dataOption } from './data-directory.js';
import { incidentText } from './incident-text.js';
import { reading } from './reading.js';
import { rowJson } from './row-json.js';
import { readByPrefix, readRows } from './stored.js';
import { palette, print, tableWidth } from './terminal.js';

interface ReadOptions {
  data: string;
  json?: true;
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
          'one incident: who asked, which step talked to whom, what came out, what ran, what is unknown',
        )
        .argument('<id>', 'the incident, or the beginning of its id')
        .action((id: string, _, command: Command) => {
          const { data, json } = command.optsWithGlobals<ReadOptions>();
          return reading(data, async (reader) => {
            const incident = await readByPrefix(reader, 'Incidents', 'IncidentId', id);
            print(
              json
                ? JSON.stringify(rowJson('Incidents', incident), null, 2)
                : await incidentText(reader, incident),
            );
          });
        }),
    );
}
