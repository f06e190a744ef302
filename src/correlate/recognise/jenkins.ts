import { ciAgent } from './ci-agent.js';

/** Its `sh` steps run a script from a directory beside the workspace, named for the job and some random digits. */
export const jenkins = ciAgent({
  id: 'jenkins',
  name: 'Jenkins',
  program: /^(?:java|jenkins|jenkins-agent)$/,
  programArguments: /jenkins|(?:^|[\s/])(?:agent|slave|remoting[\w.-]*)\.jar|swarm-client/i,
  accounts: /^jenkins(?:-\w+)?$/,
  path: /\/workspace\/[^/\s]+@tmp\/durable-[0-9a-f]{6,}|\/(?:jenkins|jenkins_home)\/(?:[^\s]*\/)?workspace\/[^/\s]+/,
  containerImage: /(?:^|\/)jenkins\/(?:jenkins|agent|inbound-agent|ssh-agent|jnlp-\w+)/,
});
