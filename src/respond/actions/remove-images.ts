import { textsOf } from '../../correlate/json.js';
import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

export const removeImages: Action = {
  id: 'remove-images',
  phase: 'clean-up',
  plan({ engine, images, descendants, build }) {
    const all = [...descendants, ...images];
    if (!engine || all.length === 0) return undefined;
    const names = textsOf(build.Tags ?? null);
    const note =
      names.length > 0
        ? ' A name of it may have stood for another image before: pull that again.'
        : '';
    return {
      title: 'Remove the images',
      why: `Those that were made from it too. As long as one is there, anybody can run it.${note}`,
      commands: [sh`${engine} rmi --force ${all.map(shortId)}`],
    };
  },
};
