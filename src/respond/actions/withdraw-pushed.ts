import type { Action } from '../action.js';

export const withdrawPushed: Action = {
  id: 'withdraw-pushed',
  phase: 'clean-up',
  plan({ pushed }) {
    if (pushed.length === 0) return undefined;
    return {
      title: 'Take it out of the registry',
      why: `It was pushed as ${pushed.join(', ')}. Whoever pulls it runs it. Keep its manifest as evidence, and ask the registry who has pulled it since.`,
      commands: [],
    };
  },
};
