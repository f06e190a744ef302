import { Command, InvalidArgumentError } from 'commander';
import { table } from '../explain/table.js';
import { dataOption } from './data-directory.js';
import { reading } from './reading.js';
import { resultJson } from './row-json.js';
import { palette, print, tableWidth } from './terminal.js';

interface QueryOptions {
  data: string;
  json?: true;
}

export function queryCommand(): Command {
  return new Command('query')
    .description('run a KQL query over what was stored')
    .argument(
      '<kql>',
      'the query, such as \'DeviceProcessEvents | where FileName == "docker" | take 10\'',
      notEmpty,
    )
    .addOption(dataOption())
    .option('--json', 'JSON Lines instead of a table')
    .action(async (kql: string, { data, json }: QueryOptions) => {
      // The binder takes most of a second to load: other commands do not pay for it.
      const { compile, renderDiagnostic, withNow } = await import('../kql/index.js');
      const compiled = compile(kql);
      if ('diagnostics' in compiled) {
        for (const diagnostic of compiled.diagnostics) {
          process.stderr.write(`${renderDiagnostic(kql, diagnostic)}\n`);
        }
        process.exitCode = 2;
        return;
      }
      const rows = await reading(data, async (reader) =>
        resultJson(await reader.query(withNow(compiled.query, Date.now() * 1000))),
      );
      if (json) {
        for (const row of rows) print(JSON.stringify(row));
        return;
      }
      const columns = compiled.query.columns.map(({ name }) => ({
        title: name,
        text: (row: (typeof rows)[number]) => cell(row[name]),
        flexible: true,
      }));
      print(table(rows, columns, tableWidth(), palette.dim).join('\n'));
      process.stderr.write(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}\n`);
    });
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('the query is empty');
  return text;
}
