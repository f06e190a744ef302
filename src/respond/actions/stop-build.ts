import type { Action } from '../action.js';
import { sh } from '../shell.js';

export const stopBuild: Action = {
  id: 'stop-build',
  phase: 'contain',
  plan({ build }) {
    const pid = build.RequesterProcessId ?? null;
    if (build.State !== 'running' || pid === null) return undefined;
    return {
      title: "Freeze the build's client",
      why: 'The build still runs. The number may belong to another process by now: the first command shows whose it is. Killed, the client would take its memory with it.',
      commands: [sh`ps -o pid,lstart,user,args -p ${pid}`, sh`kill -STOP ${pid}`],
    };
  },
};
