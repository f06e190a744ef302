import type { Situation } from './situation.js';

/** In the order in which they are taken: evidence is kept before anything is removed. */
export const phases = ['contain', 'preserve', 'clean-up', 'prevent'] as const;
export type Phase = (typeof phases)[number];

/** One kind of thing to do about an incident. One per file; `id` is the file's name. */
export interface Action {
  id: string;
  phase: Phase;
  /** Undefined where it does not apply. */
  plan(situation: Situation): Plan | undefined;
}

export interface Plan {
  /** What to do, as a sentence that stands without the commands. */
  title: string;
  /** Why, and what to look at before. */
  why: string;
  /** For bash on the incident's host, as root, each on its own. Empty where it is nothing for a shell. */
  commands: string[];
}
