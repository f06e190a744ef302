import { actRule } from '../rule.js';

export const decodedIntoShell = actRule(
  {
    id: 'decoded-into-shell',
    severity: 'High',
    message: 'Encoded text is decoded and run.',
    why: 'Commands that are encoded escape review and search, and that is mostly why they are.',
    instead: 'Write the commands as they are, or copy a script that can be read.',
    techniques: ['T1027', 'T1140', 'T1059.004'],
  },
  'decode',
  ({ how, by }) => ({
    message: `Text is turned back from ${how} and run${by ? ` by ${by}` : ''}.`,
  }),
);
