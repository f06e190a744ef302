import { ciAgent } from './ci-agent.js';

export const azurePipelines = ciAgent({
  id: 'azure-pipelines',
  name: 'Azure Pipelines',
  program: /^Agent\.(?:Listener|Worker)$/,
  accounts: /^(?:azagent|vsts|azuredevops|AzDevOps)$/,
  path: /\/_work\/\d+\/[sab](?:\/\S*)?/,
  argument: /--label[ =]com\.azure\.dev\.\S+/,
  containerImage: /(?:^|\/)azure-pipelines\/\S+|vsts-agent/,
});
