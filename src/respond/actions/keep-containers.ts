import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

export const keepContainers: Action = {
  id: 'keep-containers',
  phase: 'preserve',
  plan({ engine, containers, keep }) {
    if (!engine || containers.length === 0) return undefined;
    return {
      title: 'Keep what the containers hold',
      why: 'Settings, output, changed files and the whole file system of each, as it stands now.',
      commands: containers.map(shortId).flatMap((id) => {
        const file = `${keep}/container-${id}`;
        return [
          sh`${engine} inspect ${id} > ${`${file}.json`}`,
          sh`${engine} logs --timestamps ${id} > ${`${file}.log`} 2>&1`,
          sh`${engine} diff ${id} > ${`${file}.diff`}`,
          sh`${engine} export ${id} > ${`${file}.tar`}`,
        ];
      }),
    };
  },
};
