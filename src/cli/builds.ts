import { Command } from 'commander';
import { buildsTable } from '../explain/listings.js';
import { dataOption } from './data-directory.js';
import { reading } from './reading.js';
import { rowJson } from './row-json.js';
import { type Format, formatOption, shownBuild } from './show.js';
import { readNamed, readRows } from './stored.js';
import { readBuild } from './story.js';
import { palette, print, tableWidth } from './terminal.js';

interface ReadOptions {
  data: string;
  json?: true;
  format: Format;
}

export function buildsCommand(): Command {
  return new Command('builds')
    .description('list every build that was seen, newest last; `show ID` explains one')
    .addOption(dataOption())
    .option('--json', 'JSON instead of text')
    .action(({ data, json }: ReadOptions) =>
      reading(data, async (reader) => {
        const rows = await readRows(reader, 'ImageBuilds', 'true ORDER BY "StartTime"');
        if (json) for (const row of rows) print(JSON.stringify(rowJson('ImageBuilds', row)));
        else if (rows.length === 0) print(`No builds in ${data}.`);
        else print(buildsTable(rows, palette, tableWidth()).join('\n'));
      }),
    )
    .addCommand(
      new Command('show')
        .description('one build: who asked, its steps, what came out')
        .argument('<id>', 'the build, its incident, the beginning of either id, or `latest`')
        .addOption(formatOption())
        .action((id: string, _, command: Command) => {
          const { data, json, format } = command.optsWithGlobals<ReadOptions>();
          return reading(data, async (reader) => {
            const build = await readNamed(reader, 'ImageBuilds', id);
            print(shownBuild(await readBuild(reader, build), json ? 'json' : format));
          });
        }),
    );
}
