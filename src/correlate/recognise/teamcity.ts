import { ciAgent } from './ci-agent.js';

export const teamcity = ciAgent({
  id: 'teamcity',
  name: 'TeamCity',
  program: /^java$/,
  programArguments: /jetbrains\.buildServer\.agent|teamcity/i,
  accounts: /^(?:buildagent|teamcity)$/,
  path: /\/(?:buildAgent|BuildAgent\d*|buildagent)\/(?:work|temp)\/\S+/,
  containerImage: /(?:^|\/)jetbrains\/teamcity(?:-minimal)?-agent/,
});
