import { isOn, parseArguments, valuesOf } from '../arguments.js';
import { buildCommand, type ClientCommand } from '../command.js';
import { buildOptions } from './option-names.js';

/** What follows `build`: the same for docker and all that imitate it. */
export function readBuild(args: string[], tool: string, host: string): ClientCommand {
  const parsed = parseArguments(args, buildOptions);
  if (isOn(parsed, 'help')) return { kind: 'other', tool, host };
  return buildCommand({
    tool,
    host,
    context: parsed.positional.at(-1) ?? '',
    file: valuesOf(parsed, 'f', 'file').at(-1) ?? '',
    tags: valuesOf(parsed, 't', 'tag'),
    noCache: isOn(parsed, 'no-cache'),
    network: valuesOf(parsed, 'network').at(-1) ?? '',
  });
}
