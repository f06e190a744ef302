import { isOn, optionNames, parseArguments } from '../arguments.js';
import { buildCommand, type ClientCommand } from '../command.js';
import { buildOptions } from './option-names.js';

const options = optionNames(
  'f file p project-name profile project-directory env-file parallel ansi progress',
);

export function readCompose(args: string[], host: string): ClientCommand {
  const [first = '', ...rest] = parseArguments(args, options, true).positional;
  const parsed = parseArguments(rest, buildOptions);
  const builds =
    first === 'build' ||
    ((first === 'up' || first === 'run' || first === 'create') && isOn(parsed, 'build'));
  if (!builds) return { kind: 'other', tool: 'compose', host };
  return buildCommand({ tool: 'compose', host, noCache: isOn(parsed, 'no-cache') });
}
