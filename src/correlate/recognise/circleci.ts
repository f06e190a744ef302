import { ciAgent } from './ci-agent.js';

export const circleci = ciAgent({
  id: 'circleci',
  name: 'CircleCI',
  program: /^circleci(?:-(?:agent|runner|launch-agent|task-agent))?$/,
  accounts: /^circleci$/,
  path: /\/circleci(?:-runner)?\/(?:workdir|project)\S*/,
  containerImage: /(?:^|\/)circleci\/(?:runner|runner-agent|picard)/,
});
