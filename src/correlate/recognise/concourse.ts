import { ciAgent } from './ci-agent.js';

/** Its workers run each task in a container of their own, whose files are volumes of the worker's. */
export const concourse = ciAgent({
  id: 'concourse',
  name: 'Concourse',
  program: /^concourse$/,
  programArguments: /(?:^|\s)(?:worker|quickstart)(?:\s|$)/,
  accounts: /^concourse$/,
  path: /\/volumes\/live\/[\w-]+\/volume\S*|(?:^|[\s=])\/tmp\/build\/[0-9a-f]{8}\/\S+/,
  containerImage:
    /(?:^|\/)concourse\/(?:concourse|docker-image-resource|oci-build-task|registry-image-resource)/,
});
