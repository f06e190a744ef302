/** Names of clients that build images, as programs or as plugins. */
const names =
  /^(?:docker|docker-buildx|docker-compose|podman|podman-remote|podman-compose|buildah|buildctl|nerdctl|img|executor)$/;
/** Words that stand among the first arguments of those, whatever they are called. */
const words = new Set([
  'build',
  'bud',
  'buildx',
  'builder',
  'bake',
  'commit',
  'import',
  'load',
  'up',
]);
const firstArguments = 8;

/** Whether the beginning of an argument vector may be that of a client that makes images, under any name. */
export function looksLikeClient(beginning: Buffer): boolean {
  const [program = '', ...rest] = beginning.toString('latin1').split('\0');
  const name = program.slice(program.lastIndexOf('/') + 1).toLowerCase();
  return names.test(name) || rest.slice(0, firstArguments).some((word) => words.has(word));
}
