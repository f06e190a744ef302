import { ciAgent } from './ci-agent.js';

export const buildkite = ciAgent({
  id: 'buildkite',
  name: 'Buildkite',
  program: /^buildkite-agent$/,
  accounts: /^buildkite(?:-agent)?$/,
  path: /\/buildkite-agent\/builds\/\S+/,
  containerImage: /(?:^|\/)buildkite\/agent/,
});
