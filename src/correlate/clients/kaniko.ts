import { optionNames, parseArguments, valuesOf } from '../arguments.js';
import { buildCommand, type ClientCommand } from '../command.js';

const options = optionNames('c context f dockerfile d destination build-arg target cache-repo');

/** Its context is a directory, or an archive somewhere: `tar://stdin`, `s3://…`, `git://…`. */
export function readKaniko(args: string[]): ClientCommand {
  const parsed = parseArguments(args, options);
  return buildCommand({
    tool: 'kaniko',
    context: (valuesOf(parsed, 'c', 'context').at(-1) ?? '').replace(/^dir:\/\//, ''),
    file: valuesOf(parsed, 'f', 'dockerfile').at(-1) ?? '',
    tags: valuesOf(parsed, 'd', 'destination'),
  });
}
