import { ciAgent } from './ci-agent.js';

export const gitlabRunner = ciAgent({
  id: 'gitlab-runner',
  name: 'GitLab Runner',
  program: /^gitlab-runner(?:-helper)?$/,
  accounts: /^gitlab-runner$/,
  path: /\/builds\/[\w-]{6,}\/\d+\/[\w.-]+\/[\w.-]+|\/builds\/[\w.-]+\/[\w.-]+/,
  tag: /:[0-9a-f]{40}$|:[0-9a-f]{8}$/,
  argument: /--cache-from[ =]\S+/,
  containerImage: /(?:^|\/)gitlab\/gitlab-runner|(?:^|\/)gitlab-org\/gitlab-runner/,
  containerName: /^\/?runner-[\w-]+-project-\d+-concurrent-\d+/,
  // Its jobs may use an engine in a container of their own, over TCP.
  explains: ['remote-requester'],
});
