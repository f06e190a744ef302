import { isOn, optionNames, parseArguments, valuesOf } from '../arguments.js';
import { buildCommand, type ClientCommand } from '../command.js';

export function readBuildctl(args: string[]): ClientCommand {
  const names = optionNames(
    'addr debug-addr timeout opt local o output frontend export-cache import-cache secret',
  );
  const parsed = parseArguments(args, names);
  const host = valuesOf(parsed, 'addr').at(-1) ?? '';
  if (parsed.positional[0] !== 'build' && parsed.positional[0] !== 'b') {
    return { kind: 'other', tool: 'buildctl', host };
  }
  const locals = new Map(valuesOf(parsed, 'local').map((value) => splitAt(value, '=')));
  const outputs = valuesOf(parsed, 'o', 'output').flatMap((value) => value.split(','));
  const tags = outputs.filter((part) => part.startsWith('name=')).map((part) => part.slice(5));
  const context = locals.get('context') ?? '';
  const noCache = isOn(parsed, 'no-cache');
  return buildCommand({ tool: 'buildctl', host, context, tags, noCache });
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
