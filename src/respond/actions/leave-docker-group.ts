import type { Action } from '../action.js';
import { sh } from '../shell.js';

export const leaveDockerGroup: Action = {
  id: 'leave-docker-group',
  phase: 'prevent',
  plan({ build, details }) {
    const user = build.AccountName ?? '';
    const uid = build.UserId ?? null;
    if (user === '' || user === 'root' || uid === 0) return undefined;
    if (details.RequesterRemoteIP || build.RequesterContainerId) return undefined;
    return {
      title: 'Take the engine from the account',
      why: `It is ${user}, until it is known who used it. A member of the group docker is root on this host. Its sessions keep the group until they end: end them, and change its keys and passwords.`,
      commands: [
        sh`id -- ${user}`,
        sh`gpasswd --delete ${user} docker`,
        sh`loginctl list-sessions --no-legend | grep -wF -- ${user}`,
      ],
    };
  },
};
