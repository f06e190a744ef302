import { parseArguments } from './arguments.js';
import { readBuild } from './clients/build.js';
import { readBuildah } from './clients/buildah.js';
import { readBuildctl } from './clients/buildctl.js';
import { readBuildx } from './clients/buildx.js';
import { readCompose } from './clients/compose.js';
import { readDocker } from './clients/docker.js';
import { readKaniko } from './clients/kaniko.js';
import { globalOptions } from './clients/option-names.js';
import type { ClientCommand } from './command.js';

/**
 * Reads a container client's arguments, program name first. Undefined when the program is none that is known;
 * `called` says as what to read it when its name does not tell, as for a renamed client.
 */
export function readClientCommand(
  args: string[],
  called = nameOf(args),
): ClientCommand | undefined {
  switch (called) {
    case 'docker':
    case 'com.docker.cli':
    case 'podman':
    case 'podman-remote':
    case 'nerdctl':
      return readDocker(args.slice(1), called === 'podman-remote' ? 'podman' : called);
    case 'img':
      return args[1] === 'build' ? readBuild(args.slice(2), 'img', '') : undefined;
    case 'docker-buildx':
    case 'buildx':
      return readBuildx(withoutPluginName(args.slice(1), 'buildx'), '');
    case 'docker-compose':
    case 'podman-compose':
    case 'compose':
      return readCompose(withoutPluginName(args.slice(1), 'compose'), '');
    case 'buildah':
      return readBuildah(args.slice(1));
    case 'buildctl':
    case 'buildctl-daemonless.sh':
      return readBuildctl(args.slice(1));
    case 'executor':
    case 'kaniko':
      return args[0]?.includes('kaniko') ||
        args.some((arg) => /^--destination|^--no-push/.test(arg))
        ? readKaniko(args.slice(1))
        : undefined;
    default:
      return undefined;
  }
}

function nameOf(args: string[]): string {
  const base = args[0]?.replace(/^.*[/\\]/, '') ?? '';
  return base.toLowerCase().replace(/\.exe$/, '');
}

/** Docker starts a plugin with the plugin's name in front: `docker-buildx buildx build …`, after global options. */
function withoutPluginName(args: string[], name: string): string[] {
  const at = parseArguments(args, globalOptions, true).positional;
  return at[0] === name ? at.slice(1) : args;
}
