import { path, process, tag } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** Runs GitHub's workflows on a developer's machine. */
export const act: Recogniser = {
  id: 'act',
  name: 'act',
  explains: automation,
  marks: (subject) => [
    ...process(subject, /^act$/, { self: true }),
    ...path(subject, /\/\.cache\/act\/\S+/),
    ...tag(subject, /^act-[\w.-]+-dockeraction:/),
  ],
};
