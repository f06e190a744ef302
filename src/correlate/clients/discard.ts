import { optionNames, parseArguments } from '../arguments.js';
import type { ClientCommand } from '../command.js';

const options = optionNames('cidfile depend filter t time');

/** Containers removed, by what stands behind `rm`. */
export function readDiscard(args: string[], tool: string, host: string): ClientCommand {
  const isAll = args.some((arg) => arg === '-a' || arg === '--all');
  const containers = isAll ? 'all' : parseArguments(args, options).positional;
  return { kind: 'discard', tool, host, containers };
}
