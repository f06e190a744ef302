import { wholeRule } from '../rule.js';
import { brief } from '../told.js';

export const unpinnedBase = wholeRule(
  {
    id: 'unpinned-base',
    severity: 'Informational',
    message: 'The base image is whatever its latest tag is at the time.',
    why: 'Two builds of the same file may give two images, and a tag that was moved goes unnoticed.',
    instead: 'Name a version, and its digest: image:1.2@sha256:….',
    techniques: [],
  },
  ({ stages, instructions }) =>
    stages.flatMap(({ image, isOwn, instruction }) => {
      const start = instructions[instruction]?.start;
      if (!start || isOwn || image.includes('@') || image.includes('$') || image === '') return [];
      const tag = /:([^/:]+)$/.exec(image)?.[1];
      if (tag !== undefined && tag !== 'latest') return [];
      return [
        {
          ...start,
          instruction,
          message: `${brief(image)} is whatever its latest tag is at the time.`,
        },
      ];
    }),
);
