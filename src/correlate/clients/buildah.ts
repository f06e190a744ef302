import { optionNames, parseArguments, valuesOf } from '../arguments.js';
import { buildCommand, type ClientCommand } from '../command.js';
import { joinArguments } from '../command-line.js';
import { readBuild } from './build.js';
import { readDiscard } from './discard.js';
import { globalOptions } from './option-names.js';

const fromOptions = optionNames(
  'name authfile cert-dir creds f format cap-add cap-drop network isolation v volume cidfile arch os',
);
const runOptions = optionNames(
  'user u isolation v volume mount network e env hostname workingdir cap-add cap-drop runtime',
);
const commitOptions = optionNames(
  'authfile cert-dir creds f format iidfile sign-by blob-cache manifest t tag timestamp unsetenv',
);
const copyOptions = optionNames('chown chmod checksum contextdir from ignorefile authfile');

/** An image is built by `bud`, or by hand: `from`, any number of `run` and `copy`, `commit`. */
export function readBuildah(args: string[]): ClientCommand {
  const [first = '', ...rest] = parseArguments(args, globalOptions, true).positional;
  const tool = 'buildah';
  switch (first) {
    case 'build':
    case 'bud':
    case 'build-using-dockerfile':
      return readBuild(rest, tool, '');
    case 'from': {
      const parsed = parseArguments(rest, fromOptions);
      const [image = ''] = parsed.positional;
      const name = valuesOf(parsed, 'name').at(-1) ?? workingContainer(image);
      return { kind: 'from', tool, host: '', image, container: name };
    }
    case 'run': {
      const { positional } = parseArguments(rest, runOptions, true);
      const [container = '', ...command] = positional;
      const words = command[0] === '--' ? command.slice(1) : command;
      return { kind: 'enter', tool, host: '', container, command: joinArguments(words) };
    }
    case 'copy':
    case 'add': {
      const [container = '', ...what] = parseArguments(rest, copyOptions).positional;
      return { kind: 'copy', tool, host: '', container, text: what.join(' ') };
    }
    case 'commit': {
      const [container = '', tag] = parseArguments(rest, commitOptions).positional;
      const tags = tag ? [tag] : [];
      return buildCommand({ method: 'commit', tool, context: container, tags });
    }
    case 'rm':
    case 'delete':
      return readDiscard(rest, tool, '');
    case 'rmi':
      return { kind: 'remove', tool, host: '', what: 'image', names: rest };
    default:
      return { kind: 'other', tool, host: '' };
  }
}

/** The name that `buildah from` gives when none is asked for, unless it is taken. */
function workingContainer(image: string): string {
  const name = image.replace(/^.*\//, '').replace(/[:@].*/s, '');
  return `${name || 'working-container'}${name ? '-working-container' : ''}`;
}
