import { ciAgent } from './ci-agent.js';

export const bamboo = ciAgent({
  id: 'bamboo',
  name: 'Bamboo',
  program: /^java$/,
  programArguments: /com\.atlassian\.bamboo|bamboo-agent/,
  accounts: /^bamboo(?:-agent)?$/,
  path: /\/xml-data\/build-dir\/\S+|\/bamboo-agent-home\/\S+/,
  containerImage: /(?:^|\/)atlassian\/bamboo-agent/,
});
