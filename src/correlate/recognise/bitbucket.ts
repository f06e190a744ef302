import { ciAgent } from './ci-agent.js';

/** Its runner on a machine of one's own: a Java program that runs steps in a shell, or in containers beside an engine. */
export const bitbucket = ciAgent({
  id: 'bitbucket',
  name: 'Bitbucket Pipelines',
  program: /^java$/,
  programArguments: /bitbucket[\w./-]*pipelines/i,
  accounts: /^(?:bitbucket|bitbucket-runner|bitbucket_pipelines)$/,
  path: /\/opt\/atlassian\/pipelines\/agent\/\S+|\/(?:atlassian-)?bitbucket-pipelines-runner\/temp\/\S+/,
  containerImage:
    /(?:^|\/)atlassian\/(?:bitbucket-pipelines-runner|pipelines-(?:agent|docker-daemon)\S*|default-image)/,
});
