import { imitationOf } from '../imitation.js';
import { wholeRule } from '../rule.js';
import { brief } from '../told.js';

export const lookalikeImage = wholeRule(
  {
    id: 'lookalike-image',
    severity: 'High',
    message: 'An image is named so that it is taken for another.',
    why: 'A name that differs by a letter, or by letters that look alike, is somebody else’s image.',
    instead: 'Write the name of the image that is meant, and fix it by its digest.',
    techniques: ['T1036.005', 'T1204.003'],
  },
  ({ images, instructions }) =>
    images.flatMap(({ reference, instruction }) => {
      const start = instructions[instruction]?.start;
      const found = start ? imitationOf(reference) : undefined;
      if (!found || !start) return [];
      return [
        {
          ...start,
          instruction,
          severity: found.isSure ? ('High' as const) : ('Medium' as const),
          message: `${brief(reference)} looks like ${found.of}: ${found.how}.`,
        },
      ];
    }),
);
