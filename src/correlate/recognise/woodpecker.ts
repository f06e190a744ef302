import { ciAgent } from './ci-agent.js';

/** Drone, and Woodpecker, which came of it. */
export const woodpecker = ciAgent({
  id: 'woodpecker',
  name: 'Woodpecker or Drone',
  program: /^(?:woodpecker-agent|drone-runner-\w+|drone-agent|drone-docker|plugin-docker-buildx)$/,
  accounts: /^(?:woodpecker|drone)$/,
  path: /(?:^|[\s=])\/(?:woodpecker|drone)\/src\S*/,
  containerImage:
    /(?:^|\/)(?:woodpeckerci|drone|plugins)\/(?:plugin-\S*docker\S*|woodpecker-agent|drone-runner-\w+|docker|kaniko)/,
});
