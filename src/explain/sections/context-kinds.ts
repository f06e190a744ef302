import { dictionary } from '../../model/dictionary.js';

/** What a context is, in words. Keys are those of `ContextKind`; what is unknown has none. */
export const contextKinds: Record<string, string> = dictionary({
  directory: 'a directory of the client',
  stdin: "the client's standard input",
  git: 'a git repository that the engine fetches',
  url: 'an address that the engine fetches',
  sent: "an archive in the request's body",
  session: 'files that the engine takes from the client as it needs them',
  container: 'a container',
  archive: 'an archive',
});
