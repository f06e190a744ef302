import { parseArguments } from '../arguments.js';
import { readClientCommand } from '../client-command.js';
import type { BuildCommand } from '../command.js';
import { globalOptions } from './option-names.js';

/** Programs of which everybody knows that `build` means something else there. */
const others =
  /^(?:go|cargo|npm|npx|pnpm|yarn|bun|deno|node|make|cmake|ninja|meson|mvn|gradlew?|bazel|dotnet|swift|zig|flutter|hugo|jekyll|ng|vite|tsc|pip\d?|poetry|hatch|python[\d.]*|snap|flatpak|helm|kustomize|packer|nix|guix|git|gh|systemctl|apt|apt-get|dpkg\S*|rpmbuild|sh|bash|sudo|env)$/;

/** How sure it is that a program of another name is a build client. */
export type Likeness = 'strong' | 'weak';

/**
 * Reads a program of a name that says nothing by its arguments alone. Strong: they stand as docker's or buildah's would,
 * with a tag and a context. Weak: `build` is among them; then it takes more than the arguments to believe it.
 */
export function readRenamed(
  args: string[],
): { command: BuildCommand; likeness: Likeness } | undefined {
  const name = (args[0] ?? '').replace(/^.*[/\\]/, '').toLowerCase();
  if (others.test(name)) return undefined;
  const { positional } = parseArguments(args.slice(1), globalOptions, true);
  const [first = '', second = ''] = positional;
  const asBuildah = first === 'bud';
  if (!asBuildah && !args.includes('build')) return undefined;
  const command = readClientCommand(args, asBuildah ? 'buildah' : 'docker');
  if (command?.kind !== 'build' || command.method !== 'build') return undefined;
  const stands =
    asBuildah ||
    first === 'build' ||
    ((first === 'image' || first === 'buildx' || first === 'builder') && second === 'build');
  const tagged = command.tags.some((tag) => /^[a-z0-9][\w./:-]*$/.test(tag));
  const likeness = stands && tagged && command.context !== '' ? 'strong' : 'weak';
  return { command, likeness };
}
