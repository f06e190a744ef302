import { ciAgent } from './ci-agent.js';

export const githubActions = ciAgent({
  id: 'github-actions',
  name: 'GitHub Actions',
  program: /^Runner\.(?:Listener|Worker)$/,
  accounts: /^(?:runner|github|gha|github-runner|actions-runner|actions|ghrunner)$/,
  path: /\/_?work\/(?:_temp|_actions|[\w.-]+\/[\w.-]+)/,
  argument: /docker-actions-toolkit-\S*|https:\/\/github\.com\/\S+\.git#refs\/\S+/,
  containerImage: /(?:^|\/)actions\/actions-runner|myoung34\/github-runner/,
});
