import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

export const keepImage: Action = {
  id: 'keep-image',
  phase: 'preserve',
  plan({ engine, images, descendants, keep }) {
    const all = [...images, ...descendants].map(shortId);
    if (!engine || all.length === 0) return undefined;
    const archive = `${keep}/images.tar`;
    return {
      title: 'Keep the images',
      why: 'Those that were made from it too. The archive holds every layer, so also what a later layer removed.',
      commands: [
        sh`${engine} image inspect ${all} > ${`${keep}/images.json`}`,
        ...all.map((id) => {
          const file = `${keep}/history-${id}.txt`;
          return sh`${engine} history --no-trunc ${id} > ${file}`;
        }),
        sh`${engine} save -o ${archive} ${all}`,
        sh`sha256sum ${archive} > ${`${archive}.sha256`}`,
      ],
    };
  },
};
