import { argument, label, path, process, tag } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** Visual Studio Code's, and the command line tool on its own: they extend a Dockerfile in a temporary directory. */
export const devcontainers: Recogniser = {
  id: 'devcontainers',
  name: 'devcontainers',
  explains: automation,
  marks: (subject) => [
    ...process(subject, /^(?:node|code|code-server|devcontainer|electron|cursor|codium)$/, {
      args: /devcontainer|devContainersSpecCLI|vscode|code-server|\/code\b/i,
    }),
    ...path(subject, /\/tmp\/(?:devcontainercli(?:-[\w.-]+)?|vsch(?:-[\w.-]+)?)\/\S+/),
    ...tag(subject, /^vsc-[\w.-]+-[0-9a-f]{32,64}(?:-features)?(?:-uid)?(?::|$)/),
    ...argument(subject, /Dockerfile(?:-with-features|\.extended)\S*/),
    ...label(subject, /devcontainer\.\w+=\S*/),
  ],
};
