import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

export const pauseContainers: Action = {
  id: 'pause-containers',
  phase: 'contain',
  plan({ engine, containers }) {
    if (!engine || containers.length === 0) return undefined;
    return {
      title: 'Pause the containers',
      why: 'Paused, they do nothing more, and their memory and files stay as they are. To stop or remove them now would destroy evidence.',
      commands: [sh`${engine} pause ${containers.map(shortId)}`],
    };
  },
};
