import { ciAgent } from './ci-agent.js';

/** It builds in a helper container that has the engine's socket, and starts what came of it. */
export const coolify = ciAgent({
  id: 'coolify',
  name: 'Coolify',
  program: /^coolify$/,
  path: /(?:^|[\s=])\/(?:artifacts|data\/coolify)\/\S+/,
  containerImage: /(?:^|\/)coollabsio\/coolify(?:-helper)?(?::|@|$)/,
});
