import { optionNames, parseArguments } from '../arguments.js';
import type { ClientCommand } from '../command.js';
import { readBuild } from './build.js';

export function readBuildx(args: string[], host: string): ClientCommand {
  const [first = '', ...rest] = parseArguments(args, optionNames('builder'), true).positional;
  if (first === 'build' || first === 'b') return readBuild(rest, 'buildx', host);
  if (first === 'prune') return { kind: 'remove', tool: 'buildx', host, what: 'cache', names: [] };
  if (first === 'history' && rest[0] === 'rm') {
    return { kind: 'remove', tool: 'buildx', host, what: 'history', names: rest.slice(1) };
  }
  if (first !== 'bake' && first !== 'f') return { kind: 'other', tool: 'buildx', host };
  const command = readBuild(rest, 'buildx', host);
  return command.kind === 'build' ? { ...command, context: '', file: '' } : command;
}
