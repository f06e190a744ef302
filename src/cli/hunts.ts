import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { table } from '../explain/table.js';
import { packageDirectory } from '../model/package.js';
import { UsageError } from './failure.js';
import { palette, print, tableWidth } from './terminal.js';

const directory = join(packageDirectory, 'hunts');

const names = (): string[] =>
  readdirSync(directory).flatMap((file) => (file.endsWith('.kql') ? [file.slice(0, -4)] : []));

function textOf(name: string): string {
  if (!names().includes(name))
    throw new UsageError(`no hunt ${JSON.stringify(name)}: \`keelwatch hunts\` lists them`);
  return readFileSync(join(directory, `${name}.kql`), 'utf8');
}

/** The question that a hunt asks: its first comment. */
const questionOf = (name: string): string => /^\/\/ (.*)/.exec(textOf(name))?.[1] ?? '';

export function huntsCommand(): Command {
  return new Command('hunts')
    .description('list the shipped hunts: queries that look for what no rule can judge')
    .action(() => {
      const columns = [
        { title: 'HUNT', text: (name: string) => name },
        { title: 'ASKS', text: questionOf, flexible: true },
      ];
      print(table(names(), columns, tableWidth(), palette.dim).join('\n'));
    })
    .addCommand(
      new Command('show')
        .description(
          'one hunt as it is, with what is normal: for `keelwatch query`, or for Sentinel',
        )
        .argument('<name>')
        .action((name: string) => print(textOf(name).trimEnd())),
    );
}
